#ifndef SIOHA_GATEWAY_MDM_ANSWER_H
#define SIOHA_GATEWAY_MDM_ANSWER_H

#include <string>

#include "mod_sioha/base/reason.h"
#include "mod_sioha/gateway/answer.h"

/// The probe's third step: what POST /api/instances/System/queryMdmCluster says. Pure.
namespace sioha {
namespace gateway {

/// The MDM cluster as one gateway sees it. Shown to people; no state of it counts against a
/// gateway, because the cluster is the same behind all of them.
struct MdmCluster {
  MdmCluster() : known(false), sessionTag(-1) {}
  bool known;            ///< false: the answer told nothing
  std::string masterId;  ///< may be empty
  std::string masterName;
  std::string clusterState;  ///< ClusteredNormal, ClusteredDegraded, NotClustered, ...
  std::string clusterMode;   ///< OneNode, ThreeNodes, FiveNodes
  long long sessionTag;      ///< counts restarts of the MDM; -1: not told
};

struct MdmReading {
  Reason reason;  ///< none: the gateway reaches its MDM
  MdmCluster cluster;
};

/// Accepts the cluster itself and a System with an `mdmCluster` in it. 401 is credentialsRefused: it
/// counts only while a peer accepts the same credentials, which the caller knows.
MdmReading readMdmAnswer(const Answer& answer);

/// Another master or another sessionTag: an MDM switch, which is no gateway's fault. Eject nobody, wait.
bool hasSwitched(const MdmCluster& before, const MdmCluster& after);

/// "ClusteredDegraded, ThreeNodes, master MDM1", or "" when unknown. Control characters are dropped and
/// each part is cut at 64 bytes: it comes from the gateway and goes into logs and shared memory.
std::string describe(const MdmCluster& cluster);

}  // namespace gateway
}  // namespace sioha
#endif

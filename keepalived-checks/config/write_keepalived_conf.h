#ifndef SIOHA_CHECKS_CONFIG_WRITE_KEEPALIVED_CONF_H
#define SIOHA_CHECKS_CONFIG_WRITE_KEEPALIVED_CONF_H

#include <string>
#include <vector>

#include "mod_sioha/base/result.h"

namespace sioha {
namespace checks {

enum class Scheme {
  components,   ///< one script a question, superincreasing weights; 1.2.7 to 2.4
  fault,        ///< as components, and a node whose httpd does not answer gives the VIP up at once (weight 0)
  thermometer,  ///< node-score --publish and check-level; 1.2.7 to 2.4
  fast          ///< node-score --publish into a track_file, VRRPv3; >= 2.1
};

struct KeepalivedPlan {
  KeepalivedPlan() : scheme(Scheme::components), preferred(true), routerId(51) {}
  Scheme scheme;
  bool preferred;               ///< the master's file: one point more
  std::string vip;              ///< with prefix length, e.g. "192.0.2.100/24"
  std::string interface, name;  ///< name: router_id
  unsigned routerId;
  std::string ownAddress, peerAddress;  ///< both given: unicast (>= 1.2.8)
  std::string directory;        ///< where the checks are
  std::string checksConf;       ///< given to each check as --config; empty: the usual one
  std::string scoreFile;        ///< what node-score publishes
};

/// "1.2.7" -> comparable number; false where it is none.
bool parseVersion(const std::string& text, unsigned* version);
const unsigned kVersion128 = 10208, kVersion210 = 20100;

/// The file, with the arithmetic of its priorities as comments. Error: what cannot be written.
Result<std::string> writeKeepalivedConf(const KeepalivedPlan& plan, unsigned version);
/// What belongs into checks.conf on that node.
std::string writeChecksConf(const KeepalivedPlan& plan);

}  // namespace checks
}  // namespace sioha
#endif

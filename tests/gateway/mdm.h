#ifndef SIOHA_TESTS_GATEWAY_MDM_H
#define SIOHA_TESTS_GATEWAY_MDM_H

#include <chrono>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "tests/gateway/json.h"

namespace sioha {
namespace sim {

/// What a gateway sends on to its client: a status and a JSON body.
struct Answer {
  int status;
  std::string body;
};
Answer ok(const std::string& body);
/// The gateway family's error shape.
Answer failed(int status, const std::string& message, int errorCode = 0);

struct Volume {
  std::string id;
  std::string name;
  std::string poolId;
  std::string type;
  std::string ancestor;  ///< of a snapshot
  unsigned long long sizeInKb;
  long created;
  std::set<std::string> sdcs;
};

/// On whose behalf a change is made; for the operations log.
struct Origin {
  std::string gateway;
  std::string path;
  std::string requestId;
};

/// The metadata manager: all that gateways share. Every call is atomic.
class Mdm {
 public:
  Mdm();

  /// A gateway process (re)started: sessions of its former life end. What that
  /// gateway has changed is logged to `opsLog`, if not empty.
  Answer hello(const std::string& gateway, const std::string& opsLog);
  Answer openSession(const std::string& gateway);
  void closeSession(const std::string& session);

  /// Reads; `kind` is the API's name of the type.
  Answer list(const std::string& kind);
  Answer one(const std::string& kind, const std::string& id);
  Answer related(const std::string& kind, const std::string& id, const std::string& relation);
  Answer idByName(const std::string& kind, const std::string& name);
  Answer everything();
  Answer cluster();
  Answer statistics(const std::string& body);

  /// Changes: `action` is the API's name, or "createVolume".
  Answer change(const Origin& origin, const std::string& action, const std::string& id,
                const std::string& body);

  /// Faults and sizes, by control; false when the name is unknown.
  bool control(const std::string& what, long value);
  std::string state();
  /// Preset volumes vol-000001.. until there are that many.
  void grow(unsigned count);

 private:
  typedef std::lock_guard<std::mutex> Hold;
  bool unavailable(Answer* why);
  Answer apply(const std::string& action, const std::string& id, const Json& body, std::string* madeId);
  Answer create(const Json& body, std::string* madeId);
  Answer snapshot(const Json& body, std::string* madeIds);
  Answer remove(Volume* volume);
  Answer mapping(const std::string& action, Volume* volume, const Json& body);
  Answer resize(Volume* volume, const Json& body);
  Answer rename(Volume* volume, const Json& body);
  Volume* addVolume(const std::string& name, unsigned long long sizeInKb, const std::string& type);
  void log(const Origin& origin, const std::string& action, const std::string& name, const std::string& id,
           int status);
  std::string systemJson() const;
  std::string clusterJson() const;
  std::string volumesJson(const std::string& sdc) const;
  std::string listJson(const std::string& kind) const;

  std::mutex mutex_;
  std::map<std::string, Volume> volumes_;
  std::map<std::string, std::string> idOfName_;
  std::map<std::string, std::string> sessions_;
  std::map<std::string, int> logs_;
  unsigned nextVolume_;
  unsigned nextSession_;
  unsigned sessionLimit_;
  unsigned master_;
  unsigned sessionTag_;
  std::string clusterState_;
  std::string clusterMode_;
  bool readOnly_;
  bool down_;
  std::chrono::steady_clock::time_point switchUntil_;
};

/// The prefix and eight hex digits.
std::string hex8(const std::string& prefix, unsigned number);

/// JSON of the objects that never change; see mdm_objects.cc.
std::string volumeJson(const Volume& volume);
std::string fixedListJson(const std::string& kind);
const char* systemId();
const char* poolId();
const char* domainId();
std::string sdcIdOf(const Json& body);

}  // namespace sim
}  // namespace sioha
#endif

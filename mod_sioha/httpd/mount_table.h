#ifndef SIOHA_HTTPD_MOUNT_TABLE_H
#define SIOHA_HTTPD_MOUNT_TABLE_H

#include <cstdint>
#include <string>
#include <vector>

#include "mod_sioha/config/uri_map.h"
#include "mod_sioha/httpd/runtime.h"

namespace sioha {
namespace httpd {

/// Where a rule sends its requests, and how.
struct MountTarget {
  MountTarget() : balancer(nullptr), statusWorker(nullptr), options(nullptr) {}
  BalancerRuntime* balancer;  ///< null for an exclusion, and for a status worker
  const config::StatusWorker* statusWorker;
  const config::RuleOptions* options;   ///< null where the rule has none
  std::vector<std::int8_t> activation;  ///< balance::Admin by member, or kAsConfigured; empty: all as configured
};
const std::int8_t kAsConfigured = -1;

/// What a member may get of a request that came by `target` (null: by none): the rule's word, else the
/// administrator's.
std::uint32_t adminOf(const Runtime& runtime, const MountTarget* target, const MemberRuntime& member,
                      std::size_t indexInBalancer);

/// The target of one rule. `fault` says what is wrong with it, or stays empty.
MountTarget targetOf(const Runtime& runtime, const config::MountRule& rule, std::string* fault);

/// The rules of one server, with what they name. Immutable, shared by all threads.
class MountTable {
 public:
  /// `fault` says what is wrong with the first rule that is, or stays empty.
  MountTable(const Runtime& runtime, const std::vector<config::MountRule>& rules, std::string* fault);
  const MountTarget* find(Slice normalPath) const;
  bool empty() const { return map_.empty(); }
  const config::UriMap& map() const { return map_; }

 private:
  MountTable(const MountTable&);
  MountTable& operator=(const MountTable&);
  const config::UriMap map_;
  std::vector<MountTarget> targets_;  ///< of map_.rules(), index by index
};

}  // namespace httpd
}  // namespace sioha
#endif

#ifndef SIOHA_HTTPD_VERDICT_PATIENCE_H
#define SIOHA_HTTPD_VERDICT_PATIENCE_H

#include "mod_sioha/httpd/runtime.h"
#include "mod_sioha/net/patience.h"

namespace sioha {
namespace httpd {

/// Lets a request wait for a member until its verdict turns DOWN, and brings the
/// next probe forward once the answer is late.
class VerdictPatience : public net::Patience {
 public:
  VerdictPatience(const Runtime& runtime, const BalancerRuntime& balancer, const MemberRuntime& member)
      : record_(runtime.shared().member(member.index)), suspectAfter_(balancer.policy.suspectAfter),
        downs_(atomicLoad(&record_.downs)), reported_(false) {}

  bool released(Duration waited) override {
    if (!reported_ && waited >= suspectAfter_) {
      reported_ = true;
      atomicAdd(&record_.wake, 1u);
    }
    return atomicLoad(&record_.downs) != downs_;
  }

 private:
  MemberRecord& record_;
  const Duration suspectAfter_;
  const std::uint32_t downs_;
  bool reported_;
};

}  // namespace httpd
}  // namespace sioha
#endif

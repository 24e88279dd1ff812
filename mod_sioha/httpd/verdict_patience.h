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
  /// `isLastResort`: elected although it is DOWN, so only another turn counts.
  VerdictPatience(const Runtime& runtime, const BalancerRuntime& balancer, const MemberRuntime& member,
                  bool isLastResort)
      : record_(runtime.shared().member(member.index)),
        suspectAfter_(balancer.policy().suspectAfter),
        downs_(atomicLoad(&record_.downs)),
        reported_(false),
        turned_(false) {
    // It may have turned since the election. The prober writes the verdict first and counts then.
    const balance::HealthRecord health = runtime.shared().readHealth(member.index);
    turned_ = !isLastResort && !balance::isUsable(health) &&
              !balance::isStale(health, runtime.clock().now(), balancer.policy());
  }

  bool released(Duration waited) override {
    if (!reported_ && waited >= suspectAfter_) {
      reported_ = true;
      atomicAdd(&record_.wake, 1u);
    }
    return turned_ || atomicLoad(&record_.downs) != downs_;
  }

 private:
  MemberRecord& record_;
  const Duration suspectAfter_;
  const std::uint32_t downs_;
  bool reported_;
  bool turned_;
};

}  // namespace httpd
}  // namespace sioha
#endif

#ifndef SIOHA_HTTPD_VERDICT_PATIENCE_H
#define SIOHA_HTTPD_VERDICT_PATIENCE_H

#include "mod_sioha/httpd/elector.h"
#include "mod_sioha/httpd/runtime.h"
#include "mod_sioha/net/patience.h"

namespace sioha {
namespace httpd {

/// Lets a request wait for a member until its verdict turns DOWN and nobody is to wait there any longer,
/// and brings the next probe forward once the answer is late.
class VerdictPatience : public net::Patience {
 public:
  /// `elector` elected `member`.
  VerdictPatience(const Runtime& runtime, const MemberRuntime& member, const Elector& elector)
      : shared_(runtime.shared()),
        member_(member),
        elector_(elector),
        downs_(atomicLoad(&record().downs)),
        reported_(false),
        failOpen_(elector.isLastResort()),
        // It may have turned since the election. The prober writes the verdict first and counts then.
        released_(!failOpen_ && elector.releases(member)) {}

  bool released(Duration waited) override {
    if (!reported_ && waited >= elector_.policy().suspectAfter) {
      reported_ = true;
      atomicAdd(&record().wake, 1u);
    }
    return released_ || hasTurned() || hasStoppedAnswering();
  }

 private:
  MemberRecord& record() const { return shared_.member(member_.index); }

  bool hasTurned() {
    const std::uint32_t downs = atomicLoad(&record().downs);
    if (downs == downs_) return false;
    downs_ = downs;
    released_ = elector_.releases(member_);
    failOpen_ = !released_;
    return released_;
  }

  // Not when a peer is back: the two recover together then, and this answer may be under way.
  bool hasStoppedAnswering() {
    return released_ = failOpen_ && balance::isOutOfReach(shared_.readHealth(member_.index));
  }

  const Shared& shared_;
  const MemberRuntime& member_;
  const Elector& elector_;
  std::uint32_t downs_;
  bool reported_;
  bool failOpen_;  ///< it is in use although it is DOWN
  bool released_;
};

}  // namespace httpd
}  // namespace sioha
#endif

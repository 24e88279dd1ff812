#ifndef SIOHA_BALANCE_EFFECTIVE_H
#define SIOHA_BALANCE_EFFECTIVE_H

#include <cstddef>
#include <cstdint>

#include "mod_sioha/balance/election.h"
#include "mod_sioha/balance/health.h"

/// From what an administrator wants and what the prober found to what a member may do. Pure, no allocation.
namespace sioha {
namespace balance {

/// What the administrator wants; never changed by health.
enum class Admin : std::uint8_t {
  active,
  disabled,  ///< draining: only requests that belong to it
  stopped
};
const char* adminWord(Admin admin);
/// What Tomcat's LoadBalancerDrainingValve reads, and mod_jk's notes say: ACT, DIS or STP.
const char* activationWord(Admin admin);

/// What election makes of it, in one word for people.
enum class Effective : std::uint8_t {
  up,
  standby,
  slowStart,
  failOpen,
  unknown,
  stale,
  draining,
  stopped,
  down
};
const char* effectiveWord(Effective effective);

/// Why a member is not simply up, most weighty first.
enum class Why : std::uint8_t {
  stopped,
  draining,
  down,
  rising,
  failOpen,
  stale,
  unknown,
  full,
  turning,
  slowStart,
  standby
};
const char* whyWord(Why why);
const std::size_t kMostWhys = 6;

struct Member {
  Member()
      : admin(Admin::active), health(freshRecord()), rank(0), weight(1), load(0), full(false), tried(false) {}
  Admin admin;
  HealthRecord health;
  int rank;
  std::uint32_t weight;
  std::uint64_t load;
  bool full;   ///< at its max_in_flight
  bool tried;  ///< by this request
};

struct Judgement {
  Effective effective;
  Standing standing;   ///< before `full` and `tried`
  std::uint8_t share;  ///< percent, below 100 in slow start
  bool standby;        ///< a member of an earlier rank gets the work
  bool release;        ///< down and not in use: when it turns, requests that wait on it are to be let go
  std::uint8_t whyCount;
  Why why[kMostWhys];
};

/// Judges all members of a balancer together, because two rules need all of them:
/// fail open: when no active member is usable, those stay in use (lastResort) whose application got furthest
/// in the ladder of the probe: the trouble is then behind all of them, and their own answer is worth more to
/// the client than ours. Members that cannot be reached at all stay unusable. standby: somebody of an earlier
/// rank serves. release: everybody who is down, but for those that stay in use; a member that hangs does not.
/// `judgements` has room for `count`.
void judge(const Member* members, std::size_t count, Instant now, const HealthPolicy& policy,
           Judgement* judgements);

/// What elect() needs. `judgements` as judge() made them, just now or up to some milliseconds ago.
void fillCandidates(const Member* members, const Judgement* judgements, std::size_t count,
                    Candidate* candidates);

/// Nobody may get any request, not even the owner: answer 503 at once.
bool allUnusable(const Candidate* candidates, std::size_t count);

/// judge() and fillCandidates() in one, for up to kMostMembers members; the rest is unusable.
const std::size_t kMostMembers = 64;
void standings(const Member* members, std::size_t count, Instant now, const HealthPolicy& policy,
               Candidate* candidates);

}  // namespace balance
}  // namespace sioha
#endif

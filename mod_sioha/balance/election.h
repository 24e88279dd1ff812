#ifndef SIOHA_BALANCE_ELECTION_H
#define SIOHA_BALANCE_ELECTION_H

#include <cstddef>
#include <cstdint>

/// Which member gets a request. Pure, no allocation, any thread; tested as a table.
///
/// Order: the owner; else the smallest rank that has a good or unknown member, and there the good ones
/// before the unknown; among equals the smallest load / weight. A member of an
/// earlier rank without a verdict goes before a good one of a later rank: a priority is not
/// given up for want of news. lastResort serves only when nobody is good or unknown.
namespace sioha {
namespace balance {

/// May it get this request? In the order of preference.
enum class Standing : std::uint8_t {
  good,
  unknown,     ///< no verdict, or a stale one: used like a good one, but after those of its rank
  lastResort,  ///< DOWN, but so is everybody for the same application-level reason (fail open)
  affineOnly,  ///< draining: only requests that belong to it
  unusable     ///< DOWN, stopped, full, or already tried by this request
};

struct Candidate {
  Candidate() : standing(Standing::good), passedOver(false), rank(0), weight(1), share(100), load(0) {}
  Standing standing;
  bool passedOver;       ///< unusable for this request alone: full, or already tried
  int rank;              ///< smaller first: distance, or lbfactor as priority turned round
  std::uint32_t weight;  ///< lbfactor where it shares, else 1; 0 counts as 1
  /// Percent, below 100 in slow start: of its part by weight within its rank. The rest goes to the
  /// others of its rank and then to the next rank; with nobody else it takes all.
  std::uint8_t share;
  std::uint64_t load;  ///< what the balancing method counts, not yet divided by the weight
};

const int kNobody = -1;

/// Does its rank elect others as long as they last, whatever its load? True where a member of its rank has a
/// better standing. Not for one that is passed over: it makes up for that.
bool isLeftOut(const Candidate* candidates, std::size_t count, std::size_t index);

/// The member's own load; or, when it lags further than elections explain, the load that puts it level with the
/// least loaded member of its rank whose standing is as good as its own or better. Elections explain the whole
/// turn that shares by weight make, and those that meet: they see the same loads, elect the same member, and the
/// others get theirs later. Who is left out or in slow start has no such claim.
///
/// At each election the counters of the elected and of all who are left out are raised to this, and the elected
/// one's counts one more. So shares are those of the weights, and who comes back gets its share at once, not
/// everything until it has caught up.
std::uint64_t levelLoad(const Candidate* candidates, std::size_t count, std::size_t index);

/// Index of the member for a request that belongs to `owner` (kNobody: to no
/// one), or kNobody. `ticket` breaks ties and places slow start's share; it counts up per request.
int elect(const Candidate* candidates, std::size_t count, int owner, std::uint64_t ticket);

}  // namespace balance
}  // namespace sioha
#endif

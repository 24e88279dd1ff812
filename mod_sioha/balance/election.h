#ifndef SIOHA_BALANCE_ELECTION_H
#define SIOHA_BALANCE_ELECTION_H

#include <cstddef>
#include <cstdint>

/// Which member gets a request. Pure; tested as a table.
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
  Candidate() : standing(Standing::good), rank(0), weight(1), share(100), load(0) {}
  Standing standing;
  int rank;              ///< smaller first: distance, or lbfactor as priority turned round
  std::uint32_t weight;  ///< lbfactor where it shares, else 1
  std::uint8_t share;    ///< percent of its weight, below 100 in slow start
  std::uint64_t load;    ///< what the balancing method counts, not yet divided by the weight
};

const int kNobody = -1;

/// Index of the member for a request that belongs to `owner` (kNobody: to no
/// one), or kNobody. `ticket` breaks ties and places slow start's share; it counts up per request.
int elect(const Candidate* candidates, std::size_t count, int owner, std::uint64_t ticket);

}  // namespace balance
}  // namespace sioha
#endif

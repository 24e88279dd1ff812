#include "mod_sioha/balance/election.h"

namespace sioha {
namespace balance {
namespace {

bool isRegular(Standing standing) {
  return standing == Standing::good || standing == Standing::unknown;
}

std::uint64_t weightOf(const Candidate& c) {
  return c.weight ? c.weight : 1;
}

// a.load / a.weight against b.load / b.weight, exact: a cross product of 64 and 32 bits would
// overflow, remainders below 2^32 do not.
int compareLoad(const Candidate& a, const Candidate& b) {
  const std::uint64_t wholeA = a.load / weightOf(a), wholeB = b.load / weightOf(b);
  if (wholeA != wholeB) return wholeA < wholeB ? -1 : 1;
  const std::uint64_t restA = a.load % weightOf(a) * weightOf(b);
  const std::uint64_t restB = b.load % weightOf(b) * weightOf(a);
  return restA == restB ? 0 : restA < restB ? -1 : 1;
}

// Candidates that are equal but for their load.
struct Group {
  Group(int r, Standing s) : rank(r), standing(s) {}
  bool holds(const Candidate& c) const { return c.rank == rank && c.standing == standing; }
  bool before(const Group& other) const {
    return rank != other.rank ? rank < other.rank : standing < other.standing;
  }
  int rank;
  Standing standing;
};

struct Field {
  const Candidate* candidates;
  std::size_t count;
  std::uint64_t ticket;
};

// Multiples of the golden ratio spread evenly over 0..9999, so the share is met within few requests.
std::uint64_t drawPermyriad(std::uint64_t ticket, std::size_t index) {
  const std::uint64_t spread = (ticket + 7919u * index) * 0x9E3779B97F4A7C15ull;
  return (spread >> 32) * 10000 >> 32;
}

bool admittedBySlowStart(const Field& field, std::size_t index) {
  const Candidate& c = field.candidates[index];
  if (c.share >= 100) return true;
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < field.count; ++i)
    if (field.candidates[i].rank == c.rank && isRegular(field.candidates[i].standing))
      sum += weightOf(field.candidates[i]);
  const std::uint64_t part = c.share * 100u * weightOf(c) / sum;
  return drawPermyriad(field.ticket, index) < (part ? part : 1);
}

// The least loaded of the group; of several the one whose turn it is.
int leastLoaded(const Field& field, const Group& group, bool mindSlowStart) {
  int best = kNobody;
  std::uint64_t equals = 0;
  for (std::size_t i = 0; i < field.count; ++i) {
    const Candidate& c = field.candidates[i];
    if (!group.holds(c) || (mindSlowStart && !admittedBySlowStart(field, i))) continue;
    const int order = best == kNobody ? -1 : compareLoad(c, field.candidates[best]);
    if (order < 0) {
      best = static_cast<int>(i);
      equals = 1;
    } else if (order == 0) {
      ++equals;
    }
  }
  if (equals < 2) return best;
  std::uint64_t skip = field.ticket % equals;
  const Candidate& least = field.candidates[best];
  for (std::size_t i = static_cast<std::size_t>(best); i < field.count; ++i) {
    const Candidate& c = field.candidates[i];
    if (!group.holds(c) || (mindSlowStart && !admittedBySlowStart(field, i))) continue;
    if (compareLoad(c, least) == 0 && skip-- == 0) return static_cast<int>(i);
  }
  return best;
}

// The group that follows `after` (null: the first one). False when there is none.
bool nextGroup(const Field& field, bool regular, const Group* after, Group* next) {
  bool found = false;
  for (std::size_t i = 0; i < field.count; ++i) {
    const Standing standing = field.candidates[i].standing;
    if (regular ? !isRegular(standing) : standing != Standing::lastResort) continue;
    const Group group(field.candidates[i].rank, standing);
    if (after && !after->before(group)) continue;
    if (!found || group.before(*next)) *next = group;
    found = true;
  }
  return found;
}

// The elections that may meet: each thread can be held up between its look at the loads and its count, but not
// many of them at one time.
const std::uint64_t kMostThatMeet = 64;

// How far `own` may be behind `least`, in its own load, without having been away.
std::uint64_t usualLag(const Candidate& own, const Candidate& least, bool leftOut) {
  if (leftOut || own.share < 100) return weightOf(own);
  return weightOf(own) + kMostThatMeet * (1 + weightOf(own) / weightOf(least));
}

// The load at which `own` is level with `least`.
std::uint64_t loadLevelWith(const Candidate& own, const Candidate& least) {
  const std::uint64_t whole = least.load / weightOf(least);
  const std::uint64_t rest = least.load % weightOf(least) * weightOf(own) / weightOf(least);
  const std::uint64_t most = ~std::uint64_t(0);
  return whole > (most - rest) / weightOf(own) ? most : whole * weightOf(own) + rest;
}

bool ownerServes(const Field& field, int owner, bool regularsExist) {
  if (owner < 0 || static_cast<std::size_t>(owner) >= field.count) return false;
  const Standing standing = field.candidates[owner].standing;
  if (standing == Standing::lastResort) return !regularsExist;
  return isRegular(standing) || standing == Standing::affineOnly;
}

}  // namespace

int elect(const Candidate* candidates, std::size_t count, int owner, std::uint64_t ticket) {
  const Field field = {candidates, count, ticket};
  Group first(0, Standing::good);
  const bool regularsExist = nextGroup(field, true, nullptr, &first);
  if (ownerServes(field, owner, regularsExist)) return owner;
  if (!regularsExist) {
    if (!nextGroup(field, false, nullptr, &first)) return kNobody;
    return leastLoaded(field, first, false);
  }
  Group group = first;
  do {
    const int chosen = leastLoaded(field, group, true);
    if (chosen != kNobody) return chosen;
    const Group passed = group;
    if (!nextGroup(field, true, &passed, &group)) break;
  } while (true);
  return leastLoaded(field, first, false);
}

bool isLeftOut(const Candidate* candidates, std::size_t count, std::size_t index) {
  const Candidate& own = candidates[index];
  if (own.standing == Standing::good || own.passedOver) return false;
  for (std::size_t i = 0; i < count; ++i) {
    const Candidate& c = candidates[i];
    if (isRegular(c.standing) && c.rank == own.rank && c.standing < own.standing) return true;
  }
  return false;
}

std::uint64_t levelLoad(const Candidate* candidates, std::size_t count, std::size_t index) {
  const Candidate& own = candidates[index];
  const Candidate* least = nullptr;
  for (std::size_t i = 0; i < count; ++i) {
    const Candidate& c = candidates[i];
    if (i == index || !isRegular(c.standing) || c.rank != own.rank || c.standing > own.standing) continue;
    if (!least || compareLoad(c, *least) < 0) least = &c;
  }
  if (!least) return own.load;
  const std::uint64_t level = loadLevelWith(own, *least);
  const std::uint64_t most = usualLag(own, *least, isLeftOut(candidates, count, index));
  return level > own.load && level - own.load > most ? level : own.load;
}

}  // namespace balance
}  // namespace sioha

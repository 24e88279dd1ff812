#include "mod_sioha/balance/session.h"

#include "mod_sioha/balance/effective.h"

namespace sioha {
namespace balance {
namespace {

struct Circle {
  const Candidate* candidates;
  const Kinship* kinship;
  std::size_t count;  ///< at most kMostMembers
  std::uint64_t ticket;
};

bool mayServe(Standing standing) {
  return standing != Standing::unusable;
}

int electFromDomain(const Circle& circle, int domain) {
  if (domain == kNobody) return kNobody;
  Candidate near[kMostMembers];
  for (std::size_t i = 0; i < circle.count; ++i) {
    near[i] = circle.candidates[i];
    if (circle.kinship[i].domain != domain) near[i].standing = Standing::unusable;
  }
  return elect(near, circle.count, kNobody, circle.ticket);
}

/// One that is DOWN, but so is everybody, stands in for nobody.
int redirectOf(const Circle& circle, std::size_t member) {
  const int redirect = circle.kinship[member].redirect;
  if (redirect == kNobody) return kNobody;
  const Standing standing = circle.candidates[redirect].standing;
  return mayServe(standing) && standing != Standing::lastResort ? redirect : kNobody;
}

int hotStandby(const Circle& circle) {
  for (std::size_t i = 0; i < circle.count; ++i) {
    const int redirect = redirectOf(circle, i);
    if (redirect != kNobody) return redirect;
  }
  return kNobody;
}

}  // namespace

int electFor(const Place& place, const Candidate* candidates, const Kinship* kinship, std::size_t count,
             std::uint64_t ticket) {
  const Circle circle = {candidates, kinship, count < kMostMembers ? count : kMostMembers, ticket};
  const int elected = elect(candidates, circle.count, place.owner, ticket);
  int nearer = kNobody;
  if (place.owner == kNobody) {
    nearer = electFromDomain(circle, place.domain);
  } else if (elected != place.owner) {
    const std::size_t lost = static_cast<std::size_t>(place.owner);
    nearer = redirectOf(circle, lost);
    if (nearer == kNobody) nearer = electFromDomain(circle, kinship[lost].domain);
  }
  if (nearer != kNobody) return nearer;
  return elected != kNobody ? elected : hotStandby(circle);
}

}  // namespace balance
}  // namespace sioha

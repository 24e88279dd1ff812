#ifndef SIOHA_BALANCE_SESSION_H
#define SIOHA_BALANCE_SESSION_H

#include <cstddef>
#include <cstdint>

#include "mod_sioha/balance/election.h"

/// Which member gets a request that may belong to a session, and who stands in. Pure, any thread.
namespace sioha {
namespace balance {

/// How a member is related to the others of its balancer. Made once at start.
struct Kinship {
  Kinship() : redirect(kNobody), domain(kNobody) {}
  int redirect;  ///< index of the member that takes over its sessions
  int domain;    ///< equal numbers: the same replication group; kNobody: none
};

/// What a request's session says.
struct Place {
  Place() : owner(kNobody), domain(kNobody) {}
  int owner;   ///< the member that its route names
  int domain;  ///< where the route names no member: the group that it begins with
};

/// The owner; else, as in mod_jk, the owner's redirect, else one of its domain (both may know the session),
/// else anybody. Where there is nobody, the first member that is the redirect of another one, although it is
/// disabled for everybody else: a hot standby.
int electFor(const Place& place, const Candidate* candidates, const Kinship* kinship, std::size_t count,
             std::uint64_t ticket);

}  // namespace balance
}  // namespace sioha
#endif

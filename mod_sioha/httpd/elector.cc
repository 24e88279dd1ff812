#include "mod_sioha/httpd/elector.h"

#include "mod_sioha/httpd/admission.h"
#include "mod_sioha/httpd/session_route.h"

namespace sioha {
namespace httpd {
Elector::Elector(Runtime* runtime, BalancerRuntime* balancer)
    : runtime_(*runtime), balancer_(*balancer), tried_(0), anyFull_(false), ticket_(balancer->ticket.fetch_add(1, std::memory_order_relaxed)) {
  const std::size_t count = balancer_.members.size();
  if (count > kFew) many_.resize(count);
  candidates_ = many_.empty() ? few_ : many_.data();
}

int Elector::ownerByRoute(request_rec* r, Slice rawPath) const {
  const config::Balancer& config = balancer_.config;
  if (!config.stickySession) return balance::kNobody;
  const auto find = [&](Slice session) -> int {
    const Slice route = routeOf(session);
    for (std::size_t i = 0; !route.empty() && i < balancer_.members.size(); ++i)
      if (route == Slice(balancer_.members[i]->config.route)) return static_cast<int>(i);
    return balance::kNobody;
  };
  if (rawPath.find(';') != Slice::npos) {
    const int owner = find(sessionInPath(rawPath, config.sessionPath));
    if (owner != balance::kNobody) return owner;
  }
  if (const char* cookies = apr_table_get(r->headers_in, "Cookie")) {
    CookieValues values(cookies, config.sessionCookie);
    Slice session;
    while (values.next(&session)) {
      const int owner = find(session);
      if (owner != balance::kNobody) return owner;
    }
  }
  return balance::kNobody;
}

void Elector::fill() {
  balance::Member few[kFew];
  std::vector<balance::Member> many;
  const std::size_t count = balancer_.members.size();
  anyFull_ = false;
  if (count > kFew) many.resize(count);
  balance::Member* members = many.empty() ? few : many.data();
  for (std::size_t i = 0; i < count; ++i) {
    const MemberRuntime& member = *balancer_.members[i];
    members[i].admin = static_cast<balance::Admin>(atomicLoad(&runtime_.shared().member(member.index).admin));
    members[i].health = runtime_.shared().readHealth(member.index);
    members[i].rank = member.rank;
    members[i].weight = member.weight;
    members[i].load = member.load.load(std::memory_order_relaxed);
    members[i].tried = isTried(i);
    members[i].full = isFull(runtime_, member);
    anyFull_ = anyFull_ || (members[i].full && !members[i].tried);
  }
  balance::standings(members, count, runtime_.clock().now(), balancer_.policy, candidates_);
}

int Elector::elect(int owner) {
  fill();
  return balance::elect(candidates_, balancer_.members.size(), owner, ticket_);
}

bool Elector::othersLeft() {
  fill();
  return balance::elect(candidates_, balancer_.members.size(), balance::kNobody, ticket_) != balance::kNobody;
}

}  // namespace httpd
}  // namespace sioha

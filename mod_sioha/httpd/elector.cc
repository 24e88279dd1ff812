#include "mod_sioha/httpd/elector.h"

#include "mod_sioha/httpd/session_route.h"

namespace sioha {
namespace httpd {
namespace {

balance::Standing standingOf(const balance::HealthRecord& health, config::Activation activation, Instant now,
                             const balance::HealthPolicy& policy) {
  if (activation == config::Activation::stopped) return balance::Standing::unusable;
  const bool stale = balance::isStale(health, now, policy);
  if (!stale && !balance::isUsable(health)) return balance::Standing::unusable;
  if (activation == config::Activation::disabled) return balance::Standing::affineOnly;
  return stale || health.state == balance::Health::unknown ? balance::Standing::unknown : balance::Standing::good;
}

}  // namespace

Elector::Elector(Runtime* runtime, BalancerRuntime* balancer)
    : runtime_(*runtime), balancer_(*balancer), tried_(0), ticket_(balancer->ticket.fetch_add(1, std::memory_order_relaxed)) {
  const std::size_t count = balancer_.members.size();
  if (count > sizeof few_ / sizeof few_[0]) many_.resize(count);
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

// All members failing in the same way at the application's level is the application's (or its
// MDM's) fault, not theirs: they stay in use and the client sees what they say (fail open).
void Elector::fill() {
  const Instant now = runtime_.clock().now();
  const std::size_t count = balancer_.members.size();
  std::size_t down = 0, same = 0;
  Reason first = Reason::none;
  for (std::size_t i = 0; i < count; ++i) {
    const MemberRuntime& member = *balancer_.members[i];
    const MemberRecord& record = runtime_.shared().member(member.index);
    const balance::HealthRecord health = runtime_.shared().readHealth(member.index);
    const config::Activation activation = static_cast<config::Activation>(atomicLoad(&record.activation));
    balance::Candidate& candidate = candidates_[i];
    candidate.standing = standingOf(health, activation, now, balancer_.policy);
    candidate.rank = member.rank;
    candidate.weight = member.weight;
    candidate.share = balance::slowStartShare(health, now, balancer_.policy);
    candidate.load = member.load.load(std::memory_order_relaxed);
    if (activation != config::Activation::active || candidate.standing != balance::Standing::unusable) continue;
    if (++down == 1) first = health.reason;
    if (health.reason == first && isApplicationLevel(first)) ++same;
  }
  const bool failOpen = down == count && same == count;
  for (std::size_t i = 0; i < count; ++i) {
    if (failOpen) candidates_[i].standing = balance::Standing::lastResort;
    if (isTried(i)) candidates_[i].standing = balance::Standing::unusable;
  }
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

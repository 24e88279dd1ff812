#include "mod_sioha/httpd/elector.h"

#include <initializer_list>

#include "mod_sioha/httpd/admission.h"
#include "mod_sioha/httpd/session_route.h"

namespace sioha {
namespace httpd {
Elector::Elector(Runtime* runtime, BalancerRuntime* balancer, const RequestRule& rule)
    : runtime_(*runtime),
      balancer_(*balancer),
      rule_(rule),
      tried_(0),
      anyFull_(false),
      lastResort_(false),
      ticket_(balancer->ticket.fetch_add(1, std::memory_order_relaxed)) {
  const std::size_t count = balancer_.members.size();
  if (count > kFew) many_.resize(count);
  candidates_ = many_.empty() ? few_ : many_.data();
}

int Elector::ownerByRoute(request_rec* r, Slice rawPath) const {
  const config::Balancer& config = balancer_.config();
  if (!config.stickySession || rule_.ignoresSession()) return balance::kNobody;
  const auto find = [&](Slice session) -> int {
    const Slice route = routeOf(session);
    for (std::size_t i = 0; !route.empty() && i < balancer_.members.size(); ++i)
      if (route == Slice(balancer_.members[i]->config().route)) return static_cast<int>(i);
    return balance::kNobody;
  };
  if (rawPath.find(';') != Slice::npos) {
    const int owner = find(sessionInPath(rawPath, rule_.sessionPath()));
    if (owner != balance::kNobody) return owner;
  }
  if (const char* cookies = apr_table_get(r->headers_in, "Cookie")) {
    CookieValues values(cookies, rule_.sessionCookie());
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
  const bool allFull = areAllFull(runtime_);
  if (count > kFew) many.resize(count);
  balance::Member* members = many.empty() ? few : many.data();
  for (std::size_t i = 0; i < count; ++i) {
    const MemberRuntime& member = *balancer_.members[i];
    members[i].admin = static_cast<balance::Admin>(adminOf(runtime_, rule_.target(), member, i));
    members[i].health = runtime_.shared().readHealth(member.index);
    members[i].rank = member.settings().rank;
    members[i].weight = member.settings().weight;
    members[i].load = loadOf(member);
    members[i].tried = isTried(i);
    members[i].full = isFull(runtime_, member) || (allFull && !member.config().maxInFlight);
    // No use in waiting for a place at a member that nobody reaches.
    const balance::HealthRecord& health = members[i].health;
    const bool reachable = balance::isUsable(health) || isApplicationLevel(health.reason);
    anyFull_ = anyFull_ || (members[i].full && !members[i].tried && reachable);
  }
  balance::standings(members, count, runtime_.clock().now(), balancer_.policy, candidates_);
}

// What makes no sessions is dealt round, as in mod_jk.
std::uint64_t Elector::loadOf(const MemberRuntime& member) const {
  if (rule_.isStateless()) return 0;
  return balancer_.config().method == config::Method::busyness ? runtime_.shared().inFlight(member.index)
                                                               : member.load.load(std::memory_order_relaxed);
}

int Elector::elect(int owner) {
  fill();
  const std::size_t count = balancer_.members.size();
  const int elected = balance::elect(candidates_, count, owner, ticket_);
  return owner == balance::kNobody || elected == owner ? elected : standIn(owner, elected);
}

// As in mod_jk a session whose member is out goes to the member's redirect, else to one of its domain,
// which may know the session; else to anybody.
int Elector::standIn(int owner, int otherwise) {
  const config::Member& lost = balancer_.members[static_cast<std::size_t>(owner)]->config();
  if (lost.redirect.empty() && lost.domain.empty()) return otherwise;
  std::vector<balance::Candidate> near(candidates_, candidates_ + balancer_.members.size());
  for (const bool byRedirect : {true, false}) {
    for (std::size_t i = 0; i < near.size(); ++i) {
      const config::Member& member = balancer_.members[i]->config();
      const bool fits = byRedirect ? !lost.redirect.empty() && member.route == lost.redirect
                                   : !lost.domain.empty() && member.domain == lost.domain;
      near[i].standing = fits ? candidates_[i].standing : balance::Standing::unusable;
      // redirect may name a member that is disabled for everybody else: a hot standby.
      if (fits && byRedirect && near[i].standing == balance::Standing::affineOnly)
        near[i].standing = balance::Standing::good;
    }
    const int elected = balance::elect(near.data(), near.size(), balance::kNobody, ticket_);
    if (elected != balance::kNobody) return elected;
  }
  return otherwise;
}

// levelLoad: one that was away for a while is not sent everything until it has caught up.
void Elector::countElection(int elected, bool owned) {
  lastResort_ = candidates_[elected].standing == balance::Standing::lastResort;
  MemberRuntime& member = *balancer_.members[static_cast<std::size_t>(elected)];
  const config::Method method = balancer_.config().method;
  if (method == config::Method::busyness) return;
  const bool bySessions = method == config::Method::sessions || method == config::Method::next;
  if (bySessions && (owned || rule_.isStateless())) return;
  if (rule_.isStateless()) {
    if (method != config::Method::traffic) member.load.fetch_add(1, std::memory_order_relaxed);
    return;
  }
  std::uint64_t load =
      balance::levelLoad(candidates_, balancer_.members.size(), static_cast<std::size_t>(elected));
  if (method != config::Method::traffic) ++load;
  // Two threads may overwrite each other: a request more or less, which the next election evens out.
  member.load.store(load, std::memory_order_relaxed);
}

void Elector::countTraffic(MemberRuntime* member, unsigned long long bytes) const {
  if (balancer_.config().method == config::Method::traffic)
    member->load.fetch_add(bytes, std::memory_order_relaxed);
}

bool Elector::othersLeft() {
  fill();
  return balance::elect(candidates_, balancer_.members.size(), balance::kNobody, ticket_) != balance::kNobody;
}

}  // namespace httpd
}  // namespace sioha

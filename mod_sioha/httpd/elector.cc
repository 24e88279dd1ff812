#include "mod_sioha/httpd/elector.h"

#include <algorithm>

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
      ownerFull_(false),
      lastResort_(false),
      isRouted_(false),
      ticket_(balancer->ticket.fetch_add(1, std::memory_order_relaxed)) {
  const std::size_t count = balancer_.members.size();
  if (count > kFew) many_.resize(count);
  candidates_ = many_.empty() ? few_ : many_.data();
}

int Elector::memberByRoute(Slice route) const {
  for (std::size_t i = 0; i < balancer_.members.size(); ++i)
    if (route == Slice(balancer_.members[i]->config().route)) return static_cast<int>(i);
  return balance::kNobody;
}

bool Elector::takeRoute(Slice route) {
  if (route.empty()) return false;
  isRouted_ = true;
  place_.owner = memberByRoute(route);
  if (place_.owner != balance::kNobody) return true;
  if (place_.domain == balance::kNobody)
    place_.domain = balancer_.settings().domainOf(route.sub(0, route.find('.')));
  return false;
}

void Elector::findSession(request_rec* r, Slice rawPath) {
  if (rule_.ignoresSession()) return;
  if (!rule_.route().empty()) {
    takeRoute(rule_.route());
    return;
  }
  if (!balancer_.config().stickySession) return;
  if (rawPath.find(';') != Slice::npos && takeRoute(routeOf(sessionInPath(rawPath, rule_.sessionPath())))) return;
  const char* cookies = apr_table_get(r->headers_in, "Cookie");
  if (!cookies) return;
  CookieValues values(cookies, rule_.sessionCookie());
  Slice session;
  while (values.next(&session))
    if (takeRoute(routeOf(session))) return;
}

bool Elector::knowsSession(int member) const {
  if (!isRouted_ || member == balance::kNobody) return true;
  if (place_.owner != balance::kNobody) return member == place_.owner;
  const int domain = balancer_.settings().kinship[static_cast<std::size_t>(member)].domain;
  return place_.domain != balance::kNobody && domain == place_.domain;
}

// What judge() wants to know; the rest is of this request.
void Elector::look(std::size_t index, balance::Member* member) const {
  const MemberRuntime& runtime = *balancer_.members[index];
  member->admin = static_cast<balance::Admin>(adminOf(runtime_, rule_.target(), runtime, index));
  member->health = runtime_.shared().readHealth(runtime.index);
  member->rank = runtime.settings().rank;
  member->weight = runtime.settings().weight;
}

void Elector::fill() {
  balance::Member few[kFew];
  std::vector<balance::Member> many;
  const std::size_t count = balancer_.members.size();
  anyFull_ = ownerFull_ = false;
  const bool allFull = areAllFull(runtime_);
  if (count > kFew) many.resize(count);
  balance::Member* members = many.empty() ? few : many.data();
  for (std::size_t i = 0; i < count; ++i) {
    const MemberRuntime& member = *balancer_.members[i];
    look(i, &members[i]);
    members[i].load = loadOf(member);
    members[i].tried = isTried(i);
    members[i].full = isFull(runtime_, member) || (allFull && !member.config().maxInFlight);
    // No use in waiting for a place at a member that nobody reaches.
    const bool waitable = members[i].full && !members[i].tried && !balance::isOutOfReach(members[i].health);
    anyFull_ = anyFull_ || waitable;
    if (static_cast<int>(i) == place_.owner)
      ownerFull_ = waitable && members[i].admin != balance::Admin::stopped;
  }
  balance::standings(members, count, runtime_.clock().now(), balancer_.policy(), candidates_);
}

// What makes no sessions is dealt round, as in mod_jk.
std::uint64_t Elector::loadOf(const MemberRuntime& member) const {
  if (rule_.isStateless()) return 0;
  const Shared& shared = runtime_.shared();
  return balancer_.config().method == config::Method::busyness ? shared.inFlight(member.index)
                                                               : atomicLoad(&shared.member(member.index).load);
}

int Elector::elect(int owner) {
  fill();
  balance::Place place = place_;
  place.owner = owner;
  return balance::electFor(place, candidates_, balancer_.settings().kinship.data(), balancer_.members.size(),
                           ticket_);
}

std::uint64_t* Elector::loadWord(std::size_t index) const {
  return &runtime_.shared().member(balancer_.members[index]->index).load;
}

// Not where another one has changed it meanwhile: that would be counted twice, and the next election sees it.
void Elector::raiseToLevel(std::size_t index) const {
  const std::uint64_t level = balance::levelLoad(candidates_, balancer_.members.size(), index);
  if (level > candidates_[index].load) atomicReplace(loadWord(index), candidates_[index].load, level);
}

// Of who is elected, and of those who would get everything at their return.
void Elector::levelCounters(std::size_t elected) const {
  const std::size_t count = balancer_.members.size();
  for (std::size_t i = 0; i < count; ++i)
    if (i == elected || balance::isLeftOut(candidates_, count, i)) raiseToLevel(i);
}

// Bytes are not levelled here, where one request is more than a turn: the prober does so when a member comes back.
void Elector::countElection(int elected) {
  const std::size_t index = static_cast<std::size_t>(elected);
  lastResort_ = candidates_[elected].standing == balance::Standing::lastResort;
  if (!isRouted_ && !rule_.isStateless())
    atomicAdd(&runtime_.counters(*balancer_.members[index]).sessions, std::uint64_t(1));
  const config::Method method = balancer_.config().method;
  if (method == config::Method::busyness || method == config::Method::traffic) return;
  const bool bySessions = method == config::Method::sessions || method == config::Method::next;
  if (bySessions && (elected == place_.owner || rule_.isStateless())) return;
  if (!rule_.isStateless()) levelCounters(index);
  atomicAdd(loadWord(index), std::uint64_t(1));
}

void Elector::countTraffic(const MemberRuntime& member, unsigned long long bytes) const {
  if (balancer_.config().method == config::Method::traffic)
    atomicAdd(&runtime_.shared().member(member.index).load, static_cast<std::uint64_t>(bytes));
}

bool Elector::releases(const MemberRuntime& member) const {
  // As a rule it is well, and nobody else has to be looked at.
  if (balance::isUsable(runtime_.shared().readHealth(member.index))) return false;
  const std::size_t count = std::min(balancer_.members.size(), balance::kMostMembers);
  balance::Member members[balance::kMostMembers];
  balance::Judgement judgements[balance::kMostMembers];
  for (std::size_t i = 0; i < count; ++i) look(i, &members[i]);
  balance::judge(members, count, runtime_.clock().now(), policy(), judgements);
  const std::size_t index = member.index - balancer_.members.front()->index;
  return index >= count || judgements[index].release;
}

bool Elector::othersLeft() {
  fill();
  return balance::electFor(balance::Place(), candidates_, balancer_.settings().kinship.data(),
                           balancer_.members.size(), ticket_) != balance::kNobody;
}

}  // namespace httpd
}  // namespace sioha

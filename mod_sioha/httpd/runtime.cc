#include "mod_sioha/httpd/runtime.h"

#include <unistd.h>

#include <algorithm>
#include <functional>

#include "mod_sioha/base/make_unique.h"
#include "mod_sioha/config/run_time_changes.h"
#include "mod_sioha/net/endpoint.h"

namespace sioha {
namespace httpd {
namespace {

Runtime* current = nullptr;

balance::HealthPolicy policyOf(const config::Health& health) {
  balance::HealthPolicy policy;
  policy.fall = health.fall;
  policy.rise = health.rise;
  policy.interval = health.interval;
  policy.fastInterval = health.fastInterval;
  policy.slowStart = health.slowStart;
  policy.cpingTimeout = health.cpingTimeout;
  policy.applicationTimeout = health.requestTimeout;
  policy.mdmTimeout = health.mdmTimeout;
  policy.suspectAfter = health.suspectAfter;
  policy.recoverTime = health.recoverTime;
  policy.escalation = health.escalation;
  return policy;
}

/// By priority: how many different larger factors there are. Else mod_jk's distance.
int rankOf(const config::Balancer& balancer, const config::Member& member) {
  if (balancer.method != config::Method::priority) return static_cast<int>(member.distance);
  std::vector<unsigned> larger;
  for (const config::Member& other : balancer.members)
    if (other.lbfactor > member.lbfactor &&
        std::find(larger.begin(), larger.end(), other.lbfactor) == larger.end())
      larger.push_back(other.lbfactor);
  // distance stays the stronger of the two, as an administrator who wrote both would expect.
  return static_cast<int>(member.distance) * 1000 + static_cast<int>(larger.size());
}

net::PoolLimits poolLimitsOf(const config::Member& member, int threadsPerChild) {
  net::PoolLimits limits;
  limits.most = member.poolSize ? member.poolSize : static_cast<std::size_t>(threadsPerChild);
  limits.keep = std::min(member.poolMinimum, limits.most);
  limits.idle = member.poolIdle;
  limits.acquire = member.poolAcquire;
  return limits;
}

}  // namespace

BalancerSettings::BalancerSettings(const config::Balancer& balancer)
    : config(balancer), policy(policyOf(balancer.health)) {
  const bool byPriority = config.method == config::Method::priority;
  for (const config::Member& member : config.members) {
    const MemberSettings settings = {member, rankOf(config, member), byPriority ? 1u : member.lbfactor};
    members.push_back(settings);
    balance::Kinship kin;
    for (std::size_t i = 0; i < config.members.size() && !member.redirect.empty(); ++i)
      if (config.members[i].route == member.redirect) kin.redirect = static_cast<int>(i);
    kin.domain = domainOf(member.domain);
    kinship.push_back(kin);
  }
}

// Its first member's index stands for a group.
int BalancerSettings::domainOf(Slice name) const {
  for (std::size_t i = 0; i < config.members.size() && !name.empty(); ++i)
    if (name == Slice(config.members[i].domain)) return static_cast<int>(i);
  return balance::kNobody;
}

MemberRuntime::MemberRuntime(const MemberSettings* settings, std::size_t at)
    : current(settings), index(at), id(gateway::memberId(settings->config.name)) {}

BalancerRuntime::BalancerRuntime(const config::Balancer& balancer, std::size_t firstIndex)
    : configured(balancer), current(&configured), ticket(0) {
  for (const MemberSettings& member : configured.members)
    members.push_back(makeUnique<MemberRuntime>(&member, firstIndex++));
}

void BalancerRuntime::use(const BalancerSettings* settings) {
  current.store(settings, std::memory_order_release);
  for (std::size_t i = 0; i < members.size(); ++i)
    members[i]->current.store(&settings->members[i], std::memory_order_release);
}

const BalancerSettings* BalancerRuntime::settingsOf(const std::string& text, const config::Balancer& changed) {
  std::unique_ptr<const BalancerSettings>& made = made_[text];
  if (!made) made.reset(new BalancerSettings(changed));
  return made.get();
}

Runtime::Runtime(const config::Workers& workers)
    : workers_(workers), memberCount_(0), seen_(0), slot_(0), workerCount_(1) {
  for (const config::Balancer& balancer : workers_.balancers) {
    balancers_.push_back(makeUnique<BalancerRuntime>(balancer, memberCount_));
    memberCount_ += balancer.members.size();
  }
}

BalancerRuntime* Runtime::find(const std::string& name) const {
  for (const auto& balancer : balancers_)
    if (balancer->config().name == name) return balancer.get();
  return nullptr;
}

std::string Runtime::resolveSources() {
  for (const auto& balancer : balancers_) {
    for (const auto& member : balancer->members) {
      const config::Member& config = member->config();
      if (config.source.empty()) continue;
      const Result<std::vector<net::Endpoint>> found = net::resolve(config.source, 0, config.preferIpv6);
      if (!found.ok())
        return config::where(config.file, config.line) + ": worker " + config.name + ": source=" +
               config.source + " is no address (" + found.error() + "); write one of this host";
      member->source = found.value()[0];
    }
  }
  return std::string();
}

const config::StatusWorker* Runtime::findStatus(const std::string& name) const {
  for (const config::StatusWorker& worker : workers_.statusWorkers)
    if (worker.name == name) return &worker;
  return nullptr;
}

namespace {

/// What lies in a pool belongs to the address and the time-out of before.
void adaptPools(const BalancerSettings& before, const BalancerRuntime& balancer) {
  for (std::size_t i = 0; i < balancer.members.size(); ++i) {
    const config::Member& was = before.members[i].config;
    const config::Member& is = balancer.members[i]->config();
    net::Pool* pool = balancer.members[i]->pool.get();
    if (!pool) continue;
    pool->setIdleLimit(is.poolIdle);
    if (was.host != is.host || was.port != is.port) pool->clear();
  }
}

}  // namespace

void Runtime::adoptChanges(std::vector<std::string>* lost) {
  const std::lock_guard<std::mutex> lock(adopting_);
  std::uint32_t version = 0;
  const std::string text = state_.read(&version);
  const config::Changes changes = config::parseChanges(text).changes;
  for (const auto& balancer : balancers_) {
    config::Balancer changed = balancer->configured.config;
    config::Changes applied;
    config::applyChanges(changes, &changed, &applied, lost);
    const BalancerSettings* settings =
        applied.empty() ? &balancer->configured : balancer->settingsOf(config::formatChanges(applied), changed);
    const BalancerSettings* before = balancer->current.load();
    if (settings == before) continue;
    balancer->use(settings);
    adaptPools(*before, *balancer);
  }
  seen_.store(version, std::memory_order_release);
}

std::uint64_t Runtime::signature() const {
  std::string all;
  for (const auto& balancer : balancers_)
    for (const auto& member : balancer->members)
      all += balancer->config().name + '/' + member->config().name + '@' + member->config().host + ':' +
             std::to_string(member->config().port) + '\n';
  return std::hash<std::string>()(all);
}

void Runtime::startChild(int threadsPerChild, int children) {
  workerCount_ = static_cast<std::uint32_t>(threadsPerChild) * static_cast<std::uint32_t>(children);
  slot_ = shared_.claimSlot(::getpid());
  for (const auto& balancer : balancers_)
    for (const auto& member : balancer->members)
      member->pool = makeUnique<net::Pool>(poolLimitsOf(member->config(), threadsPerChild), clock_);
}

Runtime* runtime() {
  return current;
}
void setRuntime(Runtime* runtime) {
  current = runtime;
}

}  // namespace httpd
}  // namespace sioha

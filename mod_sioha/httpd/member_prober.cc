#include "mod_sioha/httpd/member_prober.h"

#include <string.h>
#include <unistd.h>

#include "mod_sioha/base/make_unique.h"
#include "mod_sioha/httpd/kept_session.h"

namespace sioha {
namespace httpd {
namespace {

// A sign against a member brings its next probe forward, but a storm of signs is no storm of probes.
const long kShortestPauseMilliseconds = 100;

gateway::LadderPlan planOf(const config::Health& health) {
  gateway::LadderPlan plan;
  switch (health.kind) {
    case config::HealthKind::scaleio:
      plan.kind = gateway::LadderPlan::Kind::scaleio;
      break;
    case config::HealthKind::cping:
      plan.kind = gateway::LadderPlan::Kind::cping;
      break;
    case config::HealthKind::http:
      plan.kind = gateway::LadderPlan::Kind::http;
      break;
  }
  plan.cpingTimeout = health.cpingTimeout;
  plan.requestTimeout = health.requestTimeout;
  plan.mdmTimeout = health.mdmTimeout;
  plan.path = health.path;
  plan.expectStatus = health.expectStatus;
  plan.expectHeader = health.expectHeader;
  plan.expectBody = health.expectBody;
  return plan;
}

net::ProbeTarget targetOf(const MemberRuntime& member) {
  net::ProbeTarget target;
  target.secret = member.config().secret;
  target.serverName = member.config().host;
  target.source = member.source;
  return target;
}

}  // namespace

bool PeerEvidence::hasPassedSince(std::size_t except, Instant since) const {
  for (std::size_t i = 0; i < passedAt.size(); ++i)
    if (i != except && passedAt[i] > since) return true;
  return false;
}

MemberProber::MemberProber(server_rec* server, Runtime* runtime, BalancerRuntime* balancer,
                           std::size_t position, std::shared_ptr<PeerEvidence> peers, unsigned jitter)
    : server_(server),
      runtime_(*runtime),
      balancer_(*balancer),
      member_(*balancer->members[position]),
      jitter_(jitter),
      probe_(targetOf(member_), runtime->clock()),
      position_(position),
      peers_(peers),
      mdmFailedAt_(0),
      startedAt_(0),
      dueAt_(0),
      wakeSeen_(0),
      recoverSeen_(atomicLoad(&runtime->shared().member(member_.index).recover)) {
  session_.token = kept_ = keptSession(*runtime, member_.index);
}

bool MemberProber::isAsked() {
  return atomicLoad(&runtime_.shared().member(member_.index).wake) != wakeSeen_;
}

// Requests that wait there are not released: they are what may still be answered.
void MemberProber::heedLiveAnswers(Instant now) {
  const Shared& shared = runtime_.shared();
  MemberRecord& record = shared.member(member_.index);
  Reason reason = static_cast<Reason>(atomicTake(&record.condemned));
  const int most = balancer_.config().health.maxReplyTimeouts;
  if (most >= 0 && atomicLoad(&record.lateReplies) > static_cast<std::uint32_t>(most)) {
    atomicStore(&record.lateReplies, 0u);
    reason = Reason::lateReplies;
  }
  if (reason == Reason::none) return;
  balance::HealthRecord health = record.health;
  balance::History history = record.history;
  const bool changed =
      balance::condemnAndRemember(&health, &history, reason, now, runtime_.clock().wallNow().count());
  shared.beginWrite(member_.index);
  record.health = health;
  record.history = history;
  shared.endWrite(member_.index);
  if (changed) logChange(history, Duration(0), "seen in live answers");
}

// A member that comes back is not sent everything until its bytes have caught up with the others'. The other
// methods count by ones, so there the election itself sees who lags behind.
void MemberProber::levelTraffic() {
  if (balancer_.config().method != config::Method::traffic) return;
  const Shared& shared = runtime_.shared();
  std::vector<balance::Candidate> candidates(balancer_.members.size());
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const MemberRuntime& member = *balancer_.members[i];
    candidates[i].weight = member.settings().weight;
    candidates[i].load = atomicLoad(&shared.member(member.index).load);
    if (i != position_ && !balance::isUsable(shared.readHealth(member.index)))
      candidates[i].standing = balance::Standing::unusable;
  }
  atomicStore(&shared.member(member_.index).load,
              balance::levelLoad(candidates.data(), candidates.size(), position_));
}

void MemberProber::startIfDue(Instant now) {
  heedLiveAnswers(now);
  if (isRunning() ||
      (now < dueAt_ && !(isAsked() && now >= startedAt_ + milliseconds(kShortestPauseMilliseconds))))
    return;
  wakeSeen_ = atomicLoad(&runtime_.shared().member(member_.index).wake);
  startedAt_ = now;
  net::Endpoint to;
  gateway::LadderPlan plan = planOf(balancer_.config().health);
  plan.credentials = balancer_.credentials;
  ladder_ = makeUnique<gateway::Ladder>(plan, &session_, now);
  if (!runtime_.shared().readAddress(member_.index, &to.address, &to.length)) {
    ladder_->failed(Cause::connectFailed, true);
    finish(now);
    return;
  }
  probe_.start(to, ladder_.get());
  proceed();
}

void MemberProber::proceed() {
  probe_.proceed();
  if (!probe_.isRunning()) finish(runtime_.clock().now());
}

balance::ProbeReport MemberProber::report(Instant now) {
  balance::ProbeReport report;
  report.good = ladder_->isGood();
  report.reason = ladder_->reason();
  report.step = ladder_->step();
  report.took = now - startedAt_;
  if (report.step < 3) return report;
  if (report.good) {
    peers_->passedAt[position_] = now;
    mdmFailedAt_ = Instant(0);
    noteCluster();
    return report;
  }
  if (mdmFailedAt_ == Instant(0)) mdmFailedAt_ = startedAt_;
  if (peers_->hasPassedSince(position_, mdmFailedAt_)) return report;
  // An MDM switch, or credentials that are wrong everywhere: eject nobody, and look at the peers at once.
  for (const auto& peer : balancer_.members)
    if (peer.get() != &member_) atomicAdd(&runtime_.shared().member(peer->index).wake, 1u);
  report.good = true;
  report.step = 2;
  report.reason = Reason::none;
  return report;
}

void MemberProber::noteCluster() {
  if (gateway::hasSwitched(cluster_, ladder_->cluster()))
    ap_log_error(APLOG_MARK, APLOG_NOTICE, 0, server_, "balancer=%s member=%s event=mdm-switch mdm=\"%s\"",
                 balancer_.config().name.c_str(), member_.config().name.c_str(),
                 gateway::describe(ladder_->cluster()).c_str());
  cluster_ = ladder_->cluster();
}

bool MemberProber::startLogout() {
  net::Endpoint to;
  probe_.abandon();
  const std::int32_t prober = atomicLoad(&runtime_.shared().header().proberPid);
  // Another child's prober goes on with it.
  if (prober > 0 && !runtime_.shared().isProber(::getpid())) return false;
  dropSession(runtime_, member_.index, kept_);
  if (session_.token.empty() || !runtime_.shared().readAddress(member_.index, &to.address, &to.length))
    return false;
  logout_ = makeUnique<gateway::LogoutScript>(session_.token, milliseconds(500));
  session_.token.clear();
  probe_.start(to, logout_.get());
  probe_.proceed();
  return probe_.isRunning();
}

// Who asks for a recovery knows that the member is well again: one good probe shows whether that is so.
balance::HealthPolicy MemberProber::policyOfNow(bool good) {
  balance::HealthPolicy policy = balancer_.policy();
  const std::uint32_t asked = atomicLoad(&runtime_.shared().member(member_.index).recover);
  if (asked == recoverSeen_) return policy;
  recoverSeen_ = asked;
  if (!good) return policy;
  policy.rise = 1;
  policy.recoverTime = Duration(0);
  return policy;
}

void MemberProber::finish(Instant now) {
  if (logout_) return;
  if (session_.token != kept_) keepSession(runtime_, member_.index, kept_ = session_.token);
  const balance::ProbeReport report = this->report(now);
  const MemberRecord& record = runtime_.shared().member(member_.index);
  balance::HealthRecord health = record.health;
  balance::History history = record.history;
  const balance::Health before = health.state;
  const bool changed = balance::advanceAndRemember(&health, &history, report, now,
                                                   runtime_.clock().wallNow().count(), policyOfNow(report.good));
  const bool wentDown = health.state == balance::Health::down && before != balance::Health::down &&
                        before != balance::Health::rising;
  write(health, history, wentDown, report.good);
  if (changed) logChange(history, report.took, ladder_->text());
  const bool wasOut = before == balance::Health::down || before == balance::Health::rising;
  if (wasOut && balance::isUsable(health)) levelTraffic();
  dueAt_ = now + balance::nextProbeIn(health, balancer_.policy(), jitter_);
}

void MemberProber::write(const balance::HealthRecord& health, const balance::History& history, bool wentDown,
                         bool good) {
  const Shared& shared = runtime_.shared();
  MemberRecord& record = shared.member(member_.index);
  shared.beginWrite(member_.index);
  record.health = health;
  record.history = history;
  ++record.probes;
  if (!good) ++record.probeFailures;
  strncpy(record.text, ladder_->text().c_str(), sizeof record.text - 1);
  strncpy(record.mdm, gateway::describe(cluster_).c_str(), sizeof record.mdm - 1);
  shared.endWrite(member_.index);
  if (wentDown) atomicAdd(&record.downs, 1u);
}

// The same words as the status shows of it.
void MemberProber::logChange(const balance::History& history, Duration took, const std::string& text) {
  balance::TransitionRecord transitions[balance::kHistorySize];
  if (balance::recall(history, transitions) == 0) return;
  const balance::TransitionRecord& last = transitions[0];
  const bool bad = last.to == balance::Health::down || last.to == balance::Health::turning;
  ap_log_error(APLOG_MARK, bad ? APLOG_WARNING : APLOG_NOTICE, 0, server_,
               "balancer=%s member=%s from=%s to=%s reason=%s step=%u took_ms=%ld text=\"%s\"",
               balancer_.config().name.c_str(), member_.config().name.c_str(), balance::healthWord(last.from),
               balance::healthWord(last.to), reasonWord(last.reason), static_cast<unsigned>(last.step),
               static_cast<long>(took.count() / 1000), text.c_str());
}

}  // namespace httpd
}  // namespace sioha

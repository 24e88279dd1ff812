#include "mod_sioha/httpd/member_prober.h"

#include <string.h>

#include "mod_sioha/base/make_unique.h"

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

net::ProbeTarget targetOf(const config::Member& member) {
  net::ProbeTarget target;
  target.secret = member.secret;
  target.serverName = member.host;
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
      probe_(targetOf(member_.config()), runtime->clock()),
      position_(position),
      peers_(peers),
      mdmFailedAt_(0),
      startedAt_(0),
      dueAt_(0),
      wakeSeen_(0) {}

bool MemberProber::isAsked() {
  return atomicLoad(&runtime_.shared().member(member_.index).wake) != wakeSeen_;
}

void MemberProber::startIfDue(Instant now) {
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
  if (session_.token.empty() || !runtime_.shared().readAddress(member_.index, &to.address, &to.length))
    return false;
  logout_ = makeUnique<gateway::LogoutScript>(session_.token, milliseconds(500));
  session_.token.clear();
  probe_.start(to, logout_.get());
  probe_.proceed();
  return probe_.isRunning();
}

void MemberProber::finish(Instant now) {
  if (logout_) return;
  const balance::ProbeReport report = this->report(now);
  const MemberRecord& record = runtime_.shared().member(member_.index);
  balance::HealthRecord health = record.health;
  balance::History history = record.history;
  const balance::Health before = health.state;
  const bool changed = balance::advanceAndRemember(&health, &history, report, now,
                                                   runtime_.clock().wallNow().count(), balancer_.policy);
  const bool wentDown = health.state == balance::Health::down && before != balance::Health::down &&
                        before != balance::Health::rising;
  write(health, history, wentDown, report.good);
  if (changed) logChange(before, health, report.took);
  dueAt_ = now + balance::nextProbeIn(health, balancer_.policy, jitter_);
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

void MemberProber::logChange(balance::Health before, const balance::HealthRecord& health, Duration took) {
  const bool bad = health.state == balance::Health::down || health.state == balance::Health::turning;
  ap_log_error(APLOG_MARK, bad ? APLOG_WARNING : APLOG_NOTICE, 0, server_,
               "balancer=%s member=%s from=%s to=%s reason=%s step=%u took_ms=%ld text=\"%s\"",
               balancer_.config().name.c_str(), member_.config().name.c_str(), balance::healthWord(before),
               balance::healthWord(health.state), reasonWord(health.reason),
               static_cast<unsigned>(health.step), static_cast<long>(took.count() / 1000),
               ladder_->text().c_str());
}

}  // namespace httpd
}  // namespace sioha

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
    case config::HealthKind::scaleio: plan.kind = gateway::LadderPlan::Kind::scaleio; break;
    case config::HealthKind::cping: plan.kind = gateway::LadderPlan::Kind::cping; break;
    case config::HealthKind::http: plan.kind = gateway::LadderPlan::Kind::http; break;
  }
  plan.cpingTimeout = health.cpingTimeout;
  plan.requestTimeout = health.requestTimeout;
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

MemberProber::MemberProber(server_rec* server, Runtime* runtime, BalancerRuntime* balancer, MemberRuntime* member,
                           unsigned jitter)
    : server_(server), runtime_(*runtime), balancer_(*balancer), member_(*member), jitter_(jitter),
      probe_(targetOf(member->config), runtime->clock()), startedAt_(0), dueAt_(0), wakeSeen_(0) {}

bool MemberProber::isAsked() {
  return atomicLoad(&runtime_.shared().member(member_.index).wake) != wakeSeen_;
}

void MemberProber::startIfDue(Instant now) {
  if (isRunning() || (now < dueAt_ && !(isAsked() && now >= startedAt_ + milliseconds(kShortestPauseMilliseconds))))
    return;
  wakeSeen_ = atomicLoad(&runtime_.shared().member(member_.index).wake);
  startedAt_ = now;
  net::Endpoint to;
  ladder_ = makeUnique<gateway::Ladder>(planOf(balancer_.config.health));
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

void MemberProber::finish(Instant now) {
  balance::ProbeReport report;
  report.good = ladder_->isGood();
  report.reason = ladder_->reason();
  report.step = ladder_->step();
  report.took = now - startedAt_;
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
  shared.endWrite(member_.index);
  if (wentDown) atomicAdd(&record.downs, 1u);
}

void MemberProber::logChange(balance::Health before, const balance::HealthRecord& health, Duration took) {
  const bool bad = health.state == balance::Health::down || health.state == balance::Health::turning;
  ap_log_error(APLOG_MARK, bad ? APLOG_WARNING : APLOG_NOTICE, 0, server_,
               "balancer=%s member=%s from=%s to=%s reason=%s step=%u took_ms=%ld text=\"%s\"",
               balancer_.config.name.c_str(), member_.config.name.c_str(), balance::healthWord(before),
               balance::healthWord(health.state), reasonWord(health.reason), static_cast<unsigned>(health.step),
               static_cast<long>(took.count() / 1000), ladder_->text().c_str());
}

}  // namespace httpd
}  // namespace sioha

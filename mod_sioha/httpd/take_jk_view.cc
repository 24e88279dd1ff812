#include "mod_sioha/httpd/take_jk_view.h"

#include <http_main.h>

#include <algorithm>

#include "mod_sioha/balance/effective.h"
#include "mod_sioha/config/changeable.h"
#include "mod_sioha/httpd/admission.h"
#include "mod_sioha/httpd/mount_table.h"
#include "mod_sioha/httpd/server_config.h"
#include "mod_sioha/httpd/status_changes.h"
#include "mod_sioha/net/endpoint.h"

namespace sioha {
namespace httpd {
namespace {

std::int64_t inSeconds(std::int64_t us) {
  return us / 1000000;
}

status::JkSettings settingsOf(const BalancerRuntime& balancer, std::size_t at, bool ofMember) {
  const config::Balancer& now = balancer.config();
  const config::Balancer& configured = balancer.configured.config;
  status::JkSettings settings;
  for (std::size_t i = 0; i < config::kChangeableCount; ++i) {
    const config::Changeable& what = config::kChangeables[i];
    if (ofMember == (what.of == config::ChangeOf::balancer)) continue;
    status::JkSetting setting;
    setting.key = what.key;
    setting.property = what.property;
    setting.label = what.label;
    setting.unit = what.unit;
    setting.choice = what.choice;
    setting.value = config::valueOf(what, now, ofMember ? &now.members[at] : nullptr);
    setting.changed =
        setting.value != config::valueOf(what, configured, ofMember ? &configured.members[at] : nullptr);
    settings.push_back(setting);
  }
  return settings;
}

std::uint64_t since(std::uint64_t now, std::uint64_t before) {
  return now > before ? now - before : 0;
}

status::JkCounters countersOf(const Runtime& runtime, const MemberRecord& record, std::size_t index) {
  const ChildCounters total = runtime.shared().total(index);
  const ChildCounters& before = record.atReset;
  status::JkCounters counters;
  counters.elected = since(total.elected, before.elected);
  counters.sessions = since(total.sessions, before.sessions);
  counters.errors = since(total.failed + total.failedOver, before.failed + before.failedOver);
  counters.clientErrors = since(total.clientErrors, before.clientErrors);
  counters.replyTimeouts = since(total.replyTimeouts, before.replyTimeouts);
  counters.transferred = since(total.bytesIn, before.bytesIn);
  counters.read = since(total.bytesOut, before.bytesOut);
  counters.busy = total.inFlight;
  counters.maxBusy = std::max(record.maxBusy, total.inFlight);
  counters.connected = total.poolIdle + total.poolUsed;
  counters.maxConnected = std::max<std::uint64_t>(record.maxConnected, counters.connected);
  counters.resetAt = inSeconds(record.resetUs ? record.resetUs : runtime.shared().header().startedAtUs);
  counters.errorAt = inSeconds(record.errorUs);
  return counters;
}

const char* stateOf(balance::Health health, const balance::Judgement& judgement, bool isFull,
                    std::uint64_t elected) {
  if (judgement.effective == balance::Effective::failOpen) return "ERR/FRC";
  if (health == balance::Health::down) return "ERR";
  if (health == balance::Health::rising) return "ERR/REC";
  if (isFull) return "OK/BUSY";
  return elected == 0 ? "OK/IDLE" : "OK";
}

std::string noteOf(const MemberRecord& record, const balance::Judgement& judgement) {
  std::string note =
      judgement.effective == balance::Effective::up ? "" : balance::effectiveWord(judgement.effective);
  if (record.health.reason != Reason::none)
    note += std::string(note.empty() ? "" : ", ") + reasonWord(record.health.reason);
  return note;
}

void fillRecovery(const Runtime& runtime, const balance::HealthRecord& health,
                  const balance::HealthPolicy& policy, status::JkMember* member) {
  member->hasFailed = !balance::isUsable(health);
  if (!member->hasFailed) return;
  const Instant due = Instant(health.probedUs) + balance::nextProbeIn(health, policy, 0);
  const Duration left = std::max(Duration(0), Duration(due - runtime.clock().now()));
  member->recoverMin = static_cast<unsigned>(left.count() / 1000000);
  member->recoverMax = member->recoverMin + 1;
}

std::string addressOf(const Runtime& runtime, const MemberRuntime& member) {
  net::Endpoint to;
  const std::string port = ":" + std::to_string(member.config().port);
  if (!runtime.shared().readAddress(member.index, &to.address, &to.length))
    return member.config().host + port;
  return to.text();
}

/// 1 for the smallest weight's opposite: what one request adds to lbvalue.
std::uint64_t multipleOf(const config::Balancer& balancer, const config::Member& member) {
  std::uint64_t multiple = 1;
  for (const config::Member& other : balancer.members) {
    std::uint64_t a = multiple, b = other.lbfactor;
    while (b != 0) {
      const std::uint64_t rest = a % b;
      a = b;
      b = rest;
    }
    // Too many different factors: a number that tells nothing is better than one that has overflowed.
    if (multiple > (std::uint64_t(1) << 32)) return 1;
    multiple = multiple / a * other.lbfactor;
  }
  return multiple / member.lbfactor;
}

std::string joined(const std::vector<std::string>& words) {
  std::string all;
  for (const std::string& word : words) all += (all.empty() ? "" : ",") + word;
  return all;
}

status::Fields fieldsOf(const server_rec* server, const config::MountRule& rule) {
  const config::RuleOptions& options = rule.options;
  const bool isWild = rule.pattern.find_first_of("*?") != std::string::npos;
  std::vector<std::string> statuses;
  for (const int status : options.failOnStatus) statuses.push_back(std::to_string(status));
  const char* const source = rule.source == config::MountSource::file     ? "uriworkermap"
                             : rule.source == config::MountSource::worker ? "worker definition"
                                                                          : "JkMount";
  const bool hasTimeout = options.replyTimeout >= Duration(0);
  status::Fields fields = {
      {"server", server->server_hostname ? server->server_hostname : ""},
      {"uri", rule.pattern},
      {"type", std::string(rule.disabled ? "Disabled " : "") + (rule.exclude ? "Unmount " : "") +
                   (isWild ? "Wildchar" : "Exact")},
      {"source", source},
      {"reply_timeout", hasTimeout ? std::to_string(options.replyTimeout.count() / 1000) : "-1"},
      {"sticky_ignore", options.stickyIgnore ? "1" : "0"},
      {"stateless", options.stateless ? "1" : "0"},
      {"fail_on_status", joined(statuses)},
      {"active", joined(options.active)},
      {"disabled", joined(options.disabled)},
      {"stopped", joined(options.stopped)},
      {"use_server_errors", std::to_string(options.serverErrorsFrom)}};
  return fields;
}

void addMaps(const std::string& worker, std::vector<status::Fields>* maps) {
  for (const server_rec* server = ap_server_conf; server; server = server->next) {
    const ServerConfig& config = serverConfig(server);
    if (!config.mounts) continue;
    unsigned ticket = 0;
    const MountTable* table = config.mounts->enter(&ticket);
    for (const config::MountRule& rule : table->map().rules())
      if (rule.worker == worker || rule.worker == "*") maps->push_back(fieldsOf(server, rule));
    config.mounts->leave(ticket);
  }
}

status::JkWorker workerOf(const Runtime& runtime, const BalancerRuntime& balancer) {
  status::JkWorker worker;
  worker.name = balancer.config().name;
  worker.isBalancer = !isSingle(balancer);
  worker.settings = settingsOf(balancer, 0, false);
  worker.resetAt = inSeconds(runtime.shared().header().startedAtUs);
  const std::size_t count = balancer.members.size();
  std::vector<balance::Member> members(count);
  std::vector<balance::Judgement> judgements(count);
  std::vector<MemberRecord> records(count);
  for (std::size_t i = 0; i < count; ++i) {
    const MemberRuntime& member = *balancer.members[i];
    runtime.shared().readMember(member.index, &records[i]);
    members[i].admin = static_cast<balance::Admin>(records[i].admin);
    members[i].health = records[i].health;
    members[i].rank = member.settings().rank;
    members[i].weight = member.settings().weight;
  }
  balance::judge(members.data(), count, runtime.clock().now(), balancer.policy(), judgements.data());
  for (std::size_t i = 0; i < count; ++i) {
    const MemberRuntime& member = *balancer.members[i];
    worker.resetAt = std::max(worker.resetAt, inSeconds(records[i].resetUs));
    status::JkMember shown;
    shown.name = member.config().name;
    shown.address = addressOf(runtime, member);
    shown.source = member.config().source;
    shown.settings = settingsOf(balancer, i, true);
    shown.counters = countersOf(runtime, records[i], member.index);
    shown.state =
        stateOf(records[i].health.state, judgements[i], isFull(runtime, member), shown.counters.elected);
    shown.healthNote = noteOf(records[i], judgements[i]);
    shown.lbmult = multipleOf(balancer.config(), member.config());
    shown.lbvalue = records[i].load;
    fillRecovery(runtime, records[i].health, balancer.policy(), &shown);
    worker.members.push_back(shown);
  }
  addMaps(worker.name, &worker.maps);
  return worker;
}

void addDump(const ServerConfig& main, status::JkView* view) {
  for (const config::Property& property : main.properties)
    view->dump.push_back(std::make_pair(property.name, property.value));
}

}  // namespace

status::JkView takeJkView(request_rec* r, const Runtime& runtime, const status::JkCommand& command) {
  status::JkView view;
  view.serverName = ap_get_server_name(r);
  view.port = ap_get_server_port(r);
  view.software = ap_get_server_banner();
  view.jkVersion = std::string("mod_sioha/") + SIOHA_VERSION;
  view.now = static_cast<std::int64_t>(apr_time_sec(apr_time_now()));
  view.path = ap_escape_uri(r->pool, r->uri);
  view.message = "Action finished";
  if (command.verb == status::JkVerb::dump) addDump(serverConfig(ap_server_conf), &view);
  if (command.verb == status::JkVerb::version || command.verb == status::JkVerb::dump) return view;
  const bool one = command.verb == status::JkVerb::show || command.verb == status::JkVerb::edit;
  bool found = !one;
  for (const auto& balancer : runtime.balancers()) {
    if (one && balancer->config().name != command.worker) continue;
    if (one && membersMeant(*balancer, command).empty()) continue;
    found = true;
    view.workers.push_back(workerOf(runtime, *balancer));
  }
  view.ok = found;
  if (!found) view.message = "Could not find given worker";
  return view;
}

}  // namespace httpd
}  // namespace sioha

#include "mod_sioha/httpd/status_changes.h"

#include <algorithm>

#include "mod_sioha/balance/effective.h"
#include "mod_sioha/config/changeable.h"
#include "mod_sioha/config/run_time_changes.h"
#include "mod_sioha/httpd/state_keeper.h"
#include "mod_sioha/net/endpoint.h"

namespace sioha {
namespace httpd {
namespace {

typedef std::vector<config::Wish> Wishes;

/// One command on its way through.
class Commander {
 public:
  Commander(request_rec* r, Runtime* runtime, BalancerRuntime* balancer, const std::string& statusWorker,
            const status::JkCommand& command)
      : r_(r), runtime_(*runtime), balancer_(*balancer), statusWorker_(statusWorker), command_(command) {}

  Outcome update();
  Outcome reset();
  Outcome recover();

 private:
  bool fail(int status, const std::string& message) {
    outcome_.status = status;
    outcome_.message = message;
    return false;
  }
  bool collectWishes(Wishes* wishes);
  bool collectAttribute(Wishes* wishes);
  bool collectSettings(Wishes* wishes);
  bool checkKey(const config::Changeable& what, bool ofMember);
  bool resolve(const config::Changes& made, const config::Balancer& changed);
  bool commit(const Wishes& wishes, config::Changes* made);
  void publish(const config::Balancer& changed, const config::Changes& made) const;
  void askForProbe(const MemberRuntime& member) const;
  void log(const std::string& member, const std::string& what) const;

  request_rec* r_;
  Runtime& runtime_;
  BalancerRuntime& balancer_;
  const std::string& statusWorker_;
  const status::JkCommand& command_;
  Outcome outcome_;
  struct Address {
    std::size_t member;
    net::Endpoint endpoint;
  };
  std::vector<Address> addresses_;
};

std::size_t positionOf(const std::string& member, const config::Balancer& balancer) {
  std::size_t at = 0;
  while (at < balancer.members.size() && balancer.members[at].name != member) ++at;
  return at;
}

std::string quotedName(const std::string& name) {
  return "'" + config::shown(name) + "'";
}

bool Commander::checkKey(const config::Changeable& what, bool ofMember) {
  const char* const key = what.key;
  if (!ofMember && what.of != config::ChangeOf::balancer)
    return fail(HTTP_BAD_REQUEST,
                std::string(key) + " is a setting of members: add sw=NAME, or sw=* for all.");
  if (ofMember && what.of == config::ChangeOf::balancer)
    return fail(HTTP_BAD_REQUEST, std::string(key) + " is a setting of the balancer itself: leave out sw.");
  if (isSingle(balancer_) && what.of == config::ChangeOf::member)
    return fail(HTTP_BAD_REQUEST, std::string(key) + " is a setting of a balancer's members, and " +
                                      quotedName(command_.worker) + " is a worker by itself.");
  return true;
}

bool Commander::collectSettings(Wishes* wishes) {
  const bool ofMember = isSingle(balancer_) || !command_.member.empty();
  for (const auto& value : command_.values) {
    if (value.first == "vll") {
      outcome_.notes.push_back("lock has no effect: an election takes no lock.");
      continue;
    }
    const config::Changeable* what = config::findChangeable(value.first);
    if (!what)
      return fail(HTTP_BAD_REQUEST,
                  "there is no setting " + quotedName(value.first) + ": see the manual's list.");
    if (!checkKey(*what, ofMember)) return false;
    if (!ofMember) {
      const config::Wish wish = {what, std::string(), value.second};
      wishes->push_back(wish);
      continue;
    }
    for (const MemberRuntime* member : membersMeant(balancer_, command_)) {
      const config::Wish wish = {what, member->config().name, value.second};
      wishes->push_back(wish);
    }
  }
  return true;
}

/// att=KEY and val0=..., val1=...: by the members' positions.
bool Commander::collectAttribute(Wishes* wishes) {
  const config::Changeable* what = config::findChangeable(command_.attribute);
  if (!what)
    return fail(HTTP_BAD_REQUEST, "att=" + quotedName(command_.attribute) + ": there is no such setting.");
  if (!checkKey(*what, true)) return false;
  for (const auto& value : command_.values) {
    unsigned long long at = 0;
    const bool isValue =
        Slice(value.first).startsWith("val") && parseDecimal(Slice(value.first).sub(3), 100000, &at);
    if (!isValue || at >= balancer_.members.size())
      return fail(HTTP_BAD_REQUEST, quotedName(value.first) + " is none of val0 to val" +
                                        std::to_string(balancer_.members.size() - 1) +
                                        ", the balancer's members.");
    const config::Wish wish = {what, balancer_.members[at]->config().name, value.second};
    wishes->push_back(wish);
  }
  return true;
}

bool Commander::collectWishes(Wishes* wishes) {
  if (!command_.attribute.empty() ? !collectAttribute(wishes) : !collectSettings(wishes)) return false;
  if (wishes->empty() && outcome_.notes.empty())
    return fail(HTTP_BAD_REQUEST, "cmd=update names no setting: add one such as vwa=disabled.");
  return true;
}

/// Before anything is locked: a name that has no address changes nothing.
bool Commander::resolve(const config::Changes& made, const config::Balancer& changed) {
  for (const config::Change& change : made) {
    if (change.property != "host" && change.property != "port") continue;
    Address address;
    address.member = positionOf(change.member, changed);
    const config::Member& member = changed.members[address.member];
    const Result<std::vector<net::Endpoint>> found =
        net::resolve(member.host, member.port, member.preferIpv6);
    if (!found.ok() || found.value().empty())
      return fail(HTTP_BAD_REQUEST, "the host " + quotedName(member.host) + " has no address" +
                                        (found.ok() ? "" : " (" + found.error() + ")") +
                                        ": write one that has.");
    address.endpoint = found.value()[0];
    addresses_.push_back(address);
  }
  return true;
}

/// Where to connect, and who is active, stand in words of their own, which requests read.
void Commander::publish(const config::Balancer& changed, const config::Changes& made) const {
  for (const Address& address : addresses_)
    runtime_.shared().storeAddress(balancer_.members[address.member]->index, address.endpoint.address,
                                   address.endpoint.length);
  for (const config::Change& change : made) {
    if (change.member.empty()) continue;
    const std::size_t at = positionOf(change.member, changed);
    MemberRecord& record = runtime_.shared().member(balancer_.members[at]->index);
    if (change.property == "activation" || change.property == "port")
      atomicStore(&record.admin, adminWordOf(changed.members[at].activation));
    if (change.property == "host" || change.property == "port") atomicAdd(&record.wake, 1u);
  }
}

bool Commander::commit(const Wishes& wishes, config::Changes* made) {
  const RunTimeState::Lock lock;
  if (!lock)
    return fail(HTTP_SERVICE_UNAVAILABLE,
                "nothing can be changed now: the lock cannot be had; see httpd's log.");
  std::uint32_t version = 0;
  config::Changes changes = config::parseChanges(runtime_.state().read(&version)).changes;
  config::Balancer changed = balancer_.configured.config;
  config::Changes applied;
  config::applyChanges(changes, &changed, &applied, nullptr);
  made->clear();
  outcome_.notes.clear();
  const std::string wrong =
      config::grant(wishes, balancer_.configured.config, &changes, &changed, made, &outcome_.notes);
  if (!wrong.empty()) return fail(HTTP_BAD_REQUEST, wrong);
  for (config::Member& member : changed.members)
    if (member.port == 0) member.activation = config::Activation::stopped;
  if (made->empty()) return true;
  publish(changed, *made);
  runtime_.state().write(config::formatChanges(changes));
  return true;
}

Outcome Commander::update() {
  Wishes wishes;
  if (!collectWishes(&wishes)) return outcome_;
  const std::vector<std::string> notes = outcome_.notes;
  config::Changes made, changes;
  config::Balancer changed = balancer_.config();
  const std::string wrong =
      config::grant(wishes, balancer_.configured.config, &changes, &changed, &made, &outcome_.notes);
  if (!wrong.empty()) {
    fail(HTTP_BAD_REQUEST, wrong);
    return outcome_;
  }
  if (!resolve(made, changed) || !commit(wishes, &made)) return outcome_;
  outcome_.notes.insert(outcome_.notes.end(), notes.begin(), notes.end());
  runtime_.refresh();
  std::string told;
  for (const config::Change& change : made) {
    log(change.member, "event=change setting=" + change.property + " from=\"" + config::shown(change.from) +
                           "\" to=\"" + config::shown(change.to) + "\"");
    told += (told.empty() ? ": " : ", ") + (change.member.empty() ? command_.worker : change.member) + " " +
            change.property + "=" + change.to;
  }
  outcome_.message += told.empty() ? ": nothing was to be changed" : told;
  const std::string unsaved = made.empty() ? std::string() : saveChanges(r_->server, &runtime_);
  if (!unsaved.empty()) {
    ap_log_rerror(APLOG_MARK, APLOG_ERR, 0, r_,
                  "SiohaStateFile: the change counts, and is lost when httpd stops: %s", unsaved.c_str());
    outcome_.notes.push_back(
        "The change counts, but it cannot be saved: it is lost when httpd stops. See httpd's log.");
  }
  return outcome_;
}

void Commander::askForProbe(const MemberRuntime& member) const {
  MemberRecord& record = runtime_.shared().member(member.index);
  atomicAdd(&record.recover, 1u);
  atomicAdd(&record.wake, 1u);
}

Outcome Commander::reset() {
  const RunTimeState::Lock lock;
  if (!lock) {
    fail(HTTP_SERVICE_UNAVAILABLE, "nothing can be changed now: the lock cannot be had; see httpd's log.");
    return outcome_;
  }
  for (const MemberRuntime* member : membersMeant(balancer_, command_)) {
    MemberRecord& record = runtime_.shared().member(member->index);
    record.atReset = runtime_.shared().total(member->index);
    atomicStore(&record.maxBusy, record.atReset.inFlight);
    atomicStore(&record.maxConnected, record.atReset.poolIdle + record.atReset.poolUsed);
    atomicStore(&record.errorUs, std::int64_t(0));
    atomicStore(&record.resetUs, static_cast<std::int64_t>(runtime_.clock().wallNow().count()));
    if (!balance::isUsable(runtime_.shared().readHealth(member->index))) askForProbe(*member);
    log(member->config().name, "event=reset");
  }
  return outcome_;
}

Outcome Commander::recover() {
  const std::vector<const MemberRuntime*> members = membersMeant(balancer_, command_);
  bool any = false;
  for (const MemberRuntime* member : members) {
    if (balance::isUsable(runtime_.shared().readHealth(member->index))) continue;
    any = true;
    askForProbe(*member);
    log(member->config().name, "event=recover");
  }
  if (!any) fail(HTTP_CONFLICT, "There is nothing to recover: the member is not down.");
  return outcome_;
}

// At this level because it has to be there where httpd logs what it logs by default, "warn".
void Commander::log(const std::string& member, const std::string& what) const {
  ap_log_rerror(APLOG_MARK, APLOG_WARNING, 0, r_, "balancer=%s%s%s %s user=\"%s\" client=%s status-worker=%s",
                command_.worker.c_str(), member.empty() ? "" : " member=", member.c_str(), what.c_str(),
                r_->user ? r_->user : "", r_->useragent_ip, statusWorker_.c_str());
}

}  // namespace

bool isSingle(const BalancerRuntime& balancer) {
  return balancer.members.size() == 1 && balancer.members[0]->config().name == balancer.config().name;
}

std::vector<const MemberRuntime*> membersMeant(const BalancerRuntime& balancer,
                                               const status::JkCommand& command) {
  std::vector<const MemberRuntime*> meant;
  for (const auto& member : balancer.members)
    if (command.member.empty() || status::namesWorker(command.member, member->config().name))
      meant.push_back(member.get());
  return meant;
}

Outcome carryOut(request_rec* r, Runtime* runtime, const std::string& statusWorker,
                 const status::JkCommand& command) {
  Outcome outcome;
  BalancerRuntime* balancer = runtime->find(command.worker);
  if (!balancer || membersMeant(*balancer, command).empty()) {
    outcome.status = HTTP_NOT_FOUND;
    outcome.message = "Could not find given worker";
    return outcome;
  }
  Commander commander(r, runtime, balancer, statusWorker, command);
  return command.verb == status::JkVerb::update  ? commander.update()
         : command.verb == status::JkVerb::reset ? commander.reset()
                                                 : commander.recover();
}

}  // namespace httpd
}  // namespace sioha

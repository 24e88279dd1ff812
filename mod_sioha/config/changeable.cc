#include "mod_sioha/config/changeable.h"

#include "mod_sioha/config/worker_readers.h"

namespace sioha {
namespace config {

namespace {

std::string inMilliseconds(Duration span) {
  return std::to_string(span.count() / 1000);
}

/// A year stands for mod_jk's "never": see connection_pool_timeout in member_reader.cc.
std::string inSeconds(Duration span) {
  return span >= seconds(365L * 24 * 3600) ? "0" : std::to_string(span.count() / 1000000);
}

std::string flagWord(bool flag) {
  return flag ? "1" : "0";
}

#define OF_MEMBER(field, shown)                                            \
  nullptr, nullptr, [](const Member& of) -> std::string { return shown; }, \
      [](const Member& from, Member* to) { to->field = from.field; }
#define OF_BALANCER(field, shown)                          \
  [](const Balancer& of) -> std::string { return shown; }, \
      [](const Balancer& from, Balancer* to) { to->field = from.field; }, nullptr, nullptr

}  // namespace

const Changeable kChangeables[] = {
    {"vlr", "retries", "Retries", ChangeOf::balancer, "", "", OF_BALANCER(rounds, std::to_string(of.rounds))},
    {"vlri", "retry_interval", "Retry interval", ChangeOf::balancer, "ms", "",
     OF_BALANCER(retryInterval, inMilliseconds(of.retryInterval))},
    {"vlt", "recover_time", "Recover wait time", ChangeOf::balancer, "s", "",
     OF_BALANCER(health.recoverTime, inSeconds(of.health.recoverTime))},
    {"vlee", "error_escalation_time", "Error escalation time", ChangeOf::balancer, "s", "",
     OF_BALANCER(health.escalation, inSeconds(of.health.escalation))},
    {"vlx", "max_reply_timeouts", "Max reply timeouts", ChangeOf::balancer, "", "",
     OF_BALANCER(health.maxReplyTimeouts, std::to_string(of.health.maxReplyTimeouts))},
    {"vls", "sticky_session", "Sticky sessions", ChangeOf::balancer, "", "1=on 0=off",
     OF_BALANCER(stickySession, flagWord(of.stickySession))},
    {"vlf", "sticky_session_force", "Force sticky sessions", ChangeOf::balancer, "", "1=on 0=off",
     OF_BALANCER(stickySessionForce, flagWord(of.stickySessionForce))},
    {"vlm", "method", "Balancing method", ChangeOf::balancer, "",
     "priority=priority Request=Request Session=Session Next=Next Traffic=Traffic Busyness=Busyness",
     OF_BALANCER(method, methodWord(of.method))},

    {"vwa", "activation", "Activation", ChangeOf::member, "",
     "active=active disabled=disabled stopped=stopped", OF_MEMBER(activation, activationWord(of.activation))},
    {"vwf", "lbfactor", "LB factor", ChangeOf::member, "", "",
     OF_MEMBER(lbfactor, std::to_string(of.lbfactor))},
    {"vwn", "route", "Route", ChangeOf::member, "", "", OF_MEMBER(route, of.route)},
    {"vwr", "redirect", "Redirect route", ChangeOf::member, "", "", OF_MEMBER(redirect, of.redirect)},
    {"vwc", "domain", "Cluster domain", ChangeOf::member, "", "", OF_MEMBER(domain, of.domain)},
    {"vwd", "distance", "Distance", ChangeOf::member, "", "",
     OF_MEMBER(distance, std::to_string(of.distance))},

    {"vahst", "host", "Host name", ChangeOf::connection, "", "", OF_MEMBER(host, of.host)},
    {"vaprt", "port", "Port", ChangeOf::connection, "", "", OF_MEMBER(port, std::to_string(of.port))},
    {"vacpt", "connection_pool_timeout", "Connection pool timeout", ChangeOf::connection, "s", "",
     OF_MEMBER(poolIdle, inSeconds(of.poolIdle))},
    {"vapng", "ping_timeout", "Ping timeout", ChangeOf::connection, "ms", "",
     OF_MEMBER(pingTimeout, inMilliseconds(of.pingTimeout))},
    {"vact", "connect_timeout", "Connect timeout", ChangeOf::connection, "ms", "",
     OF_MEMBER(connectPing, inMilliseconds(of.connectPing))},
    {"vapt", "prepost_timeout", "Prepost timeout", ChangeOf::connection, "ms", "",
     OF_MEMBER(prepostPing, inMilliseconds(of.prepostPing))},
    {"vart", "reply_timeout", "Reply timeout", ChangeOf::connection, "ms", "",
     OF_MEMBER(replyTimeout, inMilliseconds(of.replyTimeout))},
    {"var", "retries", "Retries", ChangeOf::connection, "", "", OF_MEMBER(tries, std::to_string(of.tries))},
    {"vari", "retry_interval", "Retry interval", ChangeOf::connection, "ms", "",
     OF_MEMBER(retryInterval, inMilliseconds(of.retryInterval))},
    {"vacpi", "connection_ping_interval", "Connection ping interval", ChangeOf::connection, "s", "",
     OF_MEMBER(pingInterval, inSeconds(of.pingInterval))},
    {"varo", "recovery_options", "Recovery options", ChangeOf::connection, "", "",
     OF_MEMBER(recoveryOptions, std::to_string(of.recoveryOptions))},
    {"vabl", "max_in_flight", "Busy limit", ChangeOf::connection, "", "",
     OF_MEMBER(maxInFlight, std::to_string(of.maxInFlight))},
    {"vamps", "max_packet_size", "Max packet size", ChangeOf::connection, "", "",
     OF_MEMBER(maxPacketSize, std::to_string(of.maxPacketSize))},
};

#undef OF_MEMBER
#undef OF_BALANCER

const std::size_t kChangeableCount = sizeof kChangeables / sizeof kChangeables[0];

namespace {

class NoFiles : public FileReader {
 public:
  Result<SecretFile> read(const std::string&) const override { return Error("files are not read here"); }
};

/// A worker of which the file says this one thing.
Section sectionOf(const Changeable& what, const std::string& worker, const std::string& value) {
  Section section;
  section.key = "worker." + worker;
  Setting& setting = section.settings[what.property];
  setting.property.name = section.key + "." + what.property;
  setting.property.value = value;
  setting.known = findKnownProperty(what.property);
  return section;
}

/// The readers' sentences begin with the place: ":0: worker.n1.port=abc: ".
std::string withoutPlace(const std::string& sentence) {
  const std::size_t name = sentence.find(": ");
  return name == std::string::npos ? sentence : sentence.substr(name + 2);
}

bool hasControl(const std::string& value) {
  for (char c : value)
    if (static_cast<unsigned char>(c) < ' ' || c == 0x7f) return true;
  return false;
}

}  // namespace

const Changeable* findChangeable(Slice key) {
  for (const Changeable& what : kChangeables)
    if (key == Slice(what.key)) return &what;
  return nullptr;
}

const Changeable* findChangeable(Slice property, bool ofMember) {
  for (const Changeable& what : kChangeables)
    if (property == Slice(what.property) && ofMember == (what.of != ChangeOf::balancer)) return &what;
  return nullptr;
}

std::string valueOf(const Changeable& what, const Balancer& balancer, const Member* member) {
  return member ? what.memberValue(*member) : what.balancerValue(balancer);
}

std::string setValue(const Changeable& what, const std::string& value, Balancer* balancer, Member* member,
                     std::vector<std::string>* notes) {
  if (value.size() > kLongestLine || hasControl(value))
    return std::string(what.property) + ": the value is too long or has control characters: write one line.";
  const Section section = sectionOf(what, member ? member->name : balancer->name, value);
  std::vector<std::string> warnings;
  std::string wrong;
  if (member) {
    Member read;
    read.name = member->name;
    wrong = readMember(section, NoFiles(), &read, &warnings);
    if (wrong.empty() && read.host.empty()) return "host: it is empty: write a name or an address.";
    if (wrong.empty()) what.setMember(read, member);
  } else {
    Balancer read;
    // The default of `health` has a say in other settings; it is none of those that change.
    read.health.kind = balancer->health.kind;
    wrong = readBalancer(section, &read, &warnings);
    if (wrong.empty()) what.setBalancer(read, balancer);
  }
  for (const std::string& warning : warnings) notes->push_back(withoutPlace(warning));
  return withoutPlace(wrong);
}

std::string wrongRoutes(const Balancer& balancer) {
  for (const Member& member : balancer.members)
    for (const Member& other : balancer.members)
      if (&other != &member && !member.route.empty() && other.route == member.route)
        return "workers '" + member.name + "' and '" + other.name + "' would both have the route '" +
               member.route + "': write the jvmRoute of each Tomcat.";
  return std::string();
}

}  // namespace config
}  // namespace sioha

#include <algorithm>

#include "mod_sioha/status/format.h"
#include "mod_sioha/status/jk_view.h"

namespace sioha {
namespace status {

namespace {

void add(Fields* fields, const char* name, const std::string& value) {
  fields->push_back(std::make_pair(std::string(name), value));
}
void add(Fields* fields, const char* name, std::uint64_t value) {
  add(fields, name, std::to_string(value));
}

std::string trueOrFalse(const JkSettings& settings, const char* property) {
  return settingNamed(settings, property) == "1" ? "True" : "False";
}

const char* activationWord(const std::string& activation) {
  return activation == "stopped" ? "STP" : activation == "disabled" ? "DIS" : "ACT";
}

char activationLetter(const std::string& activation) {
  return activation.empty() ? 'a' : lowerAscii(activation[0]);
}

/// As good= and bad= name states.
char stateLetter(const std::string& state) {
  if (state == "OK") return 'o';
  if (state == "OK/IDLE") return 'i';
  if (state == "OK/BUSY") return 'b';
  if (state == "ERR/REC") return 'r';
  if (state == "ERR/PRB") return 'p';
  if (state == "ERR/FRC") return 'f';
  return 'e';
}

bool holds(const std::vector<std::string>& rating, const std::string& word) {
  for (const std::string& each : rating)
    if (equalsNoCase(each, word)) return true;
  return false;
}

void addConnection(Fields* fields, const JkMember& member) {
  add(fields, "type", "ajp13");
  add(fields, "host", settingNamed(member.settings, "host"));
  add(fields, "port", settingNamed(member.settings, "port"));
  add(fields, "address", member.address);
  add(fields, "source", member.source.empty() ? "undefined" : member.source);
  for (const char* name : {"connection_pool_timeout", "ping_timeout", "connect_timeout", "prepost_timeout",
                           "reply_timeout", "retries", "connection_ping_interval", "recovery_options"})
    add(fields, name, settingNamed(member.settings, name));
  add(fields, "busy_limit", settingNamed(member.settings, "max_in_flight"));
  add(fields, "max_packet_size", settingNamed(member.settings, "max_packet_size"));
}

void addReset(Fields* fields, std::int64_t resetAt, std::int64_t now) {
  add(fields, "last_reset_at", std::to_string(resetAt));
  add(fields, "last_reset_ago", std::to_string(std::max<std::int64_t>(0, now - resetAt)));
}

void addTraffic(Fields* fields, const JkCounters& counters) {
  add(fields, "errors", counters.errors);
  add(fields, "client_errors", counters.clientErrors);
  add(fields, "reply_timeouts", counters.replyTimeouts);
  add(fields, "transferred", counters.transferred);
  add(fields, "read", counters.read);
  add(fields, "busy", counters.busy);
  add(fields, "max_busy", counters.maxBusy);
  add(fields, "connected", counters.connected);
  add(fields, "max_connected", counters.maxConnected);
}

void addError(Fields* fields, std::int64_t errorAt, std::int64_t now) {
  if (errorAt == 0) return;
  add(fields, "error_time_datetime", jkDateTime(errorAt));
  add(fields, "error_time_tz", "+0000");
  add(fields, "error_time_unix_seconds", std::to_string(errorAt));
  add(fields, "error_time_ago", std::to_string(std::max<std::int64_t>(0, now - errorAt)));
}

}  // namespace

JkCounters::JkCounters()
    : elected(0),
      sessions(0),
      errors(0),
      clientErrors(0),
      replyTimeouts(0),
      transferred(0),
      read(0),
      busy(0),
      maxBusy(0),
      connected(0),
      maxConnected(0),
      resetAt(0),
      errorAt(0) {}

JkMember::JkMember() : hasFailed(false), lbmult(1), lbvalue(0), recoverMin(0), recoverMax(0) {}

std::string settingNamed(const JkSettings& settings, const char* property) {
  for (const JkSetting& setting : settings)
    if (setting.property == property) return setting.value;
  return std::string();
}

JkRating rate(const JkStyle& style, const std::string& activation, const std::string& state) {
  const std::string a(1, activationLetter(activation)), s(1, stateLetter(state));
  for (const std::string& word : {a + "." + s, a, s}) {
    if (holds(style.bad, word)) return JkRating::bad;
    if (word.size() == 3 && holds(style.good, word)) return JkRating::good;
  }
  return holds(style.good, a) || holds(style.good, s) ? JkRating::good : JkRating::degraded;
}

Fields balancerFields(const JkWorker& balancer, const JkStyle& style, std::int64_t now) {
  unsigned good = 0, degraded = 0, bad = 0;
  std::uint64_t busy = 0, maxBusy = balancer.maxBusy;
  for (const JkMember& member : balancer.members) {
    const JkRating rating = rate(style, settingNamed(member.settings, "activation"), member.state);
    ++(rating == JkRating::good ? good : rating == JkRating::bad ? bad : degraded);
    busy += member.counters.busy;
    maxBusy = std::max(maxBusy, member.counters.maxBusy);
  }
  Fields fields;
  add(&fields, "type", "lb");
  add(&fields, "sticky_session", trueOrFalse(balancer.settings, "sticky_session"));
  add(&fields, "sticky_session_force", trueOrFalse(balancer.settings, "sticky_session_force"));
  for (const char* name :
       {"retries", "recover_time", "error_escalation_time", "max_reply_timeouts", "method"})
    add(&fields, name, settingNamed(balancer.settings, name));
  add(&fields, "lock", "Optimistic");
  add(&fields, "member_count", balancer.members.size());
  add(&fields, "good", good);
  add(&fields, "degraded", degraded);
  add(&fields, "bad", bad);
  add(&fields, "busy", busy);
  add(&fields, "max_busy", std::max(maxBusy, busy));
  add(&fields, "map_count", balancer.maps.size());
  // Upkeep runs every second.
  add(&fields, "time_to_maintenance_min", std::uint64_t(0));
  add(&fields, "time_to_maintenance_max", std::uint64_t(1));
  addReset(&fields, balancer.resetAt, now);
  return fields;
}

Fields memberFields(const JkMember& member, std::int64_t now) {
  Fields fields;
  addConnection(&fields, member);
  add(&fields, "activation", activationWord(settingNamed(member.settings, "activation")));
  for (const char* name : {"lbfactor", "route", "redirect", "domain", "distance"})
    add(&fields, name, settingNamed(member.settings, name));
  add(&fields, "state", member.state);
  add(&fields, "lbmult", member.lbmult);
  add(&fields, "lbvalue", member.lbvalue);
  add(&fields, "elected", member.counters.elected);
  add(&fields, "sessions", member.counters.sessions);
  addTraffic(&fields, member.counters);
  add(&fields, "time_to_recover_min", member.recoverMin);
  add(&fields, "time_to_recover_max", member.recoverMax);
  addReset(&fields, member.counters.resetAt, now);
  addError(&fields, member.counters.errorAt, now);
  return fields;
}

Fields singleFields(const JkWorker& worker, std::int64_t now) {
  Fields fields;
  const JkMember& member = worker.members[0];
  addConnection(&fields, member);
  // mod_jk has it on its page only.
  add(&fields, "state", member.state);
  add(&fields, "used", member.counters.elected);
  addTraffic(&fields, member.counters);
  add(&fields, "map_count", worker.maps.size());
  addReset(&fields, member.counters.resetAt, now);
  addError(&fields, member.counters.errorAt, now);
  return fields;
}

Fields mapFields(const JkWorker& worker, std::size_t index) {
  Fields fields;
  add(&fields, "id", index + 1);
  fields.insert(fields.end(), worker.maps[index].begin(), worker.maps[index].end());
  return fields;
}

std::string jkDateTime(std::int64_t seconds) {
  std::string digits;
  for (char c : utcTime(std::chrono::microseconds(seconds * 1000000)))
    if (c >= '0' && c <= '9') digits += c;
  return digits;
}

const char* jkContentType(JkFormat format) {
  switch (format) {
    case JkFormat::html:
      return "text/html;charset=UTF-8";
    case JkFormat::xml:
      return "text/xml;charset=UTF-8";
    case JkFormat::txt:
    case JkFormat::prop:
      return "text/plain;charset=UTF-8";
  }
  return "text/plain";
}

std::string toJk(const JkView& view, const JkCommand& command, const JkStyle& style) {
  switch (command.format) {
    case JkFormat::html:
      return toJkHtml(view, command, style);
    case JkFormat::xml:
      return toJkXml(view, command, style);
    case JkFormat::txt:
      return toJkText(view, command, style);
    case JkFormat::prop:
      return toJkProperties(view, command, style);
  }
  return std::string();
}

}  // namespace status
}  // namespace sioha

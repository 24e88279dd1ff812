#ifndef SIOHA_STATUS_JK_VIEW_H
#define SIOHA_STATUS_JK_VIEW_H

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "mod_sioha/status/jk_command.h"

/// What a status worker shows, copied once, and its four formats with mod_jk's names. Plain values.
namespace sioha {
namespace status {

/// Name and value, in mod_jk's order.
typedef std::vector<std::pair<std::string, std::string>> Fields;

/// A setting that a command can change.
struct JkSetting {
  std::string key;       ///< "vwf"
  std::string property;  ///< "lbfactor"
  std::string label;     ///< "LB factor"
  std::string unit;      ///< "ms", "s" or ""
  std::string choice;    ///< "value=word value=word" or ""
  std::string value;
  bool changed;  ///< is not what workers.properties says
};
typedef std::vector<JkSetting> JkSettings;
/// Its value; "" where there is no such setting.
std::string settingNamed(const JkSettings& settings, const char* property);

struct JkCounters {
  JkCounters();
  std::uint64_t elected, sessions, errors, clientErrors, replyTimeouts, transferred, read;
  std::uint64_t busy, maxBusy, connected, maxConnected;
  std::int64_t resetAt;  ///< seconds since 1970
  std::int64_t errorAt;  ///< 0: never
};

/// A member, or an ajp13 worker by itself.
struct JkMember {
  JkMember();
  std::string name, address, source;
  std::string state;       ///< mod_jk's: "OK/IDLE"
  std::string healthNote;  ///< for people: "down: connect-refused"; may be empty
  bool hasFailed;          ///< there is something to recover from
  JkSettings settings;
  std::uint64_t lbmult, lbvalue;
  unsigned recoverMin, recoverMax;  ///< seconds
  JkCounters counters;
};

struct JkWorker {
  JkWorker() : isBalancer(true), maxBusy(0), resetAt(0) {}
  std::string name;
  bool isBalancer;                ///< else an ajp13 worker by itself
  JkSettings settings;            ///< a balancer's own
  std::vector<JkMember> members;  ///< one where it is no balancer
  std::vector<Fields> maps;       ///< without id
  std::uint64_t maxBusy;
  std::int64_t resetAt;
};

/// How the worker may be used, and how it looks.
struct JkStyle {
  JkStyle() : prefix("worker"), readOnly(false) {}
  std::string name;  ///< of the status worker
  std::string css, ns, xmlns, doctype, prefix;
  std::vector<std::string> good, bad;
  bool readOnly;
};

struct JkView {
  JkView() : port(0), now(0), ok(true) {}
  std::string serverName, software, jkVersion;
  unsigned port;
  std::int64_t now;               ///< seconds since 1970
  std::string path;               ///< the page's own, for its links
  std::string token;              ///< for changes; "": none may be made
  std::vector<JkWorker> workers;  ///< that the command asks for
  Fields dump;
  bool ok;
  std::string message;             ///< of the result
  std::vector<std::string> notes;  ///< more to be said: what was taken with reserve
};

/// Does `command` ask for this member? Its balancer's sums are of all of them.
inline bool asksFor(const JkCommand& command, const JkMember& member) {
  return command.member.empty() || namesWorker(command.member, member.name);
}

/// good, degraded or bad, by activation ("active") and state ("ERR/REC").
enum class JkRating { good, degraded, bad };
JkRating rate(const JkStyle& style, const std::string& activation, const std::string& state);

// The fields behind `name`.
Fields balancerFields(const JkWorker& balancer, const JkStyle& style, std::int64_t now);
Fields memberFields(const JkMember& member, std::int64_t now);
Fields singleFields(const JkWorker& worker, std::int64_t now);
Fields mapFields(const JkWorker& worker, std::size_t index);

std::string toJk(const JkView& view, const JkCommand& command, const JkStyle& style);
const char* jkContentType(JkFormat format);

// One format each.
std::string toJkXml(const JkView& view, const JkCommand& command, const JkStyle& style);
std::string toJkText(const JkView& view, const JkCommand& command, const JkStyle& style);
std::string toJkProperties(const JkView& view, const JkCommand& command, const JkStyle& style);
std::string toJkHtml(const JkView& view, const JkCommand& command, const JkStyle& style);

/// "20261125222622", UTC.
std::string jkDateTime(std::int64_t seconds);

}  // namespace status
}  // namespace sioha
#endif

#include "mod_sioha/config/rule_options.h"

#include "mod_sioha/config/nearest.h"
#include "mod_sioha/config/properties.h"
#include "mod_sioha/config/settings.h"
#include "mod_sioha/config/workers.h"

namespace sioha {
namespace config {

namespace {

/// Writes a value where it belongs; returns what to write instead, or null.
typedef const char* Setter(Slice value, RuleOptions* options);

const char* const kFlagWanted = "write 1 or 0";
const char* const kMembersWanted = "write names of members, with ',' between them";

bool parseFlag(Slice word, bool* value) {
  const bool on = word == Slice("1") || equalsNoCase(word, "on") || equalsNoCase(word, "true");
  if (!on && word != Slice("0") && !equalsNoCase(word, "off") && !equalsNoCase(word, "false")) return false;
  *value = on;
  return true;
}

const char* setReplyTimeout(Slice value, RuleOptions* options) {
  unsigned long long count = 0;
  if (!parseDecimal(value, 2147483647ULL, &count)) return "write a number of milliseconds";
  options->replyTimeoutIsZero = count == 0;
  options->replyTimeout = count == 0 ? Member().replyTimeout : milliseconds(static_cast<long>(count));
  return nullptr;
}

const char* setStickyIgnore(Slice value, RuleOptions* options) {
  return parseFlag(value, &options->stickyIgnore) ? nullptr : kFlagWanted;
}

const char* setStateless(Slice value, RuleOptions* options) {
  return parseFlag(value, &options->stateless) ? nullptr : kFlagWanted;
}

const char* setSetSessionCookie(Slice value, RuleOptions* options) {
  bool on = false;
  if (!parseFlag(value, &on)) return kFlagWanted;
  options->setSessionCookie = on ? RuleOptions::Choice::on : RuleOptions::Choice::off;
  return nullptr;
}

const char* setServerErrors(Slice value, RuleOptions* options) {
  unsigned long long from = 0;
  if (!parseDecimal(value, 999, &from) || (from != 0 && from < 400)) return "write a status from 400 on, or 0";
  options->serverErrorsFrom = static_cast<unsigned>(from);
  return nullptr;
}

const char* setFailOnStatus(Slice value, RuleOptions* options) {
  return parseStatusList(value, &options->failOnStatus) ? nullptr : "write statuses such as 503,-404";
}

const char* setMembers(Slice value, std::vector<std::string>* members) {
  *members = splitList(value);
  return members->empty() ? kMembersWanted : nullptr;
}

const char* setActive(Slice value, RuleOptions* options) {
  return setMembers(value, &options->active);
}
const char* setDisabled(Slice value, RuleOptions* options) {
  return setMembers(value, &options->disabled);
}
const char* setStopped(Slice value, RuleOptions* options) {
  return setMembers(value, &options->stopped);
}

/// One word that may stand in a Set-Cookie header.
const char* setToken(Slice value, std::string* text) {
  for (char c : value)
    if (static_cast<unsigned char>(c) <= ' ' || c == 0x7f || c == ',' || c == '"')
      return "write one word without blanks, commas and quotes";
  *text = value.str();
  return nullptr;
}

const char* setSessionCookie(Slice value, RuleOptions* options) {
  if (value.find('=') != Slice::npos) return "write the cookie's name alone, without '='";
  return setToken(value, &options->sessionCookie);
}
const char* setSessionCookiePath(Slice value, RuleOptions* options) {
  return setToken(value, &options->sessionCookiePath);
}
const char* setSessionPath(Slice value, RuleOptions* options) {
  if (value == Slice(";")) return "write the name behind the ';'";
  const std::string parameter = value.startsWith(";") ? value.str() : ";" + value.str();
  return setToken(parameter, &options->sessionPath);
}

struct KnownExtension {
  const char* name;
  Setter* set;
};

const KnownExtension kExtensions[] = {
    {"reply_timeout", setReplyTimeout},
    {"sticky_ignore", setStickyIgnore},
    {"stateless", setStateless},
    {"active", setActive},
    {"disabled", setDisabled},
    {"stopped", setStopped},
    {"fail_on_status", setFailOnStatus},
    {"use_server_errors", setServerErrors},
    {"session_cookie", setSessionCookie},
    {"session_path", setSessionPath},
    {"set_session_cookie", setSetSessionCookie},
    {"session_cookie_path", setSessionCookiePath},
};

std::string unknownExtension(const std::string& at, const std::string& name) {
  Nearest nearest(name);
  for (const KnownExtension& known : kExtensions) nearest.offer(known.name);
  return at + ": '" + shown(name) + "' is no rule extension: " +
         (nearest.found() ? "did you mean '" + nearest.name() + "'?" : "remove it.");
}

std::string setOne(const std::string& name, Slice value, const std::string& at, RuleOptions* options) {
  for (const KnownExtension& known : kExtensions) {
    if (name != known.name) continue;
    const std::string about = at + ": the rule extension '" + name;
    for (const std::string& earlier : options->names)
      if (earlier == name) return about + "' stands twice: remove one of the two.";
    if (value.empty()) return about + "' has no value: write one, or remove it.";
    if (const char* wanted = known.set(value, options))
      return about + "=" + shown(value) + "' is not understood: " + wanted + ".";
    options->names.push_back(name);
    return std::string();
  }
  return unknownExtension(at, name);
}

}  // namespace

RuleOptions::RuleOptions()
    : replyTimeout(-1),
      replyTimeoutIsZero(false),
      stickyIgnore(false),
      stateless(false),
      setSessionCookie(Choice::unset),
      serverErrorsFrom(0) {}

bool parseStatusList(Slice list, std::vector<int>* statuses) {
  std::vector<int> read;
  for (const std::string& word : splitList(list)) {
    const bool negative = word[0] == '-';
    unsigned long long status = 0;
    if (!parseDecimal(Slice(word).sub(negative ? 1 : 0), 999, &status) || status < 100) return false;
    read.push_back(negative ? -static_cast<int>(status) : static_cast<int>(status));
  }
  if (read.empty()) return false;
  statuses->swap(read);
  return true;
}

std::string parseRuleOptions(Slice rest, const std::string& at, RuleOptions* options) {
  while (!rest.empty()) {
    std::size_t end = rest.find(';');
    const Slice part = trimmedAll(rest.sub(0, end));
    rest = end == Slice::npos ? Slice() : rest.sub(end + 1);
    if (part.empty()) continue;
    const std::size_t equals = part.find('=');
    if (equals == Slice::npos) return at + ": '" + shown(part) + "' has no '=': write worker;name=value.";
    const std::string name = trimmedAll(part.sub(0, equals)).str();
    std::string value = trimmedAll(part.sub(equals + 1)).str();
    // The identifier usually begins with ';' itself: session_path=;jsessionid
    if (name == "session_path" && value.empty() && !rest.empty()) {
      end = rest.find(';');
      value = ";" + trimmedAll(rest.sub(0, end)).str();
      rest = end == Slice::npos ? Slice() : rest.sub(end + 1);
    }
    const std::string wrong = setOne(name, value, at, options);
    if (!wrong.empty()) return wrong;
  }
  return std::string();
}

}  // namespace config
}  // namespace sioha

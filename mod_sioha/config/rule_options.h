#ifndef SIOHA_CONFIG_RULE_OPTIONS_H
#define SIOHA_CONFIG_RULE_OPTIONS_H

#include <string>
#include <vector>

#include "mod_sioha/base/clock.h"
#include "mod_sioha/base/slice.h"

/// ";name=value" behind a rule's worker. No I/O.
namespace sioha {
namespace config {

/// What a rule says for the requests that it maps, in the place of what the worker's own properties say.
struct RuleOptions {
  enum class Choice { unset, off, on };
  RuleOptions();

  Duration replyTimeout;    ///< negative: not set; 0 has become the default of the property
  bool replyTimeoutIsZero;  ///< it was written as 0, mod_jk's "for ever"
  bool stickyIgnore;        ///< a session does not decide where these go
  bool stateless;           ///< these make no sessions: they do not count where sessions are counted
  Choice setSessionCookie;
  unsigned serverErrorsFrom;      ///< use_server_errors: from this status on httpd's own pages; 0: none
  std::vector<int> failOnStatus;  ///< negative: the member is not at fault; empty: not set
  std::vector<std::string> active, disabled, stopped;  ///< names of members
  std::string sessionCookie, sessionPath, sessionCookiePath;  ///< empty: not set
  std::vector<std::string> names;                             ///< of those that are set, in the order given

  bool hasActivation() const { return !active.empty() || !disabled.empty() || !stopped.empty(); }
};

/// `rest` is what stands behind the worker's first ';', `at` is "file:line". Returns what is wrong, in one
/// sentence, or "".
std::string parseRuleOptions(Slice rest, const std::string& at, RuleOptions* options);

/// "404,-500" -> numbers. False: not a list of statuses (100 to 999), each with a '-' or none.
bool parseStatusList(Slice list, std::vector<int>* statuses);

}  // namespace config
}  // namespace sioha
#endif

#ifndef SIOHA_HTTPD_REQUEST_RULE_H
#define SIOHA_HTTPD_REQUEST_RULE_H

#include <string>
#include <vector>

#include "mod_sioha/httpd/mount_table.h"

namespace sioha {
namespace httpd {

/// What counts for one request: its own variables, else the word of the rule that mapped it, else its worker's.
class RequestRule {
 public:
  RequestRule(request_rec* r, const MountTarget* target, const config::Balancer& balancer);

  const MountTarget* target() const { return target_; }
  bool ignoresSession() const { return stickyIgnore_; }
  bool isStateless() const { return stateless_; }
  /// JK_ROUTE, in the place of a session's route; empty: not set.
  Slice route() const { return route_; }
  const std::string& sessionCookie() const {
    return options_ && !options_->sessionCookie.empty() ? options_->sessionCookie : balancer_.sessionCookie;
  }
  const std::string& sessionPath() const {
    return options_ && !options_->sessionPath.empty() ? options_->sessionPath : balancer_.sessionPath;
  }
  bool setsSessionCookie() const {
    return options_ && options_->setSessionCookie != config::RuleOptions::Choice::unset
               ? options_->setSessionCookie == config::RuleOptions::Choice::on
               : balancer_.setSessionCookie;
  }
  const std::string& sessionCookiePath() const {
    return options_ && !options_->sessionCookiePath.empty() ? options_->sessionCookiePath
                                                            : balancer_.sessionCookiePath;
  }
  Duration replyTimeout(const config::Member& member) const {
    return replyTimeout_ > Duration(0) ? replyTimeout_ : member.replyTimeout;
  }
  const std::vector<int>& failOnStatus(const config::Member& member) const {
    return options_ && !options_->failOnStatus.empty() ? options_->failOnStatus : member.failOnStatus;
  }
  enum class Fault { none, ofRequest, ofMember };
  /// What fail_on_status says of an answer with this status.
  Fault failsOn(int status, const config::Member& member) const {
    for (const int listed : failOnStatus(member))
      if (listed == status || listed == -status) return listed > 0 ? Fault::ofMember : Fault::ofRequest;
    return Fault::none;
  }
  bool hasFaults(const config::Member& member) const { return !failOnStatus(member).empty(); }
  /// From this status on the client gets httpd's own page; 0: none.
  unsigned serverErrorsFrom() const { return options_ ? options_->serverErrorsFrom : 0; }

 private:
  const MountTarget* target_;
  const config::RuleOptions* options_;
  const config::Balancer& balancer_;
  bool stickyIgnore_, stateless_;
  Duration replyTimeout_;  ///< 0: the member's
  Slice route_;
};

}  // namespace httpd
}  // namespace sioha
#endif

#ifndef SIOHA_GATEWAY_LADDER_H
#define SIOHA_GATEWAY_LADDER_H

#include <string>

#include "mod_sioha/base/clock.h"
#include "mod_sioha/base/probe_script.h"
#include "mod_sioha/base/reason.h"
#include "mod_sioha/gateway/mdm_answer.h"

namespace sioha {
namespace gateway {

/// How deep a probe looks, and what it accepts.
struct LadderPlan {
  enum class Kind { scaleio, cping, http };
  LadderPlan() : kind(Kind::scaleio), cpingTimeout(0), requestTimeout(0), mdmTimeout(0), expectStatus(200) {}
  Kind kind;
  Duration cpingTimeout, requestTimeout, mdmTimeout;
  std::string path;          ///< what is asked for in step 2
  std::string credentials;   ///< scaleio: "user:password" for step 3; empty leaves it out
  unsigned expectStatus;     ///< http only, like the next two
  std::string expectHeader;  ///< "Name: value", or the name alone; empty: any
  std::string expectBody;    ///< text that stands in the body; empty: any
};

/// What step 3 keeps from one probe of a member to the next: one token, so that each gateway holds one MDM
/// session of ours and not one a probe. Credentials: never logged, never in shared memory.
struct ProbeSession {
  ProbeSession() : refusals(0), loginNotBefore(0) {}
  std::string token;
  unsigned refusals;       ///< logins refused in a row
  Instant loginNotBefore;  ///< back-off after a refused login
};

/// The probe ladder CPING -> application -> MDM, as a script: pure, no I/O.
class Ladder : public ProbeScript {
 public:
  /// `session` outlives the ladder; null where step 3 is left out.
  Ladder(const LadderPlan& plan, ProbeSession* session, Instant now);

  bool next(const ProbeAnswer* last, ProbeCall* call) override;
  void failed(Cause cause, bool connecting) override;

  /// Of the finished probe. none: good.
  Reason reason() const { return reason_; }
  bool isGood() const { return reason_ == Reason::none; }
  /// The step that failed, or the last one passed.
  std::uint8_t step() const { return step_; }
  /// What was seen instead, for people; empty where good.
  const std::string& text() const { return text_; }
  /// Known after a good step 3.
  const MdmCluster& cluster() const { return cluster_; }

 private:
  enum class Ask { nothing, cping, application, login, mdm };

  bool ask(Ask what, ProbeCall* call);
  bool askMdm(ProbeCall* call);
  bool judge(const ProbeAnswer& answer, ProbeCall* call);
  bool judgeApplication(const ProbeAnswer& answer, ProbeCall* call);
  bool judgeLogin(const ProbeAnswer& answer, ProbeCall* call);
  bool judgeMdm(const ProbeAnswer& answer, ProbeCall* call);
  Reason readHttp(const ProbeAnswer& answer) const;
  bool over(Reason reason, const std::string& text);

  const LadderPlan plan_;
  ProbeSession* session_;
  const Instant now_;
  Ask asked_;
  bool loggedIn_;  ///< in this probe
  std::uint8_t step_;
  Reason reason_;
  std::string text_;
  MdmCluster cluster_;
};

/// Gives a token back: GET /api/logout, whatever comes of it.
class LogoutScript : public ProbeScript {
 public:
  LogoutScript(const std::string& token, Duration timeout) : token_(token), timeout_(timeout) {}
  bool next(const ProbeAnswer* last, ProbeCall* call) override;
  void failed(Cause, bool) override {}

 private:
  const std::string token_;
  const Duration timeout_;
};

}  // namespace gateway
}  // namespace sioha
#endif

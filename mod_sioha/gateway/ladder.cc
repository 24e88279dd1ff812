#include "mod_sioha/gateway/ladder.h"

#include <algorithm>

#include "mod_sioha/base/slice.h"
#include "mod_sioha/gateway/answer.h"
#include "mod_sioha/gateway/base64.h"
#include "mod_sioha/gateway/token.h"

namespace sioha {
namespace gateway {
namespace {

const char kMdmPath[] = "/api/instances/System/queryMdmCluster";

bool hasHeaderLine(Slice lines, Slice wanted) {
  const std::size_t colon = wanted.find(':');
  const Slice name = wanted.sub(0, colon).trimmed();
  while (!lines.empty()) {
    const std::size_t end = lines.find('\n');
    const Slice line = lines.sub(0, end);
    const std::size_t separator = line.find(':');
    if (separator != Slice::npos && equalsNoCase(line.sub(0, separator), name) &&
        (colon == Slice::npos || line.sub(separator + 1).trimmed() == wanted.sub(colon + 1).trimmed()))
      return true;
    if (end == Slice::npos) break;
    lines = lines.sub(end + 1);
  }
  return false;
}

Reason reasonOfConnecting(Cause cause) {
  switch (cause) {
    case Cause::connectRefused:
      return Reason::connectRefused;
    case Cause::connectTimeout:
      return Reason::connectTimeout;
    default:
      return Reason::connectFailed;
  }
}

Answer answerOf(const ProbeAnswer& answer) {
  Answer read;
  read.status = answer.status;
  read.contentType = answer.contentType;
  read.body = answer.body;
  read.closed = answer.closed;
  return read;
}

std::string answered(const std::string& what, int status) {
  return what + " answered " + std::to_string(status);
}

/// 10 s, 20 s, ... 320 s: a wrong password must not lock the account.
Duration backOff(unsigned refusals) {
  return seconds(10L << std::min(refusals, 5u));
}

std::string basic(const std::string& userAndPassword) {
  return "Basic " + encodeBase64(userAndPassword);
}

}  // namespace

Ladder::Ladder(const LadderPlan& plan, ProbeSession* session, Instant now)
    : plan_(plan),
      session_(session),
      now_(now),
      asked_(Ask::nothing),
      loggedIn_(false),
      step_(0),
      reason_(Reason::notProbed) {}

bool Ladder::next(const ProbeAnswer* last, ProbeCall* call) {
  return last ? judge(*last, call) : ask(Ask::cping, call);
}

bool Ladder::ask(Ask what, ProbeCall* call) {
  asked_ = what;
  step_ = what == Ask::cping ? 1 : what == Ask::application ? 2 : 3;
  call->step = step_;
  call->cping = what == Ask::cping;
  call->timeout = what == Ask::cping         ? plan_.cpingTimeout
                  : what == Ask::application ? plan_.requestTimeout
                                             : plan_.mdmTimeout;
  call->method = what == Ask::mdm ? "POST" : "GET";
  switch (what) {
    case Ask::application:
      call->uri = plan_.path;
      break;
    case Ask::login:
      call->uri = "/api/login";
      call->authorization = basic(plan_.credentials);
      break;
    case Ask::mdm:
      call->uri = kMdmPath;
      call->authorization = basic(":" + session_->token);
      call->body = "{}";
      break;
    default:
      break;
  }
  return true;
}

bool Ladder::over(Reason reason, const std::string& text) {
  reason_ = reason;
  if (reason != Reason::none) text_ = text;
  return false;
}

bool Ladder::judge(const ProbeAnswer& answer, ProbeCall* call) {
  switch (asked_) {
    case Ask::cping:
      return plan_.kind == LadderPlan::Kind::cping ? over(Reason::none, "") : ask(Ask::application, call);
    case Ask::application:
      return judgeApplication(answer, call);
    case Ask::login:
      return judgeLogin(answer, call);
    case Ask::mdm:
      return judgeMdm(answer, call);
    case Ask::nothing:
      break;
  }
  return over(Reason::replyFailed, "");
}

bool Ladder::judgeApplication(const ProbeAnswer& answer, ProbeCall* call) {
  const Reason reason =
      plan_.kind == LadderPlan::Kind::http ? readHttp(answer) : readVersionAnswer(answerOf(answer));
  const bool goesOn = reason == Reason::none && session_ && !plan_.credentials.empty();
  return goesOn ? askMdm(call) : over(reason, answered("GET " + plan_.path, answer.status));
}

bool Ladder::askMdm(ProbeCall* call) {
  if (!session_->token.empty()) return ask(Ask::mdm, call);
  if (now_ >= session_->loginNotBefore) return ask(Ask::login, call);
  step_ = 3;
  return over(Reason::credentialsRefused,
              "the login of health_credentials_file was refused; the next try waits");
}

bool Ladder::judgeLogin(const ProbeAnswer& answer, ProbeCall* call) {
  loggedIn_ = true;
  if (answer.status == 401) {
    session_->loginNotBefore = now_ + backOff(session_->refusals++);
    return over(Reason::credentialsRefused, answered("GET /api/login", 401));
  }
  TokenLearner learner;
  learner.feed(answer.body);
  if (answer.status == 200 && learner.complete()) {
    session_->token = learner.token().str();
    session_->refusals = 0;
    return ask(Ask::mdm, call);
  }
  const Reason reason = readStatus(answerOf(answer));
  return over(reason == Reason::none ? Reason::unexpectedContent : reason,
              answered("GET /api/login", answer.status));
}

bool Ladder::judgeMdm(const ProbeAnswer& answer, ProbeCall* call) {
  if (answer.status == 401) {
    session_->token.clear();
    // The token has run out, or the gateway has restarted: one new login a probe.
    if (!loggedIn_) return askMdm(call);
  }
  const MdmReading reading = readMdmAnswer(answerOf(answer));
  cluster_ = reading.cluster;
  return over(reading.reason, answered(std::string("POST ") + kMdmPath, answer.status));
}

void Ladder::failed(Cause cause, bool connecting) {
  const bool late = cause == Cause::replyTimeout || cause == Cause::sendTimeout;
  if (connecting)
    reason_ = reasonOfConnecting(cause);
  else if (step_ == 1)
    reason_ = late ? Reason::cpingTimeout : Reason::cpingFailed;
  else
    reason_ = late ? Reason::replyTimeout : Reason::replyFailed;
  static const char* const kWhat[] = {"probe", "CPING", "application", "MDM query"};
  text_ = std::string(connecting ? "connect" : kWhat[step_ < 4 ? step_ : 0]) + ": " + causeWord(cause);
}

Reason Ladder::readHttp(const ProbeAnswer& answer) const {
  if (answer.status != static_cast<int>(plan_.expectStatus)) return Reason::unexpectedStatus;
  if (!plan_.expectHeader.empty() && !hasHeaderLine(answer.headers, plan_.expectHeader))
    return Reason::unexpectedContent;
  return answer.body.find(plan_.expectBody) != std::string::npos ? Reason::none : Reason::unexpectedContent;
}

bool LogoutScript::next(const ProbeAnswer* last, ProbeCall* call) {
  if (last) return false;
  call->step = 3;
  call->method = "GET";
  call->uri = "/api/logout";
  call->authorization = basic(":" + token_);
  call->timeout = timeout_;
  return true;
}

}  // namespace gateway
}  // namespace sioha

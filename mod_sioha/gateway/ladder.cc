#include "mod_sioha/gateway/ladder.h"

#include "mod_sioha/base/slice.h"
#include "mod_sioha/gateway/answer.h"

namespace sioha {
namespace gateway {
namespace {

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
    case Cause::connectRefused: return Reason::connectRefused;
    case Cause::connectTimeout: return Reason::connectTimeout;
    default: return Reason::connectFailed;
  }
}

}  // namespace

Ladder::Ladder(const LadderPlan& plan) : plan_(plan), step_(0), reason_(Reason::notProbed) {}

bool Ladder::next(const ProbeAnswer* last, ProbeCall* call) {
  if (!last) {
    step_ = 1;
    call->cping = true;
    call->timeout = plan_.cpingTimeout;
  } else if (step_ == 1 && plan_.kind != LadderPlan::Kind::cping) {
    step_ = 2;
    call->cping = false;
    call->method = "GET";
    call->uri = plan_.path;
    call->timeout = plan_.requestTimeout;
  } else {
    reason_ = step_ == 1 ? Reason::none : readApplication(*last);
    if (reason_ != Reason::none)
      text_ = "GET " + plan_.path + " answered " + std::to_string(last->status);
    return false;
  }
  call->step = step_;
  return true;
}

void Ladder::failed(Cause cause, bool connecting) {
  const bool late = cause == Cause::replyTimeout || cause == Cause::sendTimeout;
  if (connecting) reason_ = reasonOfConnecting(cause);
  else if (step_ == 1) reason_ = late ? Reason::cpingTimeout : Reason::cpingFailed;
  else reason_ = late ? Reason::replyTimeout : Reason::replyFailed;
  text_ = std::string(connecting ? "connect" : step_ == 1 ? "CPING" : "GET " + plan_.path) + ": " + causeWord(cause);
}

Reason Ladder::readApplication(const ProbeAnswer& answer) const {
  if (plan_.kind == LadderPlan::Kind::http) {
    if (answer.status != static_cast<int>(plan_.expectStatus)) return Reason::unexpectedStatus;
    if (!plan_.expectHeader.empty() && !hasHeaderLine(answer.headers, plan_.expectHeader))
      return Reason::unexpectedContent;
    const bool inBody = answer.body.find(plan_.expectBody) != std::string::npos;
    return inBody ? Reason::none : Reason::unexpectedContent;
  }
  Answer read;
  read.status = answer.status;
  read.contentType = answer.contentType;
  read.body = answer.body;
  read.closed = answer.closed;
  return readVersionAnswer(read);
}

}  // namespace gateway
}  // namespace sioha

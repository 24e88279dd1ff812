#include "mod_sioha/base/reason.h"

namespace sioha {

const char* reasonWord(Reason reason) {
  switch (reason) {
    case Reason::none: return "ok";
    case Reason::notProbed: return "not-probed";
    case Reason::connectRefused: return "connect-refused";
    case Reason::connectTimeout: return "connect-timeout";
    case Reason::connectFailed: return "connect-failed";
    case Reason::unresolved: return "unresolved";
    case Reason::cpingTimeout: return "cping-timeout";
    case Reason::cpingFailed: return "cping-failed";
    case Reason::replyTimeout: return "reply-timeout";
    case Reason::replyFailed: return "reply-failed";
    case Reason::wrongSecret: return "wrong-secret";
    case Reason::gatewayDisabled: return "gateway-disabled";
    case Reason::mdmNotConfigured: return "mdm-not-configured";
    case Reason::mdmUnreachable: return "mdm-unreachable";
    case Reason::credentialsRefused: return "credentials-refused";
    case Reason::notJson: return "not-json";
    case Reason::notFound: return "not-found";
    case Reason::serverError: return "server-error";
    case Reason::unavailable: return "unavailable";
    case Reason::unexpectedStatus: return "unexpected-status";
    case Reason::unexpectedContent: return "unexpected-content";
    case Reason::lateReplies: return "late-replies";
    case Reason::failedStatus: return "fail-on-status";
    case Reason::last: break;
  }
  return "unknown";
}

bool isApplicationLevel(Reason reason) {
  return reason >= Reason::gatewayDisabled && reason < Reason::last;
}

}  // namespace sioha

#include "mod_sioha/base/outcome.h"

namespace sioha {

const char* causeWord(Cause cause) {
  switch (cause) {
    case Cause::none: return "none";
    case Cause::connectRefused: return "connect-refused";
    case Cause::connectTimeout: return "connect-timeout";
    case Cause::connectFailed: return "connect-failed";
    case Cause::noFreeConnection: return "no-free-connection";
    case Cause::requestTooLarge: return "request-too-large";
    case Cause::pingFailed: return "ping-failed";
    case Cause::sendFailed: return "send-failed";
    case Cause::sendTimeout: return "send-timeout";
    case Cause::closed: return "closed";
    case Cause::reset: return "reset";
    case Cause::replyTimeout: return "reply-timeout";
    case Cause::released: return "released";
    case Cause::protocolError: return "protocol-error";
    case Cause::lengthMismatch: return "length-mismatch";
    case Cause::refusedStatus: return "refused-status";
    case Cause::clientRead: return "client-read";
    case Cause::clientWrite: return "client-write";
  }
  return "unknown";
}

const char* endingWord(Ending ending) {
  switch (ending) {
    case Ending::complete: return "complete";
    case Ending::notSent: return "not-sent";
    case Ending::noAnswer: return "no-answer";
    case Ending::partial: return "partial";
    case Ending::refused: return "refused";
    case Ending::clientGone: return "client-gone";
  }
  return "unknown";
}

}  // namespace sioha

#include "mod_sioha/balance/settle.h"

namespace sioha {
namespace balance {
namespace {

Settlement make(Step step, int status, bool suspect) {
  Settlement settlement;
  settlement.step = step;
  settlement.status = status;
  settlement.suspect = suspect;
  return settlement;
}

// What a pooled connection shows that the gateway closed while it was idle.
bool looksStale(const Situation& s) {
  return s.pooledConnection && !s.freshTried && s.bodyAtHand &&
         (s.cause == Cause::closed || s.cause == Cause::reset || s.cause == Cause::sendFailed);
}

// `released` follows from a verdict and requestTooLarge or a full pool from us: nothing new for the prober.
bool speaksAgainstMember(Cause cause) {
  switch (cause) {
    case Cause::none:
    case Cause::noFreeConnection:
    case Cause::requestTooLarge:
    case Cause::released:
    case Cause::clientRead:
    case Cause::clientWrite:
      return false;
    default:
      return true;
  }
}

// What a pause may mend. A full pool, a member that is out or a wrong answer are the same a moment later.
bool mayPassByItself(Cause cause) {
  switch (cause) {
    case Cause::noFreeConnection:
    case Cause::released:
    case Cause::protocolError:
    case Cause::lengthMismatch:
      return false;
    default:
      return true;
  }
}

Settlement settleNotSent(const Situation& s) {
  if (s.cause == Cause::requestTooLarge) return make(Step::fail, 413, false);
  if (looksStale(s)) return make(Step::freshConnection, 0, false);
  const bool suspect = speaksAgainstMember(s.cause);
  if (s.triesLeft && s.bodyAtHand && mayPassByItself(s.cause)) return make(Step::sameMember, 0, suspect);
  if (s.othersLeft && s.bodyAtHand) return make(Step::otherMember, 0, suspect);
  // Nobody else: the pooled connection may have been the only thing that was dead (a firewall drops
  // idle ones in silence).
  if (s.cause == Cause::pingFailed && s.pooledConnection && !s.freshTried && s.bodyAtHand)
    return make(Step::freshConnection, 0, suspect);
  return make(Step::fail, 503, suspect);
}

int statusOfNoAnswer(Cause cause) {
  const bool late = cause == Cause::replyTimeout || cause == Cause::released || cause == Cause::sendTimeout;
  return late ? 504 : 502;
}

Settlement settleNoAnswer(const Situation& s) {
  const bool suspect = speaksAgainstMember(s.cause);
  if (s.repeatable && !s.anyByte && looksStale(s)) return make(Step::freshConnection, 0, false);
  const bool ownSlowness = s.cause == Cause::replyTimeout && s.trusted;
  if (s.repeatable && s.bodyAtHand && s.triesLeft && !ownSlowness && mayPassByItself(s.cause))
    return make(Step::sameMember, 0, suspect);
  if (s.repeatable && s.bodyAtHand && s.othersLeft && !ownSlowness)
    return make(Step::otherMember, 0, suspect);
  return make(Step::fail, statusOfNoAnswer(s.cause), suspect);
}

// What nobody has seen of an answer may be dropped for another member's. Where there is no other, the client
// gets what came, cut: it is more than a 502 says.
Settlement settlePartial(const Situation& s) {
  if (s.keptBack) {
    const Settlement again = settleNoAnswer(s);
    if (again.step != Step::fail) return again;
  }
  return make(Step::cut, 0, speaksAgainstMember(s.cause));
}

}  // namespace

bool recoveryForbids(unsigned options, bool isGet, bool isHead) {
  const unsigned kNotOnceSent = 1, kHeadAnyway = 8, kGetAnyway = 16;
  if ((options & kNotOnceSent) == 0) return false;
  return !(isHead && (options & kHeadAnyway) != 0) && !(isGet && (options & kGetAnyway) != 0);
}

Settlement settle(const Situation& s) {
  switch (s.ending) {
    case Ending::complete:
    case Ending::clientGone:
      break;
    case Ending::notSent:
      return settleNotSent(s);
    case Ending::noAnswer:
      return settleNoAnswer(s);
    case Ending::partial:
      return settlePartial(s);
    case Ending::refused: {
      const bool again = s.repeatable && s.bodyAtHand && s.othersLeft;
      return make(again ? Step::otherMember : Step::done, 0, true);
    }
  }
  return make(Step::done, 0, false);
}

}  // namespace balance
}  // namespace sioha

#ifndef SIOHA_BALANCE_SETTLE_H
#define SIOHA_BALANCE_SETTLE_H

#include "mod_sioha/base/outcome.h"

/// What follows from how an exchange ended: repeat, answer or cut. Pure, no
/// allocation, any thread; tested as a table over every combination.
///
/// A CPING before a request that may not run twice ends in notSent: with
/// Cause::closed, reset or sendFailed when the connection was closed under it (a
/// pooled one was stale and costs a fresh one to the same member), with
/// Cause::pingFailed when no CPONG came in time (the member hangs: go elsewhere).
namespace sioha {
namespace balance {

struct Situation {
  Situation()
      : ending(Ending::complete),
        cause(Cause::none),
        pooledConnection(false),
        anyByte(false),
        keptBack(false),
        repeatable(false),
        bodyAtHand(true),
        othersLeft(false),
        freshTried(false),
        triesLeft(false),
        trusted(false) {}
  Ending ending;
  Cause cause;
  bool pooledConnection;  ///< the exchange ran on a connection that had served before
  bool anyByte;           ///< something came back
  bool keptBack;          ///< nothing of a partial answer has reached the client yet
  bool repeatable;        ///< the request's class: running it twice does no harm
  bool bodyAtHand;        ///< the body is still unread, or was kept in whole
  bool othersLeft;        ///< a usable member that this request has not tried
  bool freshTried;        ///< this member already got a second, fresh connection
  bool triesLeft;         ///< `retries` of the member allows another try of it
  bool trusted;           ///< its verdict is good now: a late reply is the request's own slowness, not a hang
};

enum class Step {
  done,             ///< answered, or nobody is left to answer
  freshConnection,  ///< the same member again: only the pooled connection was stale
  sameMember,       ///< the same member again after a pause
  otherMember,
  fail,  ///< answer `status` ourselves
  cut    ///< part of an answer is out: the client has to see that it is cut
};

struct Settlement {
  Step step;
  int status;    ///< with fail: 413, 502, 503 or 504
  bool suspect;  ///< a sign against the member: wake the prober (never a verdict by itself)
};

Settlement settle(const Situation& situation);

/// Do mod_jk's recovery_options forbid that a request is repeated once it was sent? Bit 1 does, but for HEAD
/// with bit 8 and for GET with bit 16. They only ever forbid: what is not safe to repeat stays so.
bool recoveryForbids(unsigned options, bool isGet, bool isHead);

}  // namespace balance
}  // namespace sioha
#endif

#ifndef SIOHA_BASE_OUTCOME_H
#define SIOHA_BASE_OUTCOME_H

namespace sioha {

/// How one exchange with one gateway ended, seen from the question "may it be
/// repeated?". net/ produces it, balance/ settles it, httpd/ introduces them.
enum class Ending {
  complete,    ///< the whole answer came and all lengths agree
  notSent,     ///< no byte of the request left, or none can have been acted upon
  noAnswer,    ///< sent in whole or in part, and no head of an answer came back
  partial,     ///< the head was passed to the client, then the answer was cut
  refused,     ///< the answer's status speaks for the gateway and was not passed on
  clientGone   ///< no fault of the gateway
};

enum class Cause {
  none,
  connectRefused,
  connectTimeout,
  connectFailed,
  noFreeConnection,
  requestTooLarge,
  pingFailed,       ///< no CPONG to the CPING before a request that may not run twice
  sendFailed,
  sendTimeout,
  closed,           ///< the gateway closed before or inside its answer
  reset,
  replyTimeout,
  released,         ///< the member's verdict turned DOWN
  protocolError,    ///< a malformed packet, or one that may not come here
  lengthMismatch,   ///< Content-Length and body disagree
  refusedStatus,
  clientRead,
  clientWrite
};

/// The same word in log lines, notes and the status page ("connect-refused").
const char* causeWord(Cause cause);
const char* endingWord(Ending ending);

}  // namespace sioha
#endif

#ifndef SIOHA_BASE_REASON_H
#define SIOHA_BASE_REASON_H

#include <cstdint>

namespace sioha {

/// Why a gateway's verdict is what it is. gateway/ and net/ find it, balance/
/// keeps it in shared memory; the word is the same in log, status, JSON and checks.
enum class Reason : std::uint8_t {
  none,
  notProbed,         ///< no verdict yet
  connectRefused,
  connectTimeout,
  connectFailed,
  unresolved,        ///< the host name has no address
  cpingTimeout,
  cpingFailed,       ///< closed, reset or a wrong answer to CPING
  replyTimeout,      ///< the application took the request and did not answer
  replyFailed,       ///< closed, reset or a malformed answer
  wrongSecret,       ///< 403 and the connection closed, no JSON: Tomcat refuses our secret
  gatewayDisabled,   ///< 403 with the gateway's JSON: features.enable_gateway is false
  mdmNotConfigured,  ///< 428
  mdmUnreachable,    ///< 500 with an MDM text
  credentialsRefused,
  notJson,           ///< HTML or other content where JSON is due
  notFound,          ///< 404: the web application is not (yet) there
  serverError,       ///< 500 with another text, 502
  unavailable,       ///< 503
  unexpectedStatus,
  unexpectedContent,
  lateReplies,       ///< more late replies to clients than max_reply_timeouts allows
  failedStatus,      ///< a status of fail_on_status in an answer to a client
  last
};

const char* reasonWord(Reason reason);
/// True for reasons that the application gave: when every member has the same
/// one it is not the gateway's fault (fail open).
bool isApplicationLevel(Reason reason);

}  // namespace sioha
#endif

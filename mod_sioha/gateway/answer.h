#ifndef SIOHA_GATEWAY_ANSWER_H
#define SIOHA_GATEWAY_ANSWER_H

#include "mod_sioha/base/reason.h"
#include "mod_sioha/base/slice.h"

/// How an answer of a ScaleIO Gateway reads as health. Pure. Source:
/// REST reference guide's error list. Hostile input is expected; nothing is
/// allocated beyond the size of the answer.
namespace sioha {
namespace gateway {

struct Answer {
  Answer() : status(0), closed(false) {}
  int status;
  Slice contentType;
  Slice body;    ///< the first kilobytes are enough
  bool closed;   ///< END_RESPONSE said "do not reuse"
};

/// Of GET /api/version: Reason::none is good.
Reason readVersionAnswer(const Answer& answer);

/// Does the answer to a client's request speak for the gateway as a whole? Then
/// it is worth another member and wakes the prober; 400, 401, 404 and the like in the gateway's own words
/// never are, but Tomcat's page for 403 or 404 is.
/// Reason::none: it speaks for the request only. `isApi`: the path is below /api.
Reason readLiveAnswer(const Answer& answer, bool isApi);

/// Is it a 200 with a well-formed answer, or which word says what is wrong? Shared by the steps of
/// the probe: what a status means whatever was asked. Reason::none for 200.
Reason readStatus(const Answer& answer);

/// {"message":..., "httpStatusCode":..., "errorCode":...}: is this the gateway's own error body?
bool isGatewayError(Slice body);

}  // namespace gateway
}  // namespace sioha
#endif

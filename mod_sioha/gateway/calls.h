#ifndef SIOHA_GATEWAY_CALLS_H
#define SIOHA_GATEWAY_CALLS_H

#include "mod_sioha/base/slice.h"

/// What a request asks of a gateway. Pure.
namespace sioha {
namespace gateway {

enum class Call {
  login,
  logout,
  gatewayLogin,
  gatewayLogout,
  administration,  ///< changes or reads one gateway: never balanced to another, never repeated
  safeRead,        ///< GET, HEAD; POST whose last path segment begins with "query"
  unsafe,
  installer,       ///< /im and the UI: session of one gateway (jvmRoute)
  other            ///< not below /api
};
const char* callWord(Call call);

/// `path` is the normalised path without parameters and query string.
Call classify(Slice method, Slice path);

/// May it run twice without harm? For `other`, the method alone decides (RFC 9110, 9.2.1 safe methods).
bool isRepeatable(Call call, Slice method);

/// Is the value of an Idempotency-Key header (draft-ietf-httpapi-idempotency-key-header) a key at all? The
/// draft wants it quoted, clients in the field send it bare.
bool isIdempotencyKey(Slice value);

}  // namespace gateway
}  // namespace sioha
#endif

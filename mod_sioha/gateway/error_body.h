#ifndef SIOHA_GATEWAY_ERROR_BODY_H
#define SIOHA_GATEWAY_ERROR_BODY_H

#include <string>

#include "mod_sioha/base/slice.h"
#include "mod_sioha/gateway/calls.h"

namespace sioha {
namespace gateway {

struct ErrorBody {
  std::string contentType;
  std::string text;
};

/// The body of an error that we answer ourselves below /api, in the gateway's own shape so that
/// its clients can read it. /api/login gets text/plain: some clients take any JSON there for a token.
ErrorBody errorBody(Call call, int status, Slice message);

}  // namespace gateway
}  // namespace sioha
#endif

#ifndef SIOHA_HTTPD_ERROR_ANSWER_H
#define SIOHA_HTTPD_ERROR_ANSWER_H

#include "mod_sioha/gateway/calls.h"
#include "mod_sioha/httpd/private.h"

namespace sioha {
namespace httpd {

/// Answers an error that is ours: below /api in the gateway's own shape, elsewhere httpd's page
/// (ErrorDocument applies). Returns what the handler returns.
int answerError(request_rec* r, gateway::Call call, int status);

}  // namespace httpd
}  // namespace sioha
#endif

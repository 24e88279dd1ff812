#ifndef SIOHA_HTTPD_REQUEST_LOG_H
#define SIOHA_HTTPD_REQUEST_LOG_H

#include "mod_sioha/httpd/private.h"

namespace sioha {
namespace httpd {

/// The log_transaction hook: SiohaRequestLogFormat's line of a request that a mount, or SetHandler, gave to a worker.
int logRequest(request_rec* r);

}  // namespace httpd
}  // namespace sioha
#endif

#ifndef SIOHA_HTTPD_STATUS_WORKER_H
#define SIOHA_HTTPD_STATUS_WORKER_H

#include "mod_sioha/config/workers.h"
#include "mod_sioha/httpd/runtime.h"

namespace sioha {
namespace httpd {

/// Answers a request that is mounted to a worker of type status.
int serveStatusWorker(request_rec* r, Runtime* runtime, const config::StatusWorker& worker);

}  // namespace httpd
}  // namespace sioha
#endif

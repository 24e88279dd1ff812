#ifndef SIOHA_HTTPD_SET_HANDLER_H
#define SIOHA_HTTPD_SET_HANDLER_H

#include "mod_sioha/httpd/request_context.h"

namespace sioha {
namespace httpd {

/// SetHandler makes requests ours, and the variable of WorkerIndicator (JK_WORKER_NAME) says whose they are; a
/// mount that matches comes first. Nothing is guessed: without either it is 404 (CVE-2023-41081).
/// Null: answer `refused`, the reason is in the log.
const RequestContext* contextBySetHandler(request_rec* r, const Runtime& runtime, int* refused);

/// ForwardDirectories: a folder of httpd's without an index file, and the same variable names a worker.
bool isDirectoryForWorker(request_rec* r);

}  // namespace httpd
}  // namespace sioha
#endif

#ifndef SIOHA_HTTPD_STATUS_ACCESS_H
#define SIOHA_HTTPD_STATUS_ACCESS_H

#include <string>

#include "mod_sioha/config/workers.h"
#include "mod_sioha/httpd/runtime.h"
#include "mod_sioha/status/jk_command.h"

/// Who may use a status worker, and for what.
namespace sioha {
namespace httpd {

/// By worker.X.user; httpd's own Require has been asked before.
bool mayUse(const request_rec* r, const config::StatusWorker& worker);

/// A token for changes by this user at this worker: good for one hour at least, two at most.
std::string changeToken(const request_rec* r, Runtime* runtime, const config::StatusWorker& worker);

/// May `command` change something in this request? OK, or the status; then *why is one sentence.
int mayChange(const request_rec* r, Runtime* runtime, const config::StatusWorker& worker,
              const status::JkCommand& command, std::string* why);

}  // namespace httpd
}  // namespace sioha
#endif

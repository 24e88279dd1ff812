#ifndef SIOHA_HTTPD_WATCH_H
#define SIOHA_HTTPD_WATCH_H

#include <mod_watchdog.h>

#include "mod_sioha/base/clock.h"
#include "mod_sioha/httpd/private.h"

namespace sioha {
namespace httpd {

/// Has mod_watchdog call `callback` with `data` every `interval` in each child, in a thread of its own, so
/// that no other module's callback delays it. Never one of its singletons: it lets 10 s pass before it takes
/// one over from a child that was killed. For post_config; OK or HTTP_INTERNAL_SERVER_ERROR after a line in
/// the log. `name` has to be a literal.
int watch(apr_pool_t* pconf, server_rec* server, const char* name, Duration interval, void* data,
          ap_watchdog_callback_fn_t* callback);

/// For the start of each callback: leaves the process' signals to the thread that expects them. mod_watchdog's
/// threads block none, and prefork's SIGTERM handler ends the process in whatever thread it finds.
void keepSignalsAway();

}  // namespace httpd
}  // namespace sioha
#endif

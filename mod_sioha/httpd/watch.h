#ifndef SIOHA_HTTPD_WATCH_H
#define SIOHA_HTTPD_WATCH_H

#include <mod_watchdog.h>

#include "mod_sioha/base/clock.h"
#include "mod_sioha/httpd/private.h"

namespace sioha {
namespace httpd {

enum class Watch {
  oneChild,  ///< in one child of the node; in another when that one ends
  everyChild
};

/// Has mod_watchdog call `callback` with `data` every `interval`, in a thread and under a
/// mutex of its own, so that no other module's callback delays it. For post_config; OK or
/// HTTP_INTERNAL_SERVER_ERROR after a line in the log. `name` has to be a literal.
int watch(apr_pool_t* pconf, server_rec* server, const char* name, Watch where, Duration interval, void* data,
          ap_watchdog_callback_fn_t* callback);

}  // namespace httpd
}  // namespace sioha
#endif

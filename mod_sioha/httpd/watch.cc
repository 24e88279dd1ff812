#include "mod_sioha/httpd/watch.h"

#include <apr_optional.h>
#include <signal.h>

#include <initializer_list>

namespace sioha {
namespace httpd {

void keepSignalsAway() {
  static thread_local bool done = false;
  if (done) return;
  done = true;
  sigset_t all;
  ::sigfillset(&all);
  for (const int own : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) ::sigdelset(&all, own);
  ::pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

int watch(apr_pool_t* pconf, server_rec* server, const char* name, Duration interval, void* data,
          ap_watchdog_callback_fn_t* callback) {
  APR_OPTIONAL_FN_TYPE(ap_watchdog_get_instance)* getInstance =
      APR_RETRIEVE_OPTIONAL_FN(ap_watchdog_get_instance);
  APR_OPTIONAL_FN_TYPE(ap_watchdog_register_callback)* registerCallback =
      APR_RETRIEVE_OPTIONAL_FN(ap_watchdog_register_callback);
  if (!getInstance || !registerCallback) {
    ap_log_error(APLOG_MARK, APLOG_EMERG, 0, server,
                 "mod_sioha needs mod_watchdog; add: LoadModule watchdog_module modules/mod_watchdog.so");
    return HTTP_INTERNAL_SERVER_ERROR;
  }
  ap_watchdog_t* watchdog = nullptr;
  apr_status_t done = getInstance(&watchdog, name, 0, 0, pconf);
  if (done == APR_SUCCESS) done = registerCallback(watchdog, interval.count(), data, callback);
  if (done == APR_SUCCESS) return OK;
  ap_log_error(APLOG_MARK, APLOG_EMERG, done, server, "mod_watchdog refused %s", name);
  return HTTP_INTERNAL_SERVER_ERROR;
}

}  // namespace httpd
}  // namespace sioha

#include <http_protocol.h>
#include <http_request.h>
#include <string.h>

#include "mod_sioha/httpd/guard.h"
#include "mod_sioha/httpd/log_file.h"
#include "mod_sioha/httpd/mapping.h"
#include "mod_sioha/httpd/mod_jk_names.h"
#include "mod_sioha/httpd/request_job.h"
#include "mod_sioha/httpd/request_log.h"
#include "mod_sioha/httpd/static_files.h"
#include "mod_sioha/httpd/set_handler.h"
#include "mod_sioha/httpd/startup.h"
#include "mod_sioha/httpd/status_handler.h"
#include "mod_sioha/httpd/status_worker.h"
#include "mod_sioha/httpd/token_share.h"

using namespace sioha::httpd;

namespace {

int onPreConfig(apr_pool_t* pconf, apr_pool_t*, apr_pool_t*) {
  registerShareMutex(pconf);
  registerStateMutex(pconf);
  return OK;
}

int onCheckConfig(apr_pool_t* pconf, apr_pool_t*, apr_pool_t*, server_rec* server) {
  return guarded("check_config", HTTP_INTERNAL_SERVER_ERROR, [&] { return checkConfig(pconf, server); });
}

int onPostConfig(apr_pool_t* pconf, apr_pool_t*, apr_pool_t*, server_rec* server) {
  // httpd reads its configuration twice when it starts; only the second time counts.
  if (ap_state_query(AP_SQ_MAIN_STATE) == AP_SQ_MS_CREATE_PRE_CONFIG) return OK;
  return guarded("post_config", HTTP_INTERNAL_SERVER_ERROR, [&] { return startParent(pconf, server); });
}

void onChildInit(apr_pool_t* pchild, server_rec* server) {
  guarded("child_init", 0, [&] {
    startChildProcess(pchild, server);
    return 0;
  });
}

int onTranslateName(request_rec* r) {
  return guarded("translate_name", HTTP_INTERNAL_SERVER_ERROR, [&] {
    const int mapped = translateName(r);
    return mapped == DECLINED ? translateStatic(r) : mapped;
  });
}

int onMapToStorage(request_rec* r) {
  return mapToStorage(r);
}
int onTypeChecker(request_rec* r) {
  return checkType(r);
}

int serve(request_rec* r) {
  // mod_env sets its variables after mapping.
  if (!runtime() || apr_table_get(r->subprocess_env, "no-jk")) return DECLINED;
  const RequestContext* context = contextOf(r);
  int refused = DECLINED;
  if (!context || !context->target) context = contextBySetHandler(r, *runtime(), &refused);
  if (context && context->target->statusWorker) return serveStatusWorker(r, runtime(), *context->target->statusWorker);
  runtime()->refresh();
  return context ? RequestJob(r, runtime(), *context).run() : refused;
}

int onHandler(request_rec* r) {
  if (!r->handler) return DECLINED;
  if (strcmp(r->handler, kStatusHandlerName) == 0)
    return guarded("status handler", HTTP_INTERNAL_SERVER_ERROR, [&] { return showStatus(r); });
  const bool isOurs = strcmp(r->handler, kHandlerName) == 0 || strcmp(r->handler, kJkHandlerName) == 0;
  if (!isOurs && !isDirectoryForWorker(r)) return DECLINED;
  return guarded("handler", HTTP_INTERNAL_SERVER_ERROR, [&] { return serve(r); });
}

int onLogTransaction(request_rec* r) {
  return guarded("log_transaction", DECLINED, [&] { return logRequest(r); });
}

void onErrorLog(const ap_errorlog_info* info, const char* line) {
  guarded("error_log", 0, [&] {
    copyToLogFile(info, line);
    return 0;
  });
}

}  // namespace

void sioha_register_hooks(apr_pool_t*) {
  // <IfModule jk_module> in an administrator's jk.conf has to stay true when only LoadModule changes.
  answerToModJkNames();
  ap_hook_pre_config(onPreConfig, nullptr, nullptr, APR_HOOK_MIDDLE);
  ap_hook_check_config(onCheckConfig, nullptr, nullptr, APR_HOOK_MIDDLE);
  // After mod_ssl, whose optional functions are looked up, and before mod_watchdog
  // makes the mutexes of the watchdogs that are registered by then.
  static const char* const kAfter[] = {"mod_ssl.c", nullptr};
  static const char* const kBefore[] = {"mod_watchdog.c", nullptr};
  ap_hook_post_config(onPostConfig, kAfter, kBefore, APR_HOOK_MIDDLE);
  ap_hook_child_init(onChildInit, nullptr, kBefore, APR_HOOK_MIDDLE);
  // mod_rewrite is first, and what it makes of a URI is what is mapped.
  ap_hook_translate_name(onTranslateName, nullptr, nullptr, APR_HOOK_MIDDLE);
  ap_hook_map_to_storage(onMapToStorage, nullptr, nullptr, APR_HOOK_MIDDLE);
  // Before mod_mime, which would choose a handler by the file extension of a path that is no file.
  ap_hook_type_checker(onTypeChecker, nullptr, nullptr, APR_HOOK_FIRST);
  // Before mod_autoindex, which would list a folder that ForwardDirectories gives to a worker.
  static const char* const kBeforeHandlers[] = {"mod_autoindex.c", nullptr};
  ap_hook_handler(onHandler, nullptr, kBeforeHandlers, APR_HOOK_MIDDLE);
  ap_hook_log_transaction(onLogTransaction, nullptr, nullptr, APR_HOOK_MIDDLE);
  ap_hook_error_log(onErrorLog, nullptr, nullptr, APR_HOOK_MIDDLE);
}

#include "mod_sioha/httpd/set_handler.h"

#include <string.h>

#include "mod_sioha/config/normalize.h"
#include "mod_sioha/httpd/pool_object.h"
#include "mod_sioha/httpd/request_notes.h"
#include "mod_sioha/httpd/server_config.h"

namespace sioha {
namespace httpd {
namespace {

/// A rule for one request.
struct OwnRule {
  config::MountRule rule;
  MountTarget target;
};

const char* indicatorOf(const ServerConfig& config) {
  return config.workerIndicator.empty() ? "JK_WORKER_NAME" : config.workerIndicator.c_str();
}

const RequestContext* refuse(request_rec* r, int status, const std::string& why, int* refused) {
  ap_log_rerror(APLOG_MARK, APLOG_ERR, 0, r, "SetHandler %s at %s: %s", r->handler, r->uri, why.c_str());
  *refused = status;
  return nullptr;
}

RequestContext* contextFor(request_rec* r) {
  if (RequestContext* mapped = contextOf(r)) return mapped;
  RequestContext* context = static_cast<RequestContext*>(apr_palloc(r->pool, sizeof(RequestContext)));
  context->uriBeforeMapping = r->uri;
  ap_set_module_config(r->request_config, &sioha_module, context);
  return context;
}

}  // namespace

const RequestContext* contextBySetHandler(request_rec* r, const Runtime& runtime, int* refused) {
  const std::string indicator = indicatorOf(serverConfig(r));
  // Only what <Location> made ours was normalised before access control looked at it.
  if (!contextOf(r) && !config::isNormalPath(r->uri))
    return refuse(r, HTTP_NOT_FOUND,
                  "outside of <Location> a path has to be plain, without ';', '//', '.' and '..'", refused);
  const char* named = apr_table_get(r->subprocess_env, indicator.c_str());
  if (!named)
    return refuse(r, HTTP_NOT_FOUND,
                  "no worker is named; write SetEnv " + indicator + " and a worker beside it, or mount the path",
                  refused);
  OwnRule* own = poolNew<OwnRule>(r->pool);
  own->rule.file = indicator;
  own->rule.pattern = r->uri;
  std::string fault = config::parseWorker(named, indicator, &own->rule);
  if (fault.empty()) own->target = targetOf(runtime, own->rule, &fault);
  if (!fault.empty()) return refuse(r, HTTP_INTERNAL_SERVER_ERROR, fault, refused);
  RequestContext* context = contextFor(r);
  context->target = &own->target;
  context->balancer = own->target.balancer;
  noteWorker(r, *context->target);
  return context;
}

bool isDirectoryForWorker(request_rec* r) {
  if (strcmp(r->handler, DIR_MAGIC_TYPE) != 0) return false;
  const ServerConfig& config = serverConfig(r);
  return config.request.options.directories && apr_table_get(r->subprocess_env, indicatorOf(config)) != nullptr;
}

}  // namespace httpd
}  // namespace sioha

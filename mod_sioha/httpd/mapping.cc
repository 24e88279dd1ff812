#include "mod_sioha/httpd/mapping.h"

#include <apr_strings.h>

#include "mod_sioha/config/normalize.h"
#include "mod_sioha/httpd/compat.h"
#include "mod_sioha/httpd/request_context.h"
#include "mod_sioha/httpd/server_config.h"

namespace sioha {
namespace httpd {

const char* const kHandlerName = "sioha";
const char* const kStatusHandlerName = "sioha-status";

namespace {

void attach(request_rec* r, BalancerRuntime* balancer, const char* normalized) {
  RequestContext* context = static_cast<RequestContext*>(apr_palloc(r->pool, sizeof(RequestContext)));
  context->balancer = balancer;
  context->uriBeforeMapping = r->uri;
  ap_set_module_config(r->request_config, &sioha_module, context);
  // httpd walks <Location> again after this hook, so that access control sees
  // the path that Tomcat will see (CVE-2018-11759).
  if (normalized) r->uri = apr_pstrdup(r->pool, normalized);
  r->handler = kHandlerName;
  // Modules of later phases expect a file name; there is none such on disk.
  r->filename = const_cast<char*>("sioha:");
}

/// SetHandler inside <Location> or <Directory> is the administrator's word: mounts do not override it.
bool hasOwnHandler(const request_rec* r) {
  const core_dir_config* config =
      static_cast<const core_dir_config*>(ap_get_core_module_config(r->per_dir_config));
  return config->handler != nullptr || SIOHA_HAS_EXPR_HANDLER(config);
}

}  // namespace

int translateName(request_rec* r) {
  const ServerConfig& config = serverConfig(r);
  if (config.map.empty() || r->proxyreq || !r->uri || r->uri[0] != '/') return DECLINED;
  if (apr_table_get(r->subprocess_env, "no-jk")) return DECLINED;
  const config::MountRule* rule;
  if (config::isNormalPath(r->uri)) {
    rule = config.map.find(r->uri);
    if (rule) attach(r, config.targets[static_cast<std::size_t>(rule - config.map.rules().data())], nullptr);
    return rule ? OK : DECLINED;
  }
  std::string normalized;
  // What Tomcat refuses is refused here if it looks like ours, and is never served from disk instead.
  if (!config::normalizePath(r->uri, &normalized))
    return config.map.find(r->uri) ? HTTP_BAD_REQUEST : DECLINED;
  rule = config.map.find(normalized);
  if (!rule) return DECLINED;
  attach(r, config.targets[static_cast<std::size_t>(rule - config.map.rules().data())], normalized.c_str());
  return OK;
}

int mapToStorage(request_rec* r) {
  return contextOf(r) ? OK : DECLINED;
}

// Else AddHandler and AddType would act on the ".php" or ".json" of a path that is no file of ours.
int checkType(request_rec* r) {
  return contextOf(r) && !hasOwnHandler(r) ? OK : DECLINED;
}

}  // namespace httpd
}  // namespace sioha

#include "mod_sioha/httpd/static_files.h"

#include <apr_file_info.h>
#include <apr_strings.h>
#include <string.h>

#include "mod_sioha/config/auto_alias.h"
#include "mod_sioha/config/forward_path.h"
#include "mod_sioha/httpd/server_config.h"

namespace sioha {
namespace httpd {
namespace {

void stripSession(request_rec* r, const RequestSettings& settings) {
  if (settings.stripSession != 1 || !strchr(r->uri, ';')) return;
  r->uri = apr_pstrdup(r->pool, config::withoutSession(r->uri, settings.sessionToStrip).c_str());
}

/// `path` below `folder`, or null: it would not stay there, or is not there.
char* existing(request_rec* r, const std::string& folder, const char* path, apr_finfo_t* info) {
  char* file = nullptr;
  while (*path == '/') ++path;
  if (apr_filepath_merge(&file, folder.c_str(), path, APR_FILEPATH_SECUREROOT, r->pool) != APR_SUCCESS)
    return nullptr;
  return apr_stat(info, file, APR_FINFO_TYPE, r->pool) == APR_SUCCESS ? file : nullptr;
}

int autoAlias(request_rec* r, const std::string& webapps) {
  Slice context;
  const config::AutoAlias verdict = config::autoAlias(r->uri, &context);
  if (verdict == config::AutoAlias::none) return DECLINED;
  apr_finfo_t info;
  const char* name = apr_pstrmemdup(r->pool, context.data(), context.size());
  if (!existing(r, webapps, name, &info)) return DECLINED;
  if (verdict == config::AutoAlias::forbidden) return HTTP_FORBIDDEN;
  if (info.filetype != APR_DIR) return DECLINED;
  if (verdict == config::AutoAlias::hidden) return HTTP_NOT_FOUND;
  char* file = existing(r, webapps, r->uri, &info);
  if (!file) return DECLINED;
  r->filename = file;
  return OK;
}

}  // namespace

int translateStatic(request_rec* r) {
  const RequestSettings& settings = serverConfig(r).request;
  if (settings.stripSession != 1 && settings.autoAlias.empty()) return DECLINED;
  if (r->proxyreq || !r->uri || r->uri[0] != '/' || apr_table_get(r->subprocess_env, "no-jk")) return DECLINED;
  stripSession(r, settings);
  return settings.autoAlias.empty() ? DECLINED : autoAlias(r, settings.autoAlias);
}

}  // namespace httpd
}  // namespace sioha

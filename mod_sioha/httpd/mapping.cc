#include "mod_sioha/httpd/mapping.h"

#include <ap_expr.h>
#include <apr_strings.h>
#include <string.h>

#include "mod_sioha/config/forward_path.h"
#include "mod_sioha/config/normalize.h"
#include "mod_sioha/httpd/compat.h"
#include "mod_sioha/httpd/request_context.h"
#include "mod_sioha/httpd/request_notes.h"
#include "mod_sioha/httpd/server_config.h"

namespace sioha {
namespace httpd {

const char* const kHandlerName = "sioha";
const char* const kJkHandlerName = "jakarta-servlet";
const char* const kStatusHandlerName = "sioha-status";

namespace {

/// The rules that a request was mapped by, for as long as it lives.
struct HeldTable {
  Published<MountTable>* mounts;
  unsigned ticket;
};

apr_status_t leaveTable(void* held) {
  HeldTable* table = static_cast<HeldTable*>(held);
  table->mounts->leave(table->ticket);
  return APR_SUCCESS;
}

/// While it stands, the rules stay. Where none are ever reloaded that costs nothing.
class TableReader {
 public:
  explicit TableReader(const ServerConfig& config) : mounts_(config.mountsChange ? config.mounts : nullptr), ticket_(0) {
    table_ = mounts_ ? mounts_->enter(&ticket_) : config.mounts ? config.mounts->peek() : nullptr;
  }
  ~TableReader() {
    if (mounts_) mounts_->leave(ticket_);
  }
  const MountTable* table() const { return table_; }
  void keepFor(request_rec* r) {
    if (!mounts_) return;
    HeldTable* held = static_cast<HeldTable*>(apr_palloc(r->pool, sizeof(HeldTable)));
    held->mounts = mounts_;
    held->ticket = ticket_;
    apr_pool_cleanup_register(r->pool, held, leaveTable, apr_pool_cleanup_null);
    mounts_ = nullptr;
  }

 private:
  TableReader(const TableReader&);
  TableReader& operator=(const TableReader&);
  Published<MountTable>* mounts_;
  unsigned ticket_;
  const MountTable* table_;
};

void attach(request_rec* r, const MountTarget* target, const char* normalized) {
  RequestContext* context = static_cast<RequestContext*>(apr_palloc(r->pool, sizeof(RequestContext)));
  context->balancer = target ? target->balancer : nullptr;
  context->target = target;
  context->uriBeforeMapping = r->uri;
  ap_set_module_config(r->request_config, &sioha_module, context);
  // httpd walks <Location> again after this hook, so that access control sees
  // the path that Tomcat will see (CVE-2018-11759).
  if (normalized) r->uri = apr_pstrdup(r->pool, normalized);
  // Without a target it is SetHandler's business, which may not hold any more for the normalised path.
  if (target) {
    r->handler = kHandlerName;
    noteWorker(r, *target);
  }
  // Modules of later phases expect a file name; there is none such on disk.
  r->filename = const_cast<char*>("sioha:");
}

const core_dir_config* coreConfig(const request_rec* r) {
  return static_cast<const core_dir_config*>(ap_get_core_module_config(r->per_dir_config));
}

/// SetHandler inside <Location> or <Directory> is the administrator's word: mounts do not override it.
bool hasOwnHandler(const request_rec* r) {
  const core_dir_config* config = coreConfig(r);
  return config->handler != nullptr || SIOHA_EXPR_HANDLER(config) != nullptr;
}

/// Does SetHandler of a <Location> make it ours?
bool hasOurHandler(request_rec* r) {
  const core_dir_config* config = coreConfig(r);
  const char* handler = config->handler;
  const char* fault = nullptr;
  // From httpd 2.4.13 on every SetHandler is an expression.
  if (const ap_expr_info_t* expression = SIOHA_EXPR_HANDLER(config))
    handler = ap_expr_str_exec(r, expression, &fault);
  return handler && !fault && (strcmp(handler, kJkHandlerName) == 0 || strcmp(handler, kHandlerName) == 0);
}

}  // namespace

int translateName(request_rec* r) {
  const ServerConfig& config = serverConfig(r);
  if (r->proxyreq || !r->uri || r->uri[0] != '/' || !config.mounts) return DECLINED;
  TableReader reader(config);
  const bool byHandler = hasOurHandler(r);
  if (reader.table()->empty() && !byHandler) return DECLINED;
  if (apr_table_get(r->subprocess_env, "no-jk")) return DECLINED;
  std::string normalized;
  const bool isNormal = config::isNormalPath(r->uri);
  // What Tomcat refuses is refused here if it looks like ours, and is never served from disk instead.
  if (!isNormal && !config::normalizePath(r->uri, &normalized))
    return byHandler || reader.table()->find(r->uri) ? HTTP_BAD_REQUEST : DECLINED;
  const MountTarget* target = reader.table()->find(isNormal ? Slice(r->uri) : Slice(normalized));
  if (!target && !byHandler) return DECLINED;
  // mod_jk leaves such a path to httpd, which may then serve a file of that name.
  if (config.request.options.rejectUnsafePath && config::isUnsafePath(r->uri)) return HTTP_NOT_FOUND;
  if (target) reader.keepFor(r);
  attach(r, target, isNormal ? nullptr : normalized.c_str());
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

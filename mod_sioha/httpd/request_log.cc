#include "mod_sioha/httpd/request_log.h"

#include "mod_sioha/httpd/log_file.h"
#include "mod_sioha/httpd/server_config.h"

namespace sioha {
namespace httpd {
namespace {

std::string noteOf(const request_rec* r, const char* name) {
  const char* value = apr_table_get(r->notes, name);
  return value ? value : "";
}

/// That of the chain of internal redirects which a worker served; httpd's page for its error may stand behind it.
const request_rec* servedIn(const request_rec* last) {
  for (const request_rec* r = last; r; r = r->prev)
    if (apr_table_get(r->notes, "JK_WORKER_NAME")) return r;
  return nullptr;
}

config::RequestLogValues valuesOf(request_rec* last, const request_rec* served) {
  const request_rec* first = last;
  while (first->prev) first = first->prev;
  config::RequestLogValues values;
  values.bytes = static_cast<unsigned long long>(last->bytes_sent);
  values.protocol = first->protocol ? first->protocol : "";
  values.method = first->method ? first->method : "";
  values.port = ap_get_server_port(last);
  if (first->args) values.query = std::string("?") + first->args;
  values.requestLine = first->the_request ? first->the_request : "";
  values.status = last->status;
  values.microseconds = static_cast<unsigned long long>(apr_time_now() - first->request_time);
  values.path = first->uri ? first->uri : "";
  values.serverName = last->server->server_hostname ? last->server->server_hostname : "";
  values.canonicalName = ap_get_server_name(last);
  values.worker = noteOf(served, "JK_WORKER_NAME");
  values.route = noteOf(served, "JK_WORKER_ROUTE");
  return values;
}

}  // namespace

int logRequest(request_rec* r) {
  const ServerConfig& config = serverConfig(r);
  if (config.requestLog.empty()) return DECLINED;
  request_rec* last = r;
  while (last->next) last = last->next;
  const request_rec* served = servedIn(last);
  if (!served) return DECLINED;
  const std::string line = config.requestLog.write(valuesOf(last, served));
  if (!writeToLogFile(r->server, line))
    ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, r, "%s", line.c_str());
  return OK;
}

}  // namespace httpd
}  // namespace sioha

#include "mod_sioha/httpd/status_worker.h"

#include <apr_strings.h>
#include <http_protocol.h>

#include "mod_sioha/httpd/status_access.h"
#include "mod_sioha/httpd/status_changes.h"
#include "mod_sioha/httpd/take_jk_view.h"

namespace sioha {
namespace httpd {
namespace {

const apr_off_t kLongestBody = 65536;

bool isForm(request_rec* r) {
  const char* type = apr_table_get(r->headers_in, "Content-Type");
  const Slice name(type);
  return !type || equalsNoCase(name.sub(0, name.find(';')).trimmed(), "application/x-www-form-urlencoded");
}

/// A form's body. OK, or HTTP's status.
int readBody(request_rec* r, std::string* body) {
  const int announced = ap_setup_client_block(r, REQUEST_CHUNKED_DECHUNK);
  if (announced != OK || !ap_should_client_block(r)) return announced;
  if (!isForm(r)) return HTTP_UNSUPPORTED_MEDIA_TYPE;
  char part[4096];
  for (;;) {
    const long count = ap_get_client_block(r, part, sizeof part);
    if (count < 0) return HTTP_BAD_REQUEST;
    if (count == 0) return OK;
    body->append(part, static_cast<std::size_t>(count));
    if (static_cast<apr_off_t>(body->size()) > kLongestBody) {
      r->connection->keepalive = AP_CONN_CLOSE;
      return HTTP_REQUEST_ENTITY_TOO_LARGE;
    }
  }
}

status::JkStyle styleOf(const config::StatusWorker& worker) {
  status::JkStyle style;
  style.name = worker.name;
  style.css = worker.css;
  style.ns = worker.ns;
  style.xmlns = worker.xmlns;
  style.doctype = worker.doctype;
  style.prefix = worker.prefix;
  style.good = worker.good;
  style.bad = worker.bad;
  style.readOnly = worker.readOnly;
  return style;
}

/// A style sheet of the administrator's may come from anywhere; nothing else may.
const char* contentPolicy(request_rec* r, const config::StatusWorker& worker) {
  const bool plain = worker.css.find_first_of(" ;,") == std::string::npos;
  return apr_pstrcat(r->pool, "default-src 'none'; style-src 'unsafe-inline'",
                     worker.css.empty() ? "" : " 'self' ",
                     plain && worker.css.find("://") != std::string::npos ? worker.css.c_str() : "",
                     "; form-action 'self'; frame-ancestors 'none'; base-uri 'none'", nullptr);
}

void send(request_rec* r, int status, const char* type, const std::string& text) {
  r->status = status == OK ? HTTP_OK : status;
  r->status_line = nullptr;
  ap_set_content_type(r, type);
  ap_set_content_length(r, static_cast<apr_off_t>(text.size()));
  apr_table_setn(r->headers_out, "Cache-Control", "no-store");
  apr_table_setn(r->headers_out, "Pragma", "no-cache");
  apr_table_setn(r->headers_out, "X-Content-Type-Options", "nosniff");
  apr_table_setn(r->headers_out, "X-Frame-Options", "DENY");
  apr_table_setn(r->headers_out, "Referrer-Policy", "same-origin");
  if (!r->header_only) ap_rwrite(text.data(), static_cast<int>(text.size()), r);
}

int answerUnder(request_rec* r, Runtime* runtime, const config::StatusWorker& worker,
                const status::JkCommand& command, const Outcome& outcome) {
  status::JkCommand shown = command;
  // After a change a person sees the balancer again, and a script what came of it.
  if (command.changes() && outcome.status == OK && command.format == status::JkFormat::html)
    shown.member.clear();
  status::JkView view;
  if (mayUse(r, worker) && command.wrong.empty()) view = takeJkView(r, *runtime, shown);
  if (outcome.status != OK || command.changes()) {
    view.ok = outcome.status == OK;
    view.message = outcome.message;
    view.notes = outcome.notes;
  }
  view.path = ap_escape_uri(r->pool, r->uri);
  view.serverName = ap_get_server_name(r);
  view.port = ap_get_server_port(r);
  int status = outcome.status;
  if (status == OK && !view.ok) status = HTTP_NOT_FOUND;
  if (!worker.readOnly && status != HTTP_FORBIDDEN) {
    view.token = changeToken(r, runtime, worker);
    apr_table_setn(r->headers_out, "X-Sioha-Token", apr_pstrdup(r->pool, view.token.c_str()));
  }
  apr_table_setn(r->headers_out, "Content-Security-Policy", contentPolicy(r, worker));
  if (status == HTTP_METHOD_NOT_ALLOWED) apr_table_setn(r->headers_out, "Allow", "POST");
  send(r, status, status::jkContentType(command.format), status::toJk(view, shown, styleOf(worker)));
  return OK;
}

}  // namespace

int serveStatusWorker(request_rec* r, Runtime* runtime, const config::StatusWorker& worker) {
  r->allowed = (AP_METHOD_BIT << M_GET) | (AP_METHOD_BIT << M_POST);
  if (r->method_number != M_GET && r->method_number != M_POST) return HTTP_METHOD_NOT_ALLOWED;
  std::string body;
  const int read = readBody(r, &body);
  if (read != OK) return read;
  if (!runtime->shared()) return HTTP_NOT_FOUND;
  runtime->refresh();
  const status::JkCommand command = status::parseJkCommand(r->args, body);
  Outcome outcome;
  if (!mayUse(r, worker)) {
    ap_log_rerror(APLOG_MARK, APLOG_WARNING, 0, r,
                  "status worker %s: the user \"%s\" is none of worker.%s.user", worker.name.c_str(),
                  r->user ? r->user : "", worker.name.c_str());
    outcome.status = HTTP_FORBIDDEN;
    outcome.message = "Access denied.";
  } else if (!command.wrong.empty()) {
    outcome.status = HTTP_BAD_REQUEST;
    outcome.message = command.wrong;
  } else if (command.verb == status::JkVerb::edit && command.format != status::JkFormat::html) {
    outcome.status = HTTP_BAD_REQUEST;
    outcome.message = "cmd=edit is a form for people: leave mime out.";
  } else if (command.changes()) {
    outcome.status = mayChange(r, runtime, worker, command, &outcome.message);
    if (outcome.status != OK)
      ap_log_rerror(APLOG_MARK, APLOG_WARNING, 0, r,
                    "status worker %s refuses cmd=%s from user \"%s\" at %s: %s", worker.name.c_str(),
                    status::jkVerbWord(command.verb), r->user ? r->user : "", r->useragent_ip,
                    outcome.message.c_str());
    else
      outcome = carryOut(r, runtime, worker.name, command);
  }
  return answerUnder(r, runtime, worker, command, outcome);
}

}  // namespace httpd
}  // namespace sioha

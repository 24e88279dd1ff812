#include "mod_sioha/httpd/status_handler.h"

#include <apr_strings.h>
#include <http_protocol.h>

#include <string>

#include "mod_sioha/httpd/runtime.h"
#include "mod_sioha/httpd/take_snapshot.h"
#include "mod_sioha/status/snapshot.h"

namespace sioha {
namespace httpd {
namespace {

struct Format {
  const char* name;
  const char* contentType;
  std::string (*render)(const status::Snapshot&);
};

std::string toPage(const status::Snapshot& snapshot) {
  return status::toHtml(snapshot);
}

const Format kFormats[] = {
    {"text", "text/plain;charset=UTF-8", status::toText},
    {"json", "application/json;charset=UTF-8", status::toJson},
    {"html", "text/html;charset=UTF-8", toPage},
    {"prometheus", "text/plain;version=0.0.4;charset=UTF-8", status::toPrometheus},
};

const Format* formatNamed(Slice name) {
  for (const Format& format : kFormats)
    if (name == Slice(format.name)) return &format;
  return nullptr;
}

/// "format=NAME" in the query string; else a browser gets the page and everybody else text.
const Format* formatOf(request_rec* r) {
  Slice rest(r->args ? r->args : "");
  while (!rest.empty()) {
    const std::size_t end = rest.find('&');
    const Slice pair = rest.sub(0, end);
    if (pair.startsWith("format=")) return formatNamed(pair.sub(7));
    rest = end == Slice::npos ? Slice() : rest.sub(end + 1);
  }
  const char* accept = apr_table_get(r->headers_in, "Accept");
  if (accept && strstr(accept, "text/html")) return formatNamed("html");
  if (accept && strstr(accept, "application/json")) return formatNamed("json");
  return formatNamed("text");
}

}  // namespace

int showStatus(request_rec* r) {
  r->allowed = (AP_METHOD_BIT << M_GET);
  if (r->method_number != M_GET) return HTTP_METHOD_NOT_ALLOWED;
  const Format* format = formatOf(r);
  if (!format) return HTTP_NOT_FOUND;
  const std::string page = format->render(takeSnapshot(r->server));
  ap_set_content_type(r, format->contentType);
  ap_set_content_length(r, static_cast<apr_off_t>(page.size()));
  apr_table_setn(r->headers_out, "Cache-Control", "no-store");
  apr_table_setn(r->headers_out, "Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
  apr_table_setn(r->headers_out, "X-Content-Type-Options", "nosniff");
  if (!r->header_only) ap_rwrite(page.data(), static_cast<int>(page.size()), r);
  return OK;
}

}  // namespace httpd
}  // namespace sioha

#include "mod_sioha/httpd/request_head.h"

#include <apr_strings.h>
#include <stdio.h>

#include "mod_sioha/httpd/hop_by_hop.h"
#include "mod_sioha/httpd/tls.h"

namespace sioha {
namespace httpd {
namespace {

/// The path part of an absolute-form request target is behind its authority.
Slice pathOfTarget(const char* target) {
  Slice whole(target);
  const std::size_t cut = whole.find('?') < whole.find('#') ? whole.find('?') : whole.find('#');
  if (cut != Slice::npos) whole = whole.sub(0, cut);
  if (whole.startsWith("/")) return whole;
  const char* authority = strstr(target, "://");
  if (!authority || authority >= whole.end()) return Slice();
  const Slice behind(authority + 3, static_cast<std::size_t>(whole.end() - authority - 3));
  return behind.sub(behind.find('/'));
}

bool hasControl(Slice text) {
  for (std::size_t i = 0; i < text.size(); ++i)
    if (static_cast<unsigned char>(text[i]) <= ' ' || text[i] == 0x7f) return true;
  return false;
}

void writeLine(request_rec* r, const HeadOptions& options, ajp::RequestWriter* writer) {
  ajp::RequestLine line;
  line.method = r->method;
  line.protocol = r->protocol;
  line.uri = options.rawPath;
  line.remoteAddress = r->useragent_ip;
  // Known only for the connection's own peer; mod_remoteip's client has no name.
  if (r->useragent_addr == r->connection->client_addr)
    line.remoteHost = ap_get_remote_host(r->connection, r->per_dir_config, REMOTE_HOST, nullptr);
  line.serverName = ap_get_server_name(r);
  line.serverPort = ap_get_server_port(r);
  line.isSsl = isTls(r);
  writer->begin(line);
}

void writeHeaders(request_rec* r, const HeadOptions& options, ajp::RequestWriter* writer) {
  const char* connection = apr_table_get(r->headers_in, "Connection");
  // Nearly every client says one of these two, which name no header.
  const bool namesHeaders =
      connection && !equalsNoCase(connection, "keep-alive") && !equalsNoCase(connection, "close");
  const apr_array_header_t* array = apr_table_elts(r->headers_in);
  const apr_table_entry_t* entries = reinterpret_cast<const apr_table_entry_t*>(array->elts);
  for (int i = 0; i < array->nelts; ++i) {
    if (!entries[i].key) continue;
    const Slice name(entries[i].key);
    if (isHopByHop(name) || (name.size() == 14 && equalsNoCase(name, "Content-Length"))) continue;
    if (namesHeaders && isNamedBy(connection, name)) continue;
    if (options.authorization && equalsNoCase(name, "Authorization"))
      writer->header(name, options.authorization);
    else
      writer->header(name, entries[i].val);
  }
  // Without a length Tomcat takes it for unknown and asks for a body (facts: AjpProcessor),
  // so "no body" has to be said.
  if (options.bodyLength >= 0) {
    char digits[24];
    const int size = snprintf(digits, sizeof digits, "%lld", options.bodyLength);
    writer->header("Content-Length", Slice(digits, static_cast<std::size_t>(size)));
  }
}

void writeAttributes(request_rec* r, const HeadOptions& options, const config::Member& member,
                     const char* activation, ajp::RequestWriter* writer) {
  if (r->user) writer->attribute(ajp::Attribute::remoteUser, r->user);
  if (r->ap_auth_type) writer->attribute(ajp::Attribute::authType, r->ap_auth_type);
  if (r->args) writer->attribute(ajp::Attribute::queryString, r->args);
  if (!member.route.empty()) writer->attribute(ajp::Attribute::route, member.route);
  if (isTls(r)) writeTlsAttributes(r, options.forwardCertChain, writer);
  if (!member.secret.empty()) writer->attribute(ajp::Attribute::secret, member.secret);
  char port[8];
  const int size = snprintf(port, sizeof port, "%u", static_cast<unsigned>(r->useragent_addr->port));
  writer->requestAttribute("AJP_REMOTE_PORT", Slice(port, static_cast<std::size_t>(size)));
  writer->requestAttribute("AJP_LOCAL_ADDR", r->connection->local_ip);
  writer->requestAttribute("JK_LB_ACTIVATION", activation);
}

}  // namespace

const char* rawPathOf(request_rec* r, const char* uriBeforeMapping) {
  const Slice raw = pathOfTarget(r->unparsed_uri);
  if (!raw.empty() && !hasControl(raw)) {
    if (raw == Slice(uriBeforeMapping)) return apr_pstrmemdup(r->pool, raw.data(), raw.size());
    char* decoded = apr_pstrmemdup(r->pool, raw.data(), raw.size());
    // httpd has decoded r->uri, and removed "." and ".." from it, in the same way.
    if (ap_unescape_url(decoded) == OK) {
      ap_getparents(decoded);
      if (Slice(decoded) == Slice(uriBeforeMapping)) return apr_pstrmemdup(r->pool, raw.data(), raw.size());
      // With MergeSlashes, the default from 2.4.39 on, httpd has also made one slash of several.
      ap_no2slash(decoded);
      if (Slice(decoded) == Slice(uriBeforeMapping)) return apr_pstrmemdup(r->pool, raw.data(), raw.size());
    }
  }
  const char* escaped = ap_escape_uri(r->pool, uriBeforeMapping);
  return escaped[0] == '/' ? escaped : nullptr;
}

bool writeHead(request_rec* r, const HeadOptions& options, const config::Member& member,
               const char* activation, ajp::RequestWriter* writer) {
  writeLine(r, options, writer);
  writeHeaders(r, options, writer);
  writeAttributes(r, options, member, activation, writer);
  return writer->finish();
}

}  // namespace httpd
}  // namespace sioha

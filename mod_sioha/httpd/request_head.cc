#include "mod_sioha/httpd/request_head.h"

#include <apr_strings.h>
#include <stdio.h>
#include <string.h>
#include <util_script.h>

#include "mod_sioha/config/forward_path.h"
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

/// The request's variable of that name; null: it has none.
const char* variable(request_rec* r, const HeadOptions& options, sioha_variable which) {
  return apr_table_get(r->subprocess_env, options.settings->names[which]);
}

/// The same where an empty one says nothing.
const char* variableOr(request_rec* r, const HeadOptions& options, sioha_variable which,
                       const char* otherwise) {
  const char* value = variable(r, options, which);
  return value && *value ? value : otherwise;
}

const char* remoteAddressOf(request_rec* r, const HeadOptions& options) {
  const char* address = r->useragent_ip;
  if (options.settings->options.clientAddress == config::ClientAddress::physical)
    address = r->connection->client_ip;
  else if (options.settings->options.clientAddress == config::ClientAddress::local)
    address = r->connection->local_ip;
  return variableOr(r, options, SIOHA_REMOTE_ADDR, address);
}

const char* remoteHostOf(request_rec* r, const HeadOptions& options) {
  if (const char* value = variable(r, options, SIOHA_REMOTE_HOST)) return value;
  // Known only for the connection's own peer; mod_remoteip's client has no name, nor has the server as its own.
  const config::ClientAddress whose = options.settings->options.clientAddress;
  const bool isPeer = whose == config::ClientAddress::physical ||
                      (whose == config::ClientAddress::client && r->useragent_addr == r->connection->client_addr);
  return isPeer ? ap_get_remote_host(r->connection, r->per_dir_config, REMOTE_HOST, nullptr) : nullptr;
}

Slice remotePortOf(request_rec* r, const HeadOptions& options, char (&digits)[8]) {
  if (const char* value = variableOr(r, options, SIOHA_REMOTE_PORT, nullptr)) return value;
  // mod_jk says 0 of the server's own address: which port it will use towards the gateway is not known.
  unsigned port = 0;
  if (options.settings->options.clientAddress == config::ClientAddress::physical)
    port = r->connection->client_addr->port;
  // mod_remoteip's client has none either, though in httpd 2.4.18 it leaves the peer's in place.
  else if (options.settings->options.clientAddress == config::ClientAddress::client &&
           r->useragent_addr == r->connection->client_addr)
    port = r->useragent_addr->port;
  return Slice(digits, static_cast<std::size_t>(snprintf(digits, sizeof digits, "%u", port)));
}

std::uint16_t serverPortOf(request_rec* r, const HeadOptions& options) {
  unsigned long long port = 0;
  const char* value = variable(r, options, SIOHA_LOCAL_PORT);
  if (value && parseDecimal(value, 65535, &port)) return static_cast<std::uint16_t>(port);
  return ap_get_server_port(r);
}

void writeLine(request_rec* r, const HeadOptions& options, bool tls, ajp::RequestWriter* writer) {
  ajp::RequestLine line;
  line.method = r->method;
  line.protocol = r->protocol;
  line.uri = options.rawPath;
  line.remoteAddress = remoteAddressOf(r, options);
  line.remoteHost = remoteHostOf(r, options);
  line.serverName = variableOr(r, options, SIOHA_LOCAL_NAME, nullptr);
  if (line.serverName.empty()) line.serverName = ap_get_server_name(r);
  line.serverPort = serverPortOf(r, options);
  line.isSsl = tls;
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

/// An empty variable takes the value away.
void writeOverridden(request_rec* r, const HeadOptions& options, sioha_variable which, const char* value,
                     ajp::Attribute attribute, ajp::RequestWriter* writer) {
  if (const char* said = variable(r, options, which)) value = said;
  if (value && *value) writer->attribute(attribute, value);
}

// SiohaEnvVar names them: nothing that a client sends becomes an attribute of a name of its own (CVE-2020-1938).
void writeEnvironment(request_rec* r, const HeadOptions& options, ajp::RequestWriter* writer) {
  bool complete = false;
  for (const EnvironmentVariable& wanted : options.settings->environment) {
    const char* name = wanted.name.c_str();
    const char* value = apr_table_get(r->subprocess_env, name);
    if (!value) value = tlsVariable(r, name);
    if (!value && !complete) {
      // REMOTE_PORT, SERVER_ADDR and their like.
      ap_add_common_vars(r);
      complete = true;
      value = apr_table_get(r->subprocess_env, name);
    }
    if (value || wanted.hasOtherwise)
      writer->requestAttribute(wanted.name, value ? Slice(value) : Slice(wanted.otherwise));
  }
}

void writeAttributes(request_rec* r, const HeadOptions& options, const config::Member& member,
                     const char* activation, bool tls, ajp::RequestWriter* writer) {
  writeOverridden(r, options, SIOHA_REMOTE_USER, r->user, ajp::Attribute::remoteUser, writer);
  writeOverridden(r, options, SIOHA_AUTH_TYPE, r->ap_auth_type, ajp::Attribute::authType, writer);
  if (r->args) writer->attribute(ajp::Attribute::queryString, r->args);
  if (!member.route.empty()) writer->attribute(ajp::Attribute::route, member.route);
  if (tls) writeTlsAttributes(r, *options.settings, writer);
  if (!member.secret.empty()) writer->attribute(ajp::Attribute::secret, member.secret);
  char port[8];
  writer->requestAttribute("AJP_REMOTE_PORT", remotePortOf(r, options, port));
  writer->requestAttribute("AJP_LOCAL_ADDR",
                           variableOr(r, options, SIOHA_LOCAL_ADDR, r->connection->local_ip));
  writer->requestAttribute("JK_LB_ACTIVATION", activation);
  if (!options.settings->environment.empty()) writeEnvironment(r, options, writer);
}

const char* clientsSpelling(request_rec* r) {
  const Slice raw = pathOfTarget(r->unparsed_uri);
  return raw.empty() || hasControl(raw) ? nullptr : apr_pstrmemdup(r->pool, raw.data(), raw.size());
}

/// Is it `raw` that httpd has made `decoded` of?
bool isDecoded(request_rec* r, const char* raw, const char* decoded) {
  char* own = apr_pstrdup(r->pool, raw);
  // httpd has decoded r->uri, and removed "." and ".." from it, in the same way.
  if (ap_unescape_url(own) != OK) return false;
  ap_getparents(own);
  if (strcmp(own, decoded) == 0) return true;
  // With MergeSlashes, the default from 2.4.39 on, httpd has also made one slash of several.
  ap_no2slash(own);
  return strcmp(own, decoded) == 0;
}

const char* asSent(request_rec* r, const char* decoded) {
  const Slice raw = pathOfTarget(r->unparsed_uri);
  if (raw == Slice(decoded) && !hasControl(raw)) return decoded;
  const char* spelling = clientsSpelling(r);
  return spelling && isDecoded(r, spelling, decoded) ? spelling : nullptr;
}

const char* proxyForm(request_rec* r, const char* decoded) {
  if (!config::needsEscape(decoded)) return decoded;
  // An escaped slash that httpd has left as it was (AllowEncodedSlashes NoDecode) cannot be told from one
  // that was escaped twice, but by what the client sent.
  const char* raw = strchr(decoded, '%') ? clientsSpelling(r) : nullptr;
  if (raw && isDecoded(r, raw, decoded)) return raw;
  return apr_pstrdup(r->pool, config::escapePath(decoded).c_str());
}

}  // namespace

const char* rawPathOf(request_rec* r, const char* uriBeforeMapping, config::PathForm form) {
  const char* path = nullptr;
  switch (form) {
    case config::PathForm::asSent:
      path = asSent(r, uriBeforeMapping);
      break;
    case config::PathForm::proxy:
      path = proxyForm(r, uriBeforeMapping);
      break;
    case config::PathForm::compat:
      path = apr_pstrdup(r->pool, config::escapeLeast(uriBeforeMapping).c_str());
      break;
    case config::PathForm::compatUnparsed:
      path = clientsSpelling(r);
      break;
    case config::PathForm::escaped:
      break;
  }
  if (!path) path = ap_escape_uri(r->pool, uriBeforeMapping);
  return path[0] == '/' ? path : nullptr;
}

bool writeHead(request_rec* r, const HeadOptions& options, const config::Member& member,
               const char* activation, ajp::RequestWriter* writer) {
  const bool tls = clientHasTls(r, *options.settings);
  writeLine(r, options, tls, writer);
  writeHeaders(r, options, writer);
  writeAttributes(r, options, member, activation, tls, writer);
  return writer->finish();
}

}  // namespace httpd
}  // namespace sioha

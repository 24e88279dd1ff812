#include "mod_sioha/httpd/tls.h"

#include <apr_optional.h>
#include <apr_strings.h>

// mod_ssl.h is not in every installation of httpd's headers (Debian: apache2-ssl-dev), and
// the newer http_ssl.h is not in 2.4.7; these two have not changed since 2.0.
extern "C" {
APR_DECLARE_OPTIONAL_FN(int, ssl_is_https, (conn_rec*));
APR_DECLARE_OPTIONAL_FN(char*, ssl_var_lookup, (apr_pool_t*, server_rec*, conn_rec*, request_rec*, char*));
}

namespace sioha {
namespace httpd {
namespace {

APR_OPTIONAL_FN_TYPE(ssl_is_https) * isHttps;
APR_OPTIONAL_FN_TYPE(ssl_var_lookup) * lookUpVariable;

// The environment comes first: mod_jk reads nothing else, and a proxy in front that has ended the client's TLS
// tells of it by headers that SetEnvIf makes variables of.
const char* variable(request_rec* r, const char* name) {
  const char* value = apr_table_get(r->subprocess_env, name);
  if (!value) value = tlsVariable(r, name);
  return value && *value ? value : nullptr;
}

const char* certificates(request_rec* r, const RequestSettings& settings) {
  const char* all = variable(r, settings.names[SIOHA_CERTIFICATE]);
  if (!all || !settings.options.certificateChain) return all;
  for (int i = 0; i < 100; ++i) {
    const char* next =
        variable(r, apr_psprintf(r->pool, "%s%d", settings.names[SIOHA_CERTIFICATE_CHAIN], i));
    if (!next) break;
    all = apr_pstrcat(r->pool, all, next, nullptr);
  }
  return all;
}

}  // namespace

void findTlsFunctions() {
  isHttps = APR_RETRIEVE_OPTIONAL_FN(ssl_is_https);
  lookUpVariable = APR_RETRIEVE_OPTIONAL_FN(ssl_var_lookup);
}

bool isTls(request_rec* r) {
  return isHttps && isHttps(r->connection);
}

const char* tlsVariable(request_rec* r, const char* name) {
  // Of other names mod_ssl answers by what is no matter of TLS.
  if (!lookUpVariable || !Slice(name).startsWith("SSL_") || !isTls(r)) return nullptr;
  // The parameter is not const in 2.4, and is not written to.
  return lookUpVariable(r->pool, r->server, r->connection, r, const_cast<char*>(name));
}

bool clientHasTls(request_rec* r, const RequestSettings& settings) {
  if (settings.extractTls == 0) return false;
  if (const char* said = apr_table_get(r->subprocess_env, settings.names[SIOHA_HTTPS]))
    return equalsNoCase(said, "on");
  return settings.names.isDefault(SIOHA_HTTPS) && isTls(r);
}

void writeTlsAttributes(request_rec* r, const RequestSettings& settings, ajp::RequestWriter* writer) {
  const VariableNames& names = settings.names;
  if (const char* value = certificates(r, settings)) writer->attribute(ajp::Attribute::sslCertificate, value);
  if (const char* value = variable(r, names[SIOHA_CIPHER])) writer->attribute(ajp::Attribute::sslCipher, value);
  if (const char* value = variable(r, names[SIOHA_SESSION])) writer->attribute(ajp::Attribute::sslSession, value);
  unsigned long long bits = 0;
  const char* size = settings.options.keySize ? variable(r, names[SIOHA_KEY_SIZE]) : nullptr;
  if (size && parseDecimal(size, 65535, &bits)) writer->keySize(static_cast<std::uint16_t>(bits));
  if (const char* value = variable(r, names[SIOHA_TLS_PROTOCOL]))
    writer->requestAttribute("AJP_SSL_PROTOCOL", value);
}

}  // namespace httpd
}  // namespace sioha

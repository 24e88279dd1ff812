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

const char* variable(request_rec* r, const char* name) {
  // The parameter is not const in 2.4, and is not written to.
  const char* value = lookUpVariable(r->pool, r->server, r->connection, r, const_cast<char*>(name));
  return value && *value ? value : nullptr;
}

const char* certificates(request_rec* r, bool withChain) {
  const char* all = variable(r, "SSL_CLIENT_CERT");
  if (!all || !withChain) return all;
  for (int i = 0; i < 100; ++i) {
    const char* next = variable(r, apr_psprintf(r->pool, "SSL_CLIENT_CERT_CHAIN_%d", i));
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

void writeTlsAttributes(request_rec* r, bool withChain, ajp::RequestWriter* writer) {
  if (!lookUpVariable) return;
  if (const char* value = certificates(r, withChain))
    writer->attribute(ajp::Attribute::sslCertificate, value);
  if (const char* value = variable(r, "SSL_CIPHER")) writer->attribute(ajp::Attribute::sslCipher, value);
  if (const char* value = variable(r, "SSL_SESSION_ID")) writer->attribute(ajp::Attribute::sslSession, value);
  unsigned long long bits = 0;
  if (const char* value = variable(r, "SSL_CIPHER_USEKEYSIZE"))
    if (parseDecimal(value, 65535, &bits)) writer->keySize(static_cast<std::uint16_t>(bits));
  if (const char* value = variable(r, "SSL_PROTOCOL")) writer->requestAttribute("AJP_SSL_PROTOCOL", value);
}

}  // namespace httpd
}  // namespace sioha

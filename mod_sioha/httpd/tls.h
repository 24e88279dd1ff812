#ifndef SIOHA_HTTPD_TLS_H
#define SIOHA_HTTPD_TLS_H

#include "mod_sioha/ajp/request_writer.h"
#include "mod_sioha/httpd/private.h"
#include "mod_sioha/httpd/request_settings.h"

namespace sioha {
namespace httpd {

/// mod_ssl's optional functions; absent where mod_ssl is not loaded. Call once in post_config.
void findTlsFunctions();

/// Of the connection, whatever directives say.
bool isTls(request_rec* r);
/// mod_ssl's variable of that name, or null: it has none, or the connection has no TLS.
const char* tlsVariable(request_rec* r, const char* name);

/// What directives and variables of the request say of the client's TLS; may end before httpd.
bool clientHasTls(request_rec* r, const RequestSettings& settings);
/// ssl_cert (with its chain where asked), ssl_cipher, ssl_session, ssl_key_size, AJP_SSL_PROTOCOL.
void writeTlsAttributes(request_rec* r, const RequestSettings& settings, ajp::RequestWriter* writer);

}  // namespace httpd
}  // namespace sioha
#endif

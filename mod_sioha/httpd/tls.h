#ifndef SIOHA_HTTPD_TLS_H
#define SIOHA_HTTPD_TLS_H

#include "mod_sioha/ajp/request_writer.h"
#include "mod_sioha/httpd/private.h"

namespace sioha {
namespace httpd {

/// mod_ssl's optional functions; absent where mod_ssl is not loaded. Call once in post_config.
void findTlsFunctions();

bool isTls(request_rec* r);
/// ssl_cert (with its chain where asked), ssl_cipher, ssl_session, ssl_key_size, AJP_SSL_PROTOCOL.
void writeTlsAttributes(request_rec* r, bool withChain, ajp::RequestWriter* writer);

}  // namespace httpd
}  // namespace sioha
#endif

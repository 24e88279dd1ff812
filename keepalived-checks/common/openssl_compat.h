#ifndef SIOHA_CHECKS_COMMON_OPENSSL_COMPAT_H
#define SIOHA_CHECKS_COMMON_OPENSSL_COMPAT_H

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

/// The code speaks the newest OpenSSL's names; this supplies them from 1.0.1 on. Only openssl_provider.cc
/// tests versions too.
namespace sioha {
namespace checks {

/// To be called once, before any thread uses TLS.
void initTls();

/// Before the text of an error is asked for. Any thread, any number of times.
void loadTlsErrorTexts();

#if OPENSSL_VERSION_NUMBER < 0x10002000L
inline int X509_get_signature_nid(const X509* x) { return OBJ_obj2nid(x->sig_alg->algorithm); }
#endif

#if OPENSSL_VERSION_NUMBER < 0x10100000L
inline const unsigned char* ASN1_STRING_get0_data(ASN1_STRING* s) { return ASN1_STRING_data(s); }
inline ASN1_TIME* X509_get0_notAfter(X509* x) { return X509_get_notAfter(x); }
inline ASN1_TIME* X509_get0_notBefore(X509* x) { return X509_get_notBefore(x); }
inline const SSL_METHOD* TLS_client_method() { return SSLv23_client_method(); }
inline int X509_up_ref(X509* x) {
  return CRYPTO_add(&x->references, 1, CRYPTO_LOCK_X509) > 1;
}
#endif

#if OPENSSL_VERSION_NUMBER < 0x30000000L
inline X509* SSL_get1_peer_certificate(const SSL* ssl) { return SSL_get_peer_certificate(ssl); }
#endif

/// The check looks at what httpd serves, however old: TLS 1.0 and weak ciphers included, so that an
/// old server is described and not taken for dead.
void allowOldTls(SSL_CTX* context);

}  // namespace checks
}  // namespace sioha
#endif

#ifndef SIOHA_CHECKS_COMMON_OPENSSL_PROVIDER_H
#define SIOHA_CHECKS_COMMON_OPENSSL_PROVIDER_H

#include "keepalived-checks/common/openssl_compat.h"

struct ossl_lib_ctx_st;

/// Which algorithms OpenSSL 3 has to set up. At the first use of one it sets up all of its kind, some 120 ciphers for
/// the few of a handshake: more than a quarter of what a check over TLS costs. ADR 0013; provider-base(7).
namespace sioha {
namespace checks {

/// Has OpenSSL 3 offer what TLS and X.509 may need, and leave out what neither can use. Everything stays offered
/// where that does not work, and with older versions. Once, before anything else of OpenSSL's, by initTls().
void offerTlsAlgorithms();

/// Is the algorithm of these names ("AES-256-GCM:id-aes256-GCM"; the first counts) and properties offered for that
/// OSSL_OP_...? One that is not known here is. Pure.
bool isOffered(int operation, const char* names, const char* properties);

/// A private key, read with everything offered: files hold them in forms of which TLS knows nothing.
class PrivateKey {
 public:
  /// In PEM form; no key where it is none, or one with a password.
  explicit PrivateKey(BIO* pem);
  ~PrivateKey();
  /// Null: none was read. Owned.
  EVP_PKEY* get() const { return key_; }

 private:
  PrivateKey(const PrivateKey&);
  PrivateKey& operator=(const PrivateKey&);
  EVP_PKEY* key_;
  struct ossl_lib_ctx_st* library_;  ///< the key belongs to it; null before OpenSSL 3
};

}  // namespace checks
}  // namespace sioha
#endif

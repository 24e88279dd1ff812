#include "keepalived-checks/common/openssl_compat.h"

#include <pthread.h>

#include <cstddef>

#include "keepalived-checks/common/openssl_provider.h"

namespace sioha {
namespace checks {

#if OPENSSL_VERSION_NUMBER < 0x10100000L

// 1.0.x wants locks from its user as soon as two threads use it (node-score's).
static pthread_mutex_t* tlsLocks = nullptr;

static void lockTls(int mode, int n, const char*, int) {
  if (mode & CRYPTO_LOCK) ::pthread_mutex_lock(&tlsLocks[n]);
  else ::pthread_mutex_unlock(&tlsLocks[n]);
}

void initTls() {
  if (tlsLocks) return;
  const int count = CRYPTO_num_locks();
  tlsLocks = new pthread_mutex_t[static_cast<std::size_t>(count)];
  for (int i = 0; i < count; ++i) ::pthread_mutex_init(&tlsLocks[i], nullptr);
  CRYPTO_set_locking_callback(lockTls);
  SSL_library_init();
  SSL_load_error_strings();
}

void loadTlsErrorTexts() {}

void allowOldTls(SSL_CTX* context) { SSL_CTX_set_options(context, SSL_OP_NO_SSLv2 | SSL_OP_NO_SSLv3); }

#else

#if OPENSSL_VERSION_NUMBER >= 0x30000000L

// 3.x takes its algorithms from providers; the tables of old names are a fifth of a handshake's cost and
// serve two things here: X509_verify_cert() finds the digest of a signature in them.
static void addNamesOfDigests() {
  OPENSSL_init_crypto(
      OPENSSL_INIT_NO_ADD_ALL_CIPHERS | OPENSSL_INIT_NO_ADD_ALL_DIGESTS | OPENSSL_INIT_NO_LOAD_CONFIG,
      nullptr);
  const EVP_MD* const digests[] = {EVP_md5(),      EVP_sha1(),    EVP_sha224(),   EVP_sha256(),
                                   EVP_sha384(),   EVP_sha512(),  EVP_sha3_224(), EVP_sha3_256(),
                                   EVP_sha3_384(), EVP_sha3_512()};
  for (const EVP_MD* digest : digests) EVP_add_digest(digest);
}

#else

static void addNamesOfDigests() {}

#endif

// Neither openssl.cnf nor the texts of errors that nobody has met yet are wanted: the first costs time and may hang
// with its disk, the others are a twentieth of node-score's instructions.
static bool initOnce() {
  OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS | OPENSSL_INIT_NO_LOAD_CONFIG, nullptr);
  offerTlsAlgorithms();
  addNamesOfDigests();
  return OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr) == 1;
}

void initTls() {
  static const bool ready = initOnce();
  static_cast<void>(ready);
}

void loadTlsErrorTexts() { OPENSSL_init_ssl(OPENSSL_INIT_LOAD_SSL_STRINGS | OPENSSL_INIT_NO_LOAD_CONFIG, nullptr); }

void allowOldTls(SSL_CTX* context) {
  SSL_CTX_set_security_level(context, 0);
  SSL_CTX_set_min_proto_version(context, TLS1_VERSION);
#ifdef SSL_OP_IGNORE_UNEXPECTED_EOF
  // 3.0 calls a close without close_notify an error; httpd's answer carries its own length.
  SSL_CTX_set_options(context, SSL_OP_IGNORE_UNEXPECTED_EOF);
#endif
}

#endif

}  // namespace checks
}  // namespace sioha

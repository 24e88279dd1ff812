#include "keepalived-checks/common/openssl_provider.h"

#include <cppunit/extensions/HelperMacros.h>

#if OPENSSL_VERSION_NUMBER >= 0x30000000L

#include <openssl/core_dispatch.h>
#include <openssl/provider.h>

#include <set>
#include <string>

namespace sioha {
namespace checks {
namespace {

const char kSpki[] = "provider=default,fips=yes,input=der,structure=SubjectPublicKeyInfo";

class OpensslProviderTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(OpensslProviderTest);
  CPPUNIT_TEST(offersWhatTlsMayUse);
  CPPUNIT_TEST(leavesOutWhatTlsCannotUse);
  CPPUNIT_TEST(offersWhatIsNotKnown);
  CPPUNIT_TEST(standsInFrontOfOpensslsOwn);
  CPPUNIT_TEST(offersEachCipherOfLibssl);
  CPPUNIT_TEST_SUITE_END();

  void offersWhatTlsMayUse() {
    for (const char* name :
         {"AES-128-CBC:AES128:2.16.840.1.101.3.4.1.2", "AES-256-GCM", "aes-128-ccm", "AES-256-ECB", "AES-256-CTR",
          "AES-128-CBC-HMAC-SHA256", "ARIA-128-GCM", "CAMELLIA-256-CBC:CAMELLIA256", "DES-EDE3-CBC:DES3",
          "ChaCha20-Poly1305", "NULL"})
      CPPUNIT_ASSERT_MESSAGE(name, isOffered(OSSL_OP_CIPHER, name, nullptr));
    for (const char* name : {"MD5-SHA1", "SHA1:SHA-1", "SHA2-512:SHA512", "SHA3-256", "SHAKE-256:SHAKE256", "SM3"})
      CPPUNIT_ASSERT_MESSAGE(name, isOffered(OSSL_OP_DIGEST, name, nullptr));
    for (const char* name : {"HKDF", "TLS13-KDF", "TLS1-PRF"})
      CPPUNIT_ASSERT_MESSAGE(name, isOffered(OSSL_OP_KDF, name, nullptr));
    CPPUNIT_ASSERT(isOffered(OSSL_OP_MAC, "HMAC", nullptr));
    CPPUNIT_ASSERT(isOffered(OSSL_OP_RAND, "CTR-DRBG", nullptr));
    CPPUNIT_ASSERT(isOffered(OSSL_OP_RAND, "SEED-SRC", nullptr));
    CPPUNIT_ASSERT(isOffered(OSSL_OP_KEYMGMT, "HMAC", nullptr));
    CPPUNIT_ASSERT(isOffered(OSSL_OP_DECODER, "RSA", kSpki));
  }

  void leavesOutWhatTlsCannotUse() {
    for (const char* name :
         {"AES-192-CBC", "AES-256-OFB", "AES-128-CFB8", "AES-128-CBC-CTS", "AES-256-XTS", "AES-256-OCB", "AES-128-SIV",
          "AES-128-WRAP-PAD:id-aes128-wrap-pad", "ARIA-128-CBC", "CAMELLIA-128-CTR", "DES-EDE3-ECB:DES-EDE3",
          "SM4-GCM"})
      CPPUNIT_ASSERT_MESSAGE(name, !isOffered(OSSL_OP_CIPHER, name, nullptr));
    CPPUNIT_ASSERT(!isOffered(OSSL_OP_DIGEST, "BLAKE2B-512:BLAKE2b512", nullptr));
    CPPUNIT_ASSERT(!isOffered(OSSL_OP_KDF, "PBKDF2", nullptr));
    CPPUNIT_ASSERT(!isOffered(OSSL_OP_DECODER, "RSA", "input=der,structure=PrivateKeyInfo"));
    CPPUNIT_ASSERT(!isOffered(OSSL_OP_DECODER, "RSA", nullptr));
    CPPUNIT_ASSERT(!isOffered(OSSL_OP_ENCODER, "RSA", kSpki));
  }

  void offersWhatIsNotKnown() {
    CPPUNIT_ASSERT(isOffered(OSSL_OP_CIPHER, "ASCON-AEAD128", nullptr));
    CPPUNIT_ASSERT(isOffered(OSSL_OP_KEYMGMT, "ML-DSA-65:MLDSA65", nullptr));
    CPPUNIT_ASSERT(isOffered(OSSL_OP_KEM, "X25519MLKEM768", nullptr));
    CPPUNIT_ASSERT(isOffered(OSSL_OP__HIGHEST + 7, "anything", nullptr));
  }

  // One that is left out shows that the front is there, one that is offered that it is not empty.
  void standsInFrontOfOpensslsOwn() {
    initTls();
    CPPUNIT_ASSERT(OSSL_PROVIDER_available(nullptr, "sioha-tls"));
    CPPUNIT_ASSERT(!OSSL_PROVIDER_available(nullptr, "default"));
    EVP_CIPHER* cipher = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
    CPPUNIT_ASSERT(cipher);
    EVP_CIPHER_free(cipher);
    CPPUNIT_ASSERT(!EVP_CIPHER_fetch(nullptr, "AES-256-XTS", nullptr));
    ERR_clear_error();
    unsigned char random[16];
    CPPUNIT_ASSERT_EQUAL(1, RAND_bytes(random, sizeof random));
  }

  static std::set<std::string> suitesOf(OSSL_LIB_CTX* library) {
    std::set<std::string> names;
    SSL_CTX* context = SSL_CTX_new_ex(library, nullptr, TLS_client_method());
    CPPUNIT_ASSERT(context);
    SSL_CTX_set_security_level(context, 0);
    CPPUNIT_ASSERT_EQUAL(1, SSL_CTX_set_cipher_list(context, "ALL:COMPLEMENTOFALL"));
    STACK_OF(SSL_CIPHER)* suites = SSL_CTX_get_ciphers(context);
    for (int i = 0; i < sk_SSL_CIPHER_num(suites); ++i)
      names.insert(SSL_CIPHER_get_name(sk_SSL_CIPHER_value(suites, i)));
    SSL_CTX_free(context);
    return names;
  }

  void offersEachCipherOfLibssl() {
    initTls();
    OSSL_LIB_CTX* whole = OSSL_LIB_CTX_new();
    const std::set<std::string> all = suitesOf(whole), ours = suitesOf(nullptr);
    OSSL_LIB_CTX_free(whole);
    CPPUNIT_ASSERT(all.size() > 60);
    CPPUNIT_ASSERT(all == ours);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(OpensslProviderTest);

}  // namespace
}  // namespace checks
}  // namespace sioha

#endif

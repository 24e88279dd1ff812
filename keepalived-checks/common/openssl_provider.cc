#include "keepalived-checks/common/openssl_provider.h"

#include "keepalived-checks/common/pem_text.h"

#if OPENSSL_VERSION_NUMBER >= 0x30000000L

#include <openssl/core.h>
#include <openssl/core_dispatch.h>
#include <openssl/provider.h>

#include <algorithm>
#include <initializer_list>
#include <vector>

#include "mod_sioha/base/slice.h"

namespace sioha {
namespace checks {
namespace {

bool has(Slice text, Slice part) {
  return std::search(text.begin(), text.end(), part.begin(), part.end()) != text.end();
}

// No suite of TLS 1.0 to 1.3 has these modes or lengths; the generator of random numbers takes AES-256 in ECB and CTR.
bool isTlsCipher(Slice name) {
  for (const char* part : {"OFB", "CFB", "CTS", "XTS", "OCB", "SIV", "WRAP", "-192-"})
    if (has(name, Slice(part))) return false;
  if (name.startsWith(Slice("ARIA"))) return has(name, Slice("GCM"));
  if (name.startsWith(Slice("CAMELLIA"))) return has(name, Slice("CBC"));
  if (name.startsWith(Slice("DES-EDE"))) return name == Slice("DES-EDE3-CBC");
  return !name.startsWith(Slice("SM4"));
}

bool startsWithNone(Slice name, std::initializer_list<const char*> starts) {
  for (const char* start : starts)
    if (name.startsWith(Slice(start))) return false;
  return true;
}

// The provider that stands in front of OpenSSL's own. Lives as long as the process: OpenSSL looks into it at its end.
struct Front {
  Front() : context(nullptr), handle(nullptr) {}
  void* context;  // of OpenSSL's own: its algorithms know no other
  std::vector<OSSL_ALGORITHM> offered[OSSL_OP__HIGHEST + 1];
  std::vector<OSSL_DISPATCH> functions;
  OSSL_PROVIDER* handle;  // never given back, as ours is wanted to the end
};
Front* front = nullptr;

const OSSL_ALGORITHM* queryOperation(void*, int operation, int* mayNotCache) {
  *mayNotCache = 0;
  const bool isKnown = operation >= 1 && operation <= OSSL_OP__HIGHEST;
  return isKnown ? front->offered[operation].data() : nullptr;
}

void takeAlgorithms(const OSSL_PROVIDER* own) {
  for (int operation = 1; operation <= OSSL_OP__HIGHEST; ++operation) {
    std::vector<OSSL_ALGORITHM>& offered = front->offered[operation];
    int mayNotCache = 0;
    const OSSL_ALGORITHM* all = OSSL_PROVIDER_query_operation(own, operation, &mayNotCache);
    for (; all && all->algorithm_names; ++all)
      if (isOffered(operation, all->algorithm_names, all->property_definition)) offered.push_back(*all);
    offered.push_back(OSSL_ALGORITHM{nullptr, nullptr, nullptr, nullptr});
  }
}

// Its own end is left to OpenSSL's, which still has it.
void takeFunctions(const OSSL_PROVIDER* own) {
  front->functions.push_back(
      OSSL_DISPATCH{OSSL_FUNC_PROVIDER_QUERY_OPERATION, reinterpret_cast<void (*)(void)>(queryOperation)});
  for (const OSSL_DISPATCH* each = OSSL_PROVIDER_get0_dispatch(own); each && each->function_id; ++each)
    if (each->function_id == OSSL_FUNC_PROVIDER_GET_CAPABILITIES ||
        each->function_id == OSSL_FUNC_PROVIDER_GETTABLE_PARAMS || each->function_id == OSSL_FUNC_PROVIDER_GET_PARAMS)
      front->functions.push_back(*each);
  front->functions.push_back(OSSL_DISPATCH{0, nullptr});
}

int beginFront(const OSSL_CORE_HANDLE*, const OSSL_DISPATCH*, const OSSL_DISPATCH** out, void** context) {
  *out = front->functions.data();
  *context = front->context;
  return 1;
}

}  // namespace

// OpenSSL keeps a provider that was loaded, also once it is unloaded: only its algorithms are no longer offered.
void offerTlsAlgorithms() {
  OSSL_PROVIDER* own = OSSL_PROVIDER_load(nullptr, "default");
  if (!own) return;
  front = new Front;
  front->context = OSSL_PROVIDER_get0_provider_ctx(own);
  takeAlgorithms(own);
  takeFunctions(own);
  if (!OSSL_PROVIDER_add_builtin(nullptr, "sioha-tls", beginFront)) return;
  front->handle = OSSL_PROVIDER_load(nullptr, "sioha-tls");
  if (front->handle) OSSL_PROVIDER_unload(own);
}

bool isOffered(int operation, const char* names, const char* properties) {
  const Slice all(names);
  const std::size_t end = all.find(':');
  const Slice name = end == Slice::npos ? all : all.sub(0, end);
  switch (operation) {
    case OSSL_OP_CIPHER: return isTlsCipher(name);
    case OSSL_OP_DIGEST: return startsWithNone(name, {"BLAKE2", "RIPEMD", "KECCAK"});
    case OSSL_OP_MAC: return startsWithNone(name, {"BLAKE2", "CMAC", "GMAC", "KMAC", "SIPHASH", "POLY1305"});
    case OSSL_OP_KDF:
      return startsWithNone(name, {"SSKDF", "PBKDF2", "PKCS12KDF", "SSHKDF", "X942KDF", "X963KDF", "KBKDF", "SCRYPT",
                                   "id-scrypt", "KRB5KDF", "ARGON2"});
    case OSSL_OP_RAND: return startsWithNone(name, {"HASH-DRBG", "HMAC-DRBG", "TEST-RAND"});
    case OSSL_OP_KEYMGMT:
    case OSSL_OP_KEYEXCH:
    case OSSL_OP_SIGNATURE: return startsWithNone(name, {"SCRYPT", "id-scrypt", "SIPHASH", "POLY1305", "CMAC"});
    case OSSL_OP_DECODER: return properties && has(Slice(properties), Slice("structure=SubjectPublicKeyInfo"));
    case OSSL_OP_ENCODER:
    case OSSL_OP_STORE: return false;
    default: return true;
  }
}

PrivateKey::PrivateKey(BIO* pem) : key_(nullptr), library_(OSSL_LIB_CTX_new()) {
  if (library_ && pem) key_ = PEM_read_bio_PrivateKey_ex(pem, nullptr, noPassword, nullptr, library_, nullptr);
}

PrivateKey::~PrivateKey() {
  EVP_PKEY_free(key_);
  OSSL_LIB_CTX_free(library_);
}

}  // namespace checks
}  // namespace sioha

#else

namespace sioha {
namespace checks {

void offerTlsAlgorithms() {}

bool isOffered(int, const char*, const char*) { return true; }

PrivateKey::PrivateKey(BIO* pem)
    : key_(pem ? PEM_read_bio_PrivateKey(pem, nullptr, noPassword, nullptr) : nullptr), library_(nullptr) {}

PrivateKey::~PrivateKey() {
  if (key_) EVP_PKEY_free(key_);
}

}  // namespace checks
}  // namespace sioha

#endif

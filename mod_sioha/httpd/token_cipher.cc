#include "mod_sioha/httpd/token_cipher.h"

#include <apr_general.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace sioha {
namespace httpd {
namespace {

const int kNonceSize = 12;
const int kTagSize = 16;

const unsigned char* bytes(Slice text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* writable(std::string* text, std::size_t at) {
  return reinterpret_cast<unsigned char*>(&(*text)[0]) + at;
}

/// `purpose` keeps the id and the key apart. Nothing here needs the locks that OpenSSL 1.0.1 wants from its
/// user: no random numbers, no engine, no error queue.
bool derive(const char* purpose, Slice token, unsigned char (&out)[32]) {
  unsigned int size = 0;
  return HMAC(EVP_sha256(), purpose, static_cast<int>(Slice(purpose).size()), bytes(token), token.size(), out,
              &size) != nullptr &&
         size == sizeof out;
}

class Context {
 public:
  Context() : context_(EVP_CIPHER_CTX_new()) {}
  ~Context() {
    if (context_) EVP_CIPHER_CTX_free(context_);
    OPENSSL_cleanse(key_, sizeof key_);
  }
  bool start(Slice token, const unsigned char* nonce, bool encrypts) {
    return context_ && derive("sioha token store 1: value", token, key_) &&
           EVP_CipherInit_ex(context_, EVP_aes_256_gcm(), nullptr, key_, nonce, encrypts ? 1 : 0) == 1;
  }
  EVP_CIPHER_CTX* get() { return context_; }

 private:
  Context(const Context&);
  Context& operator=(const Context&);
  EVP_CIPHER_CTX* context_;
  unsigned char key_[32];
};

}  // namespace

std::string sharedIdOf(Slice token) {
  unsigned char id[32];
  if (!derive("sioha token store 1: id", token, id)) return std::string();
  return std::string(reinterpret_cast<const char*>(id), sizeof id);
}

std::string seal(Slice token, Slice plain) {
  std::string sealed(plain.size() + kSealOverhead, '\0');
  unsigned char* nonce = writable(&sealed, 0);
  if (apr_generate_random_bytes(nonce, kNonceSize) != APR_SUCCESS) return std::string();
  unsigned char* out = nonce + kNonceSize;
  Context context;
  int size = 0, rest = 0;
  if (!context.start(token, nonce, true) ||
      EVP_EncryptUpdate(context.get(), out, &size, bytes(plain), static_cast<int>(plain.size())) != 1 ||
      EVP_EncryptFinal_ex(context.get(), out + size, &rest) != 1 ||
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, kTagSize, out + plain.size()) != 1)
    return std::string();
  return sealed;
}

bool openSealed(Slice token, Slice sealed, std::string* plain) {
  if (sealed.size() <= kSealOverhead) return false;
  const Slice text = sealed.sub(kNonceSize, sealed.size() - kSealOverhead);
  std::string tag = sealed.sub(sealed.size() - kTagSize).str();
  std::string out(text.size(), '\0');
  Context context;
  int size = 0, rest = 0;
  if (!context.start(token, bytes(sealed), false) ||
      EVP_DecryptUpdate(context.get(), writable(&out, 0), &size, bytes(text),
                        static_cast<int>(text.size())) != 1 ||
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, kTagSize, writable(&tag, 0)) != 1 ||
      EVP_DecryptFinal_ex(context.get(), writable(&out, 0) + size, &rest) != 1)
    return false;
  plain->swap(out);
  return true;
}

}  // namespace httpd
}  // namespace sioha

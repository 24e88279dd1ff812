#include <algorithm>
#include <cstring>
#include <memory>

#include "keepalived-checks/common/certificate.h"
#include "keepalived-checks/common/pem_text.h"

namespace sioha {
namespace checks {
namespace {

struct X509Free {
  void operator()(X509* x) const { X509_free(x); }
};
typedef std::unique_ptr<X509, X509Free> X509Owner;
struct StoreFree {
  void operator()(X509_STORE* store) const { X509_STORE_free(store); }
};
struct StoreContextFree {
  void operator()(X509_STORE_CTX* context) const { X509_STORE_CTX_free(context); }
};
struct StackFree {
  void operator()(STACK_OF(X509)* stack) const { sk_X509_free(stack); }
};

const std::size_t kMostCertificates = 32;

struct OpensslFree {
  void operator()(void* memory) const { OPENSSL_free(memory); }
};

/// One block of a PEM text.
struct PemBlock {
  std::unique_ptr<char, OpensslFree> name, header;
  std::unique_ptr<unsigned char, OpensslFree> data;
  long size;

  bool read(BIO* bio) {
    char *newName = nullptr, *newHeader = nullptr;
    unsigned char* newData = nullptr;
    if (PEM_read_bio(bio, &newName, &newHeader, &newData, &size) != 1) return false;
    name.reset(newName);
    header.reset(newHeader);
    data.reset(newData);
    return true;
  }
  bool is(const char* kind) const { return std::strcmp(name.get(), kind) == 0; }
  bool isTrusted() const { return is(PEM_STRING_X509_TRUSTED); }
  bool isCertificate() const { return is(PEM_STRING_X509) || is(PEM_STRING_X509_OLD) || isTrusted(); }
};

bool isEncodedAs(const Certificate& certificate, const PemBlock& block) {
  unsigned char* encoded = nullptr;
  const int size = certificate.x509 ? i2d_X509(certificate.x509.get(), &encoded) : -1;
  const std::unique_ptr<unsigned char, OpensslFree> owner(encoded);
  return size == block.size && std::memcmp(encoded, block.data.get(), static_cast<std::size_t>(size)) == 0;
}

Result<Certificate> decode(const PemBlock& block) {
  const unsigned char* at = block.data.get();
  const X509Owner x(block.isTrusted() ? d2i_X509_AUX(nullptr, &at, block.size) : d2i_X509(nullptr, &at, block.size));
  return x ? describeCertificate(x.get()) : Result<Certificate>(Error(std::string()));
}

}  // namespace

Result<std::vector<Certificate>> readCertificates(Slice pem, const std::string& file,
                                                  const std::vector<Certificate>& known) {
  initTls();
  std::vector<Certificate> out;
  const Bio bio = memory(pem);
  PemBlock block;
  while (bio && out.size() < kMostCertificates && block.read(bio.get())) {
    if (!block.isCertificate()) continue;
    const auto same = std::find_if(known.begin(), known.end(),
                                   [&block](const Certificate& c) { return isEncodedAs(c, block); });
    const Result<Certificate> certificate = same != known.end() ? Result<Certificate>(*same) : decode(block);
    if (!certificate.ok() && certificate.error().empty()) break;    // no certificate, whatever it says of itself
    if (!certificate.ok()) return Error(file + ": " + certificate.error());
    out.push_back(certificate.value());
  }
  ERR_clear_error();
  if (out.empty())
    return Error(file + " holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)");
  return out;
}

std::string whyChainIsIncomplete(const std::vector<Certificate>& chain, const std::string& directory,
                                 const std::string& file) {
  initTls();
  for (const Certificate& certificate : chain)
    if (!certificate.x509) return "no memory to follow it";
  if (chain.empty()) return "there is no certificate";
  const std::unique_ptr<X509_STORE, StoreFree> store(X509_STORE_new());
  const std::unique_ptr<X509_STORE_CTX, StoreContextFree> context(X509_STORE_CTX_new());
  const std::unique_ptr<STACK_OF(X509), StackFree> others(sk_X509_new_null());
  if (!store || !context || !others) return "no memory to follow it";
  if (!directory.empty() || !file.empty())
    X509_STORE_load_locations(store.get(), file.empty() ? nullptr : file.c_str(),
                              directory.empty() ? nullptr : directory.c_str());
  for (std::size_t i = 1; i < chain.size(); ++i) sk_X509_push(others.get(), chain[i].x509.get());
  // A root that is sent along is taken for one: whether clients trust it is theirs to say.
  if (chain.back().selfIssued) X509_STORE_add_cert(store.get(), chain.back().x509.get());
  std::string why;
  if (X509_STORE_CTX_init(context.get(), store.get(), chain[0].x509.get(), others.get()) != 1) {
    why = "OpenSSL cannot follow it";
  } else if (X509_verify_cert(context.get()) != 1) {
    const int error = X509_STORE_CTX_get_error(context.get());
    // Dates and key sizes are judged elsewhere; here it is about missing links only.
    if (error == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT || error == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY ||
        error == X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE || error == X509_V_ERR_CERT_SIGNATURE_FAILURE)
      why = X509_verify_cert_error_string(error);
  }
  ERR_clear_error();
  return why;
}

}  // namespace checks
}  // namespace sioha

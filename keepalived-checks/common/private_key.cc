#include <memory>

#include "keepalived-checks/common/certificate.h"
#include "keepalived-checks/common/openssl_provider.h"
#include "keepalived-checks/common/pem_text.h"

namespace sioha {
namespace checks {
namespace {

struct BytesFree {
  template <class Byte>
  void operator()(Byte* bytes) const { OPENSSL_free(bytes); }
};
typedef std::unique_ptr<unsigned char, BytesFree> Bytes;
struct ElementsFree {
  void operator()(ASN1_SEQUENCE_ANY* elements) const { sk_ASN1_TYPE_pop_free(elements, ASN1_TYPE_free); }
};
typedef std::unique_ptr<ASN1_SEQUENCE_ANY, ElementsFree> Elements;

// The elements of a DER SEQUENCE that fills `bytes`; null: it is none.
Elements elementsOf(const unsigned char* bytes, long size) {
  const unsigned char* at = bytes;
  Elements elements(bytes && size > 0 ? d2i_ASN1_SEQUENCE_ANY(nullptr, &at, size) : nullptr);
  if (elements && at != bytes + size) elements.reset();
  return elements;
}

// Element `i` where it has that type, else null. All types that are asked for are kept as strings.
ASN1_STRING* elementOf(const Elements& elements, int i, int type) {
  if (!elements || i >= sk_ASN1_TYPE_num(elements.get())) return nullptr;
  const ASN1_TYPE* element = sk_ASN1_TYPE_value(elements.get(), i);
  return element->type == type ? element->value.asn1_string : nullptr;
}

Elements elementsIn(ASN1_STRING* string) {
  return string ? elementsOf(ASN1_STRING_get0_data(string), ASN1_STRING_length(string)) : Elements();
}

bool isSame(ASN1_STRING* a, ASN1_STRING* b) { return a && b && ASN1_STRING_cmp(a, b) == 0; }

// RSAPrivateKey (RFC 8017, A.1.2) of two primes, bare or in a PrivateKeyInfo (RFC 5208) for `algorithm`.
Elements rsaNumbersOf(Slice pem, ASN1_STRING* algorithm) {
  const Bio bio = memory(pem);
  char *name = nullptr, *header = nullptr;
  unsigned char* data = nullptr;
  long size = 0;
  if (!bio || PEM_read_bio(bio.get(), &name, &header, &data, &size) != 1) return Elements();
  const std::unique_ptr<char, BytesFree> ownName(name), ownHeader(header);
  const Bytes ownData(data);
  if (*header) return Elements();
  if (Slice(name) == Slice("RSA PRIVATE KEY")) return elementsOf(data, size);
  if (Slice(name) != Slice("PRIVATE KEY")) return Elements();
  const Elements info = elementsOf(data, size);
  if (!isSame(elementOf(info, 1, V_ASN1_SEQUENCE), algorithm)) return Elements();
  return elementsIn(elementOf(info, 2, V_ASN1_OCTET_STRING));
}

// True: it is the key of that certificate, by the numbers that X509_check_private_key() compares. False says
// nothing. OpenSSL 3 tries each decoder that there is, which costs as much as a handshake.
bool isRsaKeyOf(const Certificate& certificate, Slice pem) {
  if (certificate.keyKind != "RSA") return false;
  unsigned char* encoded = nullptr;
  const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate.x509.get()), &encoded);
  const Bytes own(encoded);
  const Elements info = elementsOf(encoded, size);
  const Elements publicKey = elementsIn(elementOf(info, 1, V_ASN1_BIT_STRING));
  const Elements key = rsaNumbersOf(pem, elementOf(info, 0, V_ASN1_SEQUENCE));
  const int count = key ? sk_ASN1_TYPE_num(key.get()) : 0;
  for (int i = 0; i < count; ++i)
    if (!elementOf(key, i, V_ASN1_INTEGER)) return false;
  ASN1_STRING* const version = elementOf(key, 0, V_ASN1_INTEGER);
  return count == 9 && ASN1_INTEGER_get(version) == 0 &&
         isSame(elementOf(key, 1, V_ASN1_INTEGER), elementOf(publicKey, 0, V_ASN1_INTEGER)) &&
         isSame(elementOf(key, 2, V_ASN1_INTEGER), elementOf(publicKey, 1, V_ASN1_INTEGER));
}

}  // namespace

Result<bool> keyFits(const Certificate& certificate, Slice keyPem, const std::string& keyFile) {
  initTls();
  if (!certificate.x509) return Error("there is no certificate that " + keyFile + " could fit");
  const bool known = isRsaKeyOf(certificate, keyPem);
  ERR_clear_error();
  if (known) return true;
  const Bio bio = memory(keyPem);
  const PrivateKey key(bio.get());
  ERR_clear_error();
  if (!key.get())
    return Error(keyFile + " holds no private key in PEM form, or one with a password that httpd would have to ask for");
  const bool fits = X509_check_private_key(certificate.x509.get(), key.get()) == 1;
  ERR_clear_error();
  return fits;
}

}  // namespace checks
}  // namespace sioha

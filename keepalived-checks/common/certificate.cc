#include "keepalived-checks/common/certificate.h"

#include <cstdio>
#include <memory>

#include "keepalived-checks/common/openssl_compat.h"

namespace sioha {
namespace checks {
namespace {

struct NamesFree {
  void operator()(GENERAL_NAMES* names) const { GENERAL_NAMES_free(names); }
};
struct KeyFree {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};

std::string oneLine(X509_NAME* name) {
  char text[256] = "";
  X509_NAME_oneline(name, text, sizeof text);
  return text;
}

// A NUL inside a name ("good.example\0.evil.example") must not be mistaken for its end.
std::string textOf(ASN1_STRING* string) {
  const unsigned char* data = ASN1_STRING_get0_data(string);
  const int length = ASN1_STRING_length(string);
  if (!data || length <= 0) return std::string();
  const std::string text(reinterpret_cast<const char*>(data), static_cast<std::size_t>(length));
  return text.find('\0') == std::string::npos ? text : std::string();
}

std::string commonNameOf(X509* certificate) {
  X509_NAME* subject = X509_get_subject_name(certificate);
  int last = -1;
  for (int i = X509_NAME_get_index_by_NID(subject, NID_commonName, -1); i >= 0;
       i = X509_NAME_get_index_by_NID(subject, NID_commonName, i))
    last = i;
  if (last < 0) return std::string();
  return textOf(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, last)));
}

void readAlternativeNames(X509* certificate, Certificate* out) {
  const std::unique_ptr<GENERAL_NAMES, NamesFree> names(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  if (!names) return;
  for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type == GEN_DNS) {
      const std::string text = textOf(name->d.dNSName);
      if (!text.empty()) out->dnsNames.push_back(text);
    } else if (name->type == GEN_IPADD) {
      const int length = ASN1_STRING_length(name->d.iPAddress);
      IpAddress address;
      address.family = length == 4 ? AF_INET : length == 16 ? AF_INET6 : AF_UNSPEC;
      if (!address.valid()) continue;
      std::memcpy(address.bytes, ASN1_STRING_get0_data(name->d.iPAddress), address.size());
      out->addresses.push_back(address);
    }
  }
}

void readKey(X509* certificate, Certificate* out) {
  const std::unique_ptr<EVP_PKEY, KeyFree> key(X509_get_pubkey(certificate));
  if (!key) {
    out->keyKind = "unknown";
    return;
  }
  const int kind = EVP_PKEY_base_id(key.get());
  const char* name = OBJ_nid2sn(kind);
  out->keyKind = kind == EVP_PKEY_RSA ? "RSA" : kind == EVP_PKEY_EC ? "EC" : kind == EVP_PKEY_DSA ? "DSA" : name ? name : "unknown";
  out->keyBits = EVP_PKEY_bits(key.get());
}

bool readTime(const ASN1_TIME* time, long long* seconds) {
  if (!time) return false;
  const std::string text = textOf(const_cast<ASN1_TIME*>(time));
  return parseAsn1Time(text, seconds);
}

std::string fingerprintOf(X509* certificate) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  if (!X509_digest(certificate, EVP_sha256(), digest, &size)) return std::string();
  std::string text;
  for (unsigned i = 0; i < size; ++i) {
    char pair[3];
    std::snprintf(pair, sizeof pair, "%02x", digest[i]);
    text += pair;
  }
  return text;
}

}  // namespace

// timegm(3) would read the time zone's file, which costs time and may hang with its disk. The year begins in
// March here, so that the leap day is its last.
static long long daysSince1970(long long year, long long month, long long day) {
  year -= month <= 2 ? 1 : 0;
  const long long daysBefore = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return 365 * year + year / 4 - year / 100 + year / 400 + daysBefore - 719468;
}

bool parseAsn1Time(Slice text, long long* seconds) {
  const std::size_t yearDigits = text.size() == 13 ? 2 : 4;
  if ((text.size() != 13 && text.size() != 15) || text[text.size() - 1] != 'Z') return false;
  unsigned long long parts[6];
  if (!parseDecimal(text.sub(0, yearDigits), 9999, &parts[0])) return false;
  for (std::size_t i = 1; i < 6; ++i)
    if (!parseDecimal(text.sub(yearDigits + 2 * (i - 1), 2), 99, &parts[i])) return false;
  if (yearDigits == 2) parts[0] += parts[0] < 50 ? 2000 : 1900;
  if (parts[1] < 1 || parts[1] > 12 || parts[2] < 1 || parts[2] > 31 || parts[3] > 23 || parts[4] > 59 || parts[5] > 60)
    return false;
  *seconds = daysSince1970(static_cast<long long>(parts[0]), static_cast<long long>(parts[1]),
                           static_cast<long long>(parts[2])) *
                 86400 +
             static_cast<long long>(parts[3] * 3600 + parts[4] * 60 + parts[5]);
  return true;
}

Result<Certificate> describeCertificate(X509* x) {
  Certificate out;
  if (X509_up_ref(x)) out.x509.reset(x, X509_free);
  out.subject = oneLine(X509_get_subject_name(x));
  out.issuer = oneLine(X509_get_issuer_name(x));
  out.commonName = commonNameOf(x);
  readAlternativeNames(x, &out);
  if (!readTime(X509_get0_notBefore(x), &out.notBefore) || !readTime(X509_get0_notAfter(x), &out.notAfter))
    return Error("the certificate of " + out.subject + " has a date that cannot be read");
  readKey(x, &out);
  const int signature = X509_get_signature_nid(x);
  out.weakDigest = signature == NID_md5WithRSAEncryption || signature == NID_sha1WithRSAEncryption ||
                   signature == NID_dsaWithSHA1 || signature == NID_ecdsa_with_SHA1 || signature == NID_md2WithRSAEncryption;
  out.selfIssued = X509_NAME_cmp(X509_get_subject_name(x), X509_get_issuer_name(x)) == 0;
  out.fingerprint = fingerprintOf(x);
  ERR_clear_error();
  return out;
}

bool matchesHostName(const std::string& givenPattern, const std::string& givenName) {
  Slice pattern(givenPattern), name(givenName);
  if (name.endsWith(".")) name = name.sub(0, name.size() - 1);
  if (pattern.empty() || name.empty()) return false;
  if (!pattern.startsWith("*.")) return equalsNoCase(pattern, name);
  const Slice suffix = pattern.sub(1);
  // "*.com" covers nobody's domain, and '*' never crosses a dot.
  if (suffix.find('.', 1) == Slice::npos || suffix.find('*') != Slice::npos) return false;
  const std::size_t dot = name.find('.');
  return dot != Slice::npos && dot > 0 && equalsNoCase(name.sub(dot), suffix);
}

bool coversName(const Certificate& certificate, const std::string& name) {
  IpAddress address;
  if (parseAddress(name, &address)) {
    for (const IpAddress& own : certificate.addresses)
      if (own == address) return true;
    IpAddress common;
    return parseAddress(certificate.commonName, &common) && common == address;
  }
  for (const std::string& pattern : certificate.dnsNames)
    if (matchesHostName(pattern, name)) return true;
  return certificate.dnsNames.empty() && matchesHostName(certificate.commonName, name);
}

}  // namespace checks
}  // namespace sioha

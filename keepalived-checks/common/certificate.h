#ifndef SIOHA_CHECKS_COMMON_CERTIFICATE_H
#define SIOHA_CHECKS_COMMON_CERTIFICATE_H

#include <memory>
#include <string>
#include <vector>

#include "keepalived-checks/common/address.h"
#include "mod_sioha/base/result.h"
#include "mod_sioha/base/slice.h"

struct x509_st;

/// What a certificate says, as plain values; nothing of OpenSSL shows here.
namespace sioha {
namespace checks {

struct Certificate {
  Certificate() : notBefore(0), notAfter(0), keyBits(0), weakDigest(false), selfIssued(false) {}
  std::string subject, issuer;         ///< one line each
  std::string commonName;              ///< the last CN of the subject; empty: none
  std::vector<std::string> dnsNames;   ///< subjectAltName; those with a NUL inside are left out
  std::vector<IpAddress> addresses;
  long long notBefore, notAfter;       ///< seconds since 1970
  std::string keyKind;                 ///< "RSA", "EC", "DSA", or another name
  int keyBits;
  bool weakDigest;                     ///< signed with MD5 or SHA-1
  bool selfIssued;                     ///< issuer is the subject
  std::string fingerprint;             ///< SHA-256, hexadecimal
  std::shared_ptr<struct x509_st>
      x509;  ///< OpenSSL's own form: decoding it again would cost as much as all else here
};

/// The certificate's times could not be read or the structure is broken: an error.
Result<Certificate> describeCertificate(struct x509_st* certificate);

/// UTCTime (13 bytes, "YYMMDDHHMMSSZ") or GeneralizedTime (15 bytes), as RFC 5280 4.1.2.5 wants them.
bool parseAsn1Time(Slice text, long long* seconds);

/// Does it cover this host name or address? Names: subjectAltName, and the common name only where
/// there is no dNSName (RFC 6125); '*' stands for the whole first label. Addresses: iPAddress,
/// and a common name that is the address's text, because that is what EMC's guide makes.
bool coversName(const Certificate& certificate, const std::string& nameOrAddress);
bool matchesHostName(const std::string& pattern, const std::string& name);

/// All certificates of a PEM text, the first is the leaf. Text around them is ignored. Those that are `known`
/// already are not decoded again, which costs as much as a whole handshake's arithmetic.
Result<std::vector<Certificate>> readCertificates(Slice pem, const std::string& file,
                                                  const std::vector<Certificate>& known = std::vector<Certificate>());

/// Does the (unencrypted) private key in `keyPem` belong to `certificate`? Error: it cannot be read, with the
/// reason.
Result<bool> keyFits(const Certificate& certificate, Slice keyPem, const std::string& keyFile);

/// Empty: each certificate leads to the next and the last to a trusted or its own root. `directory`
/// is in OpenSSL's c_rehash form, `file` a PEM bundle; both may be empty.
std::string whyChainIsIncomplete(const std::vector<Certificate>& chain, const std::string& directory,
                                 const std::string& file);

}  // namespace checks
}  // namespace sioha
#endif

#ifndef SIOHA_CHECKS_QUESTIONS_CERTIFICATE_CHECK_H
#define SIOHA_CHECKS_QUESTIONS_CERTIFICATE_CHECK_H

#include <string>
#include <vector>

#include "keepalived-checks/common/certificate.h"
#include "keepalived-checks/common/program.h"

namespace sioha {
namespace checks {

extern const Program kCertificateProgram;

struct CertificateWishes {
  std::vector<std::string> names;  ///< host names and addresses that have to be covered
  std::string alsoWanted;          ///< an address that should be covered; empty: none
  double warnDays, failDays;
  long long now;                   ///< seconds since 1970
};

/// One certificate's dates, names, key and signature. `where` begins each sentence. Pure.
Verdict judgeCertificate(const Certificate& certificate, const std::string& where, const CertificateWishes& wishes);

/// Dates, keys and signatures of what stands between the leaf, chain[0], and its root. Pure.
Verdict judgeIssuers(const std::vector<Certificate>& chain, const std::string& where,
                     const CertificateWishes& wishes);

}  // namespace checks
}  // namespace sioha
#endif

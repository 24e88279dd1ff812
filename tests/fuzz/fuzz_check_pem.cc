#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "keepalived-checks/common/certificate.h"
#include "keepalived-checks/questions/certificate_check.h"

// PEM files as check-certificate reads them.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sioha;
  using namespace sioha::checks;
  const Slice pem(reinterpret_cast<const char*>(data), size);
  const Result<std::vector<Certificate>> certificates = readCertificates(pem, "f");
  keyFits(certificates.ok() ? certificates.value()[0] : Certificate(), pem, "f");
  if (!certificates.ok()) return 0;
  // What is known already is told from what is not by its bytes alone.
  const Result<std::vector<Certificate>> again = readCertificates(pem, "f", certificates.value());
  if (!again.ok() || again.value().size() != certificates.value().size()) std::abort();
  for (std::size_t i = 0; i < again.value().size(); ++i)
    if (again.value()[i].fingerprint != certificates.value()[i].fingerprint) std::abort();
  whyChainIsIncomplete(certificates.value(), "", "");
  CertificateWishes wishes = {{"a.example", "192.0.2.100"}, "192.0.2.101", 30, 0, 1700000000};
  judgeIssuers(certificates.value(), "f", wishes);
  for (const Certificate& certificate : certificates.value()) judgeCertificate(certificate, "f", wishes);
  return 0;
}

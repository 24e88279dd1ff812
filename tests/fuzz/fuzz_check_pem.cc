#include <cstddef>
#include <cstdint>

#include "keepalived-checks/common/certificate.h"
#include "keepalived-checks/questions/certificate_check.h"

// PEM files as check-certificate reads them.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sioha;
  using namespace sioha::checks;
  const Slice pem(reinterpret_cast<const char*>(data), size);
  const Result<std::vector<Certificate>> certificates = readCertificates(pem, "f");
  keyFits(pem, pem, "f");
  whyChainIsIncomplete(pem, "", "");
  if (!certificates.ok()) return 0;
  CertificateWishes wishes = {{"a.example", "192.0.2.100"}, 30, 0, 1700000000};
  for (const Certificate& certificate : certificates.value()) judgeCertificate(certificate, "f", wishes);
  return 0;
}

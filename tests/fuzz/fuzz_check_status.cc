#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "keepalived-checks/questions/gateways.h"

// mod_sioha's status page as check-gateways reads it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sioha;
  using namespace sioha::checks;
  const Result<std::vector<GatewayFact>> facts = readStatusPage(Slice(reinterpret_cast<const char*>(data), size));
  if (!facts.ok()) return 0;
  for (GatewayMode mode : {GatewayMode::any, GatewayMode::all, GatewayMode::score}) {
    const Verdict verdict = judgeGateways(facts.value(), mode);
    if (facts.value().empty() && verdict.passes(1)) std::abort();
  }
  return 0;
}

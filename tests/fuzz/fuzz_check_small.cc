#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "keepalived-checks/common/arguments.h"
#include "keepalived-checks/common/arp_probe.h"
#include "keepalived-checks/questions/headroom.h"
#include "keepalived-checks/questions/network.h"
#include "keepalived-checks/questions/score.h"

// The small ones: configuration, published score, sysctl files, /proc, scoreboard, ARP.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sioha;
  using namespace sioha::checks;
  const Slice text(reinterpret_cast<const char*>(data), size);
  static const OptionSpecs specs = {{"level", "N", "5", ""}, {"probe", nullptr, "yes", ""}};
  Arguments arguments(specs);
  if (!arguments.parseConfiguration(text, "f", "p").ok()) arguments.number("level", 0, 100);
  const Result<Published> published = readPublished(text);
  if (published.ok() && published.value().score > 100) std::abort();
  sysctlValue(text, "net.ipv4.ip_nonlocal_bind");
  for (double share : {freeWorkers(text), freeDescriptors(text), freeDescriptorsOf(size, text)})
    if (share > 1) std::abort();
  freeMemory(text);
  parseWeights(text.str());
  const unsigned char own[6] = {2, 0, 0, 0, 0, 1};
  IpAddress vip;
  parseAddress("192.0.2.100", &vip);
  std::string who;
  isForeignClaim(text, vip, own, &who);
  return 0;
}

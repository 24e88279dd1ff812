// The first byte picks what is asked; the rest is the datagram that answers.
#include <cstddef>
#include <cstdint>
#include <string>

#include "keepalived-checks/common/netlink.h"
#include "tests/fakes/canned_netlink.h"

// libnl (3.7) loses the hops of a route that it refuses itself. A check ends a moment later.
extern "C" __attribute__((visibility("default"))) const char* __asan_default_options();
extern "C" const char* __asan_default_options() { return "detect_leaks=0"; }

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sioha;
  if (size == 0 || size > 65536) return 0;
  fakes::CannedNetlink canned(std::string(reinterpret_cast<const char*>(data) + 1, size - 1));
  checks::readNetworkFrom(canned.socket(), 1 << (data[0] % 4));
  return 0;
}

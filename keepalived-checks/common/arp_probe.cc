#include "keepalived-checks/common/arp_probe.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/capability.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>

#include "mod_sioha/base/fd.h"

namespace sioha {
namespace checks {
namespace {

// RFC 826 over Ethernet and IPv4: eight fixed bytes, then sender and target.
const std::size_t kArpSize = 28, kOperation = 6, kSenderHardware = 8, kSenderAddress = 14, kTargetAddress = 24;
const unsigned char kHead[6] = {0, 1, 8, 0, 6, 4};

ArpProbe failed(const char* what) {
  const bool permission = errno == EPERM || errno == EACCES;
  ArpProbe probe = {permission ? ArpProbe::Answer::notPermitted : ArpProbe::Answer::failed,
                    std::string(what) + ": " + std::strerror(errno)};
  return probe;
}

}  // namespace

bool isForeignClaim(Slice packet, const IpAddress& address, const unsigned char* own, std::string* hardware) {
  if (packet.size() < kArpSize || address.family != AF_INET) return false;
  const unsigned char* p = reinterpret_cast<const unsigned char*>(packet.data());
  if (std::memcmp(p, kHead, sizeof kHead) != 0) return false;
  if (p[kOperation] != 0 || (p[kOperation + 1] != 1 && p[kOperation + 1] != 2)) return false;
  if (std::memcmp(p + kSenderAddress, address.bytes, 4) != 0) return false;
  if (std::memcmp(p + kSenderHardware, own, 6) == 0) return false;
  char text[18];
  std::snprintf(text, sizeof text, "%02x:%02x:%02x:%02x:%02x:%02x", p[8], p[9], p[10], p[11], p[12], p[13]);
  *hardware = text;
  return true;
}

bool mayProbe() {
  struct __user_cap_header_struct head = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct data[2];
  std::memset(data, 0, sizeof data);
  if (::syscall(SYS_capget, &head, data) != 0) return false;
  return (data[0].effective & (1u << CAP_NET_RAW)) != 0;
}

ArpProbe probeAddress(const IpAddress& address, int link, Duration patience, const Clock& clock) {
  const Fd fd(::socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, htons(ETH_P_ARP)));
  if (!fd.valid()) return failed("packet socket");
  struct sockaddr_ll own;
  std::memset(&own, 0, sizeof own);
  own.sll_family = AF_PACKET;
  own.sll_protocol = htons(ETH_P_ARP);
  own.sll_ifindex = link;
  if (::bind(fd.get(), reinterpret_cast<struct sockaddr*>(&own), sizeof own) != 0) return failed("bind");
  socklen_t length = sizeof own;
  if (::getsockname(fd.get(), reinterpret_cast<struct sockaddr*>(&own), &length) != 0) return failed("getsockname");
  if (own.sll_halen != 6 || address.family != AF_INET) return ArpProbe{ArpProbe::Answer::nobody, "no Ethernet"};

  unsigned char packet[kArpSize] = {0};
  std::memcpy(packet, kHead, sizeof kHead);
  packet[kOperation + 1] = 1;
  std::memcpy(packet + kSenderHardware, own.sll_addr, 6);
  std::memcpy(packet + kTargetAddress, address.bytes, 4);
  struct sockaddr_ll everyone = own;
  std::memset(everyone.sll_addr, 0xFF, 6);
  if (::sendto(fd.get(), packet, sizeof packet, 0, reinterpret_cast<struct sockaddr*>(&everyone),
               sizeof everyone) < 0)
    return failed("send");

  const Instant until = clock.now() + patience;
  for (;;) {
    const Instant now = clock.now();
    if (now >= until) return ArpProbe{ArpProbe::Answer::nobody, ""};
    struct pollfd waiting = {fd.get(), POLLIN, 0};
    if (::poll(&waiting, 1, static_cast<int>((until - now).count() / 1000) + 1) < 0 && errno != EINTR)
      return failed("poll");
    char answer[256];
    const ssize_t n = ::recv(fd.get(), answer, sizeof answer, MSG_DONTWAIT);
    std::string hardware;
    if (n > 0 && isForeignClaim(Slice(answer, static_cast<std::size_t>(n)), address, own.sll_addr, &hardware))
      return ArpProbe{ArpProbe::Answer::duplicate, hardware};
  }
}

}  // namespace checks
}  // namespace sioha

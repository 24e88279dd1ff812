#ifndef SIOHA_CHECKS_COMMON_ADDRESS_H
#define SIOHA_CHECKS_COMMON_ADDRESS_H

#include <sys/socket.h>

#include <cstddef>
#include <string>

namespace sioha {
namespace checks {

/// An IPv4 or IPv6 address as bytes. Plain value.
struct IpAddress {
  IpAddress();
  int family;                 ///< AF_INET, AF_INET6, or AF_UNSPEC where there is none
  unsigned char bytes[16];
  std::size_t size() const { return family == AF_INET ? 4 : family == AF_INET6 ? 16 : 0; }
  std::string text() const;
  bool valid() const { return family != AF_UNSPEC; }
  bool isLoopback() const;
  bool isLinkLocal() const;
  /// Do the first `prefixLength` bits of both agree?
  bool inNetwork(const IpAddress& network, unsigned prefixLength) const;
};
bool operator==(const IpAddress& a, const IpAddress& b);

/// A literal, without port, with or without "[]"; a name is no address.
bool parseAddress(const std::string& text, IpAddress* address);
IpAddress addressOf(const struct sockaddr* address);
/// Returns the length for connect(2), 0 for an invalid address.
socklen_t toSockaddr(const IpAddress& address, unsigned port, struct sockaddr_storage* out);

}  // namespace checks
}  // namespace sioha
#endif

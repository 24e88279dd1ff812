#include "keepalived-checks/common/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <cstring>

namespace sioha {
namespace checks {

IpAddress::IpAddress() : family(AF_UNSPEC) { std::memset(bytes, 0, sizeof bytes); }

std::string IpAddress::text() const {
  char text[INET6_ADDRSTRLEN];
  if (!valid() || !::inet_ntop(family, bytes, text, sizeof text)) return "no address";
  return text;
}

bool IpAddress::isLoopback() const {
  if (family == AF_INET) return bytes[0] == 127;
  static const unsigned char one[16] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
  return family == AF_INET6 && std::memcmp(bytes, one, 16) == 0;
}

bool IpAddress::isLinkLocal() const {
  if (family == AF_INET) return bytes[0] == 169 && bytes[1] == 254;
  return family == AF_INET6 && bytes[0] == 0xFE && (bytes[1] & 0xC0) == 0x80;
}

bool IpAddress::inNetwork(const IpAddress& network, unsigned prefixLength) const {
  if (family != network.family || prefixLength > size() * 8) return false;
  const std::size_t whole = prefixLength / 8;
  if (std::memcmp(bytes, network.bytes, whole) != 0) return false;
  const unsigned rest = prefixLength % 8;
  return rest == 0 || (bytes[whole] >> (8 - rest)) == (network.bytes[whole] >> (8 - rest));
}

bool operator==(const IpAddress& a, const IpAddress& b) {
  return a.family == b.family && std::memcmp(a.bytes, b.bytes, a.size()) == 0;
}

bool parseAddress(const std::string& given, IpAddress* address) {
  std::string text = given;
  if (text.size() > 2 && text[0] == '[' && text[text.size() - 1] == ']') text = text.substr(1, text.size() - 2);
  IpAddress parsed;
  if (::inet_pton(AF_INET, text.c_str(), parsed.bytes) == 1) parsed.family = AF_INET;
  else if (::inet_pton(AF_INET6, text.c_str(), parsed.bytes) == 1) parsed.family = AF_INET6;
  else return false;
  *address = parsed;
  return true;
}

IpAddress addressOf(const struct sockaddr* address) {
  IpAddress ip;
  if (address->sa_family == AF_INET) {
    ip.family = AF_INET;
    std::memcpy(ip.bytes, &reinterpret_cast<const struct sockaddr_in*>(address)->sin_addr, 4);
  } else if (address->sa_family == AF_INET6) {
    ip.family = AF_INET6;
    std::memcpy(ip.bytes, &reinterpret_cast<const struct sockaddr_in6*>(address)->sin6_addr, 16);
  }
  return ip;
}

socklen_t toSockaddr(const IpAddress& address, unsigned port, struct sockaddr_storage* out) {
  std::memset(out, 0, sizeof *out);
  if (address.family == AF_INET) {
    struct sockaddr_in* in = reinterpret_cast<struct sockaddr_in*>(out);
    in->sin_family = AF_INET;
    in->sin_port = htons(static_cast<unsigned short>(port));
    std::memcpy(&in->sin_addr, address.bytes, 4);
    return sizeof *in;
  }
  if (address.family == AF_INET6) {
    struct sockaddr_in6* in = reinterpret_cast<struct sockaddr_in6*>(out);
    in->sin6_family = AF_INET6;
    in->sin6_port = htons(static_cast<unsigned short>(port));
    std::memcpy(&in->sin6_addr, address.bytes, 16);
    return sizeof *in;
  }
  return 0;
}

}  // namespace checks
}  // namespace sioha

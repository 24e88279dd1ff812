#ifndef SIOHA_NET_ENDPOINT_H
#define SIOHA_NET_ENDPOINT_H

#include <sys/socket.h>

#include <string>
#include <vector>

#include "mod_sioha/base/result.h"

namespace sioha {
namespace net {

/// One address of a gateway, ready for connect(2).
struct Endpoint {
  Endpoint() : address(), length(0) {}
  struct sockaddr_storage address;
  socklen_t length;
  /// "192.0.2.1:8009" or "[2001:db8::1]:8009", for people.
  std::string text() const;
};

/// The addresses of the preferred family first, else in the order given.
void preferFamily(bool ipv6, std::vector<Endpoint>* addresses);

/// Before connect(2): where the connection comes from. False: errno says why not.
bool bindTo(const Endpoint& source, int fd);

/// All stream addresses of host:port: those of the preferred family first, else
/// in the resolver's order. An address in brackets is not understood, its inside
/// is. Blocks in the resolver, so it is for start-up and background threads, never
/// for a request.
Result<std::vector<Endpoint>> resolve(const std::string& host, unsigned port, bool preferIpv6);

}  // namespace net
}  // namespace sioha
#endif

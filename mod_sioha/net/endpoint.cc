#include "mod_sioha/net/endpoint.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstring>
#include <memory>

namespace sioha {
namespace net {

std::string Endpoint::text() const {
  char name[INET6_ADDRSTRLEN] = "";
  if (address.ss_family == AF_INET) {
    struct sockaddr_in in;
    std::memcpy(&in, &address, sizeof in);
    ::inet_ntop(AF_INET, &in.sin_addr, name, sizeof name);
    return std::string(name) + ":" + std::to_string(ntohs(in.sin_port));
  }
  if (address.ss_family == AF_INET6) {
    struct sockaddr_in6 in6;
    std::memcpy(&in6, &address, sizeof in6);
    ::inet_ntop(AF_INET6, &in6.sin6_addr, name, sizeof name);
    return "[" + std::string(name) + "]:" + std::to_string(ntohs(in6.sin6_port));
  }
  return "unknown address";
}

void preferFamily(bool ipv6, std::vector<Endpoint>* addresses) {
  const sa_family_t first = ipv6 ? AF_INET6 : AF_INET;
  std::stable_partition(addresses->begin(), addresses->end(),
                        [first](const Endpoint& e) { return e.address.ss_family == first; });
}

bool bindTo(const Endpoint& source, int fd) {
  return ::bind(fd, reinterpret_cast<const struct sockaddr*>(&source.address), source.length) == 0;
}

Result<std::vector<Endpoint>> resolve(const std::string& host, unsigned port, bool preferIpv6) {
  struct addrinfo hints;
  std::memset(&hints, 0, sizeof hints);
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  // No AI_ADDRCONFIG: it hides loopback addresses where no other interface is up.
  hints.ai_flags = AI_NUMERICSERV;
  struct addrinfo* list = nullptr;
  const int failed = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &list);
  if (failed) return Error("the host \"" + host + "\" has no address: " + ::gai_strerror(failed));
  std::unique_ptr<struct addrinfo, void (*)(struct addrinfo*)> owner(list, ::freeaddrinfo);

  std::vector<Endpoint> found;
  for (const struct addrinfo* a = list; a; a = a->ai_next) {
    if ((a->ai_family != AF_INET && a->ai_family != AF_INET6) || a->ai_addrlen > sizeof(sockaddr_storage))
      continue;
    Endpoint endpoint;
    std::memcpy(&endpoint.address, a->ai_addr, a->ai_addrlen);
    endpoint.length = a->ai_addrlen;
    found.push_back(endpoint);
  }
  if (found.empty()) return Error("the host \"" + host + "\" has neither an IPv4 nor an IPv6 address");
  preferFamily(preferIpv6, &found);
  return found;
}

}  // namespace net
}  // namespace sioha

#include "mod_sioha/httpd/hop_by_hop.h"

namespace sioha {
namespace httpd {

bool isHopByHop(Slice name) {
  switch (name.size()) {
    case 2:
      return equalsNoCase(name, "TE");
    case 6:
      return equalsNoCase(name, "Expect");
    case 7:
      return equalsNoCase(name, "Upgrade") || equalsNoCase(name, "Trailer");
    case 10:
      return equalsNoCase(name, "Connection") || equalsNoCase(name, "Keep-Alive");
    case 14:
      return equalsNoCase(name, "HTTP2-Settings");
    case 16:
      return equalsNoCase(name, "Proxy-Connection");
    case 17:
      return equalsNoCase(name, "Transfer-Encoding");
    case 18:
      return equalsNoCase(name, "Proxy-Authenticate");
    case 19:
      return equalsNoCase(name, "Proxy-Authorization");
    default:
      return false;
  }
}

bool isNamedBy(Slice connectionValue, Slice name) {
  if (equalsNoCase(name, "Host") || equalsNoCase(name, "Content-Length")) return false;
  std::size_t at = 0;
  while (at <= connectionValue.size()) {
    const std::size_t comma = connectionValue.find(',', at);
    const std::size_t end = comma == Slice::npos ? connectionValue.size() : comma;
    if (equalsNoCase(connectionValue.sub(at, end - at).trimmed(), name)) return true;
    at = end + 1;
  }
  return false;
}

}  // namespace httpd
}  // namespace sioha

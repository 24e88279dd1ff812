#include "mod_sioha/httpd/session_route.h"

namespace sioha {
namespace httpd {

Slice sessionInPath(Slice rawPath, Slice parameter) {
  for (std::size_t at = rawPath.find(';'); at != Slice::npos; at = rawPath.find(';', at + 1)) {
    const Slice tail = rawPath.sub(at);
    if (!tail.startsWith(parameter) || tail.size() <= parameter.size() || tail[parameter.size()] != '=')
      continue;
    const Slice value = tail.sub(parameter.size() + 1);
    std::size_t end = 0;
    while (end < value.size() && value[end] != ';' && value[end] != '/' && value[end] != '?') ++end;
    return value.sub(0, end);
  }
  return Slice();
}

bool CookieValues::next(Slice* value) {
  while (!rest_.empty()) {
    // httpd puts two Cookie headers together with a comma.
    std::size_t end = 0;
    while (end < rest_.size() && rest_[end] != ';' && rest_[end] != ',') ++end;
    const Slice pair = rest_.sub(0, end).trimmed();
    rest_ = rest_.sub(end + 1);
    const std::size_t equals = pair.find('=');
    if (equals == Slice::npos || pair.sub(0, equals).trimmed() != name_) continue;
    Slice found = pair.sub(equals + 1).trimmed();
    if (found.size() >= 2 && found[0] == '"' && found[found.size() - 1] == '"')
      found = found.sub(1, found.size() - 2);
    *value = found;
    return true;
  }
  return false;
}

Slice routeOf(Slice sessionId) {
  const std::size_t dot = sessionId.find('.');
  return dot == Slice::npos ? Slice() : sessionId.sub(dot + 1);
}

}  // namespace httpd
}  // namespace sioha

#ifndef SIOHA_HTTPD_SESSION_ROUTE_H
#define SIOHA_HTTPD_SESSION_ROUTE_H

#include <string>

#include "mod_sioha/base/slice.h"

namespace sioha {
namespace httpd {

/// The session id in a path parameter (";jsessionid=ID") of a raw path, or an empty slice.
Slice sessionInPath(Slice rawPath, Slice parameter);

/// Steps through the values of all cookies called `name` in a Cookie header.
class CookieValues {
 public:
  CookieValues(Slice header, Slice name) : rest_(header), name_(name) {}
  bool next(Slice* value);

 private:
  Slice rest_;
  Slice name_;
};

/// The route is what follows the first '.' of a session id; empty: none.
Slice routeOf(Slice sessionId);

}  // namespace httpd
}  // namespace sioha
#endif

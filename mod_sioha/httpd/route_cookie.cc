#include "mod_sioha/httpd/route_cookie.h"

#include <apr_strings.h>

#include "mod_sioha/httpd/tls.h"

namespace sioha {
namespace httpd {

RouteCookie makeRouteCookie(request_rec* r, const RequestRule& rule, const std::string& route) {
  RouteCookie cookie;
  cookie.name = rule.sessionCookie();
  cookie.value =
      apr_pstrcat(r->pool, rule.sessionCookie().c_str(), "=.", route.c_str(), ";PATH=",
                  rule.sessionCookiePath().c_str(), ";HttpOnly", isTls(r) ? ";Secure" : "", nullptr);
  return cookie;
}

bool setsCookie(Slice setCookie, Slice name) {
  const std::size_t equals = setCookie.find('=');
  return equals != Slice::npos && setCookie.sub(0, equals).trimmed() == name;
}

}  // namespace httpd
}  // namespace sioha

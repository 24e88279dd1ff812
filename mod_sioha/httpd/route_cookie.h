#ifndef SIOHA_HTTPD_ROUTE_COOKIE_H
#define SIOHA_HTTPD_ROUTE_COOKIE_H

#include <string>

#include "mod_sioha/httpd/request_rule.h"

namespace sioha {
namespace httpd {

/// A Set-Cookie that brings the client back to the member that answers (set_session_cookie).
struct RouteCookie {
  RouteCookie() : value(nullptr) {}
  Slice name;
  const char* value;  ///< of the header, in the request's pool; null: none
};

/// JSESSIONID=.route;PATH=/;HttpOnly, as mod_jk writes it, and ;Secure over TLS.
RouteCookie makeRouteCookie(request_rec* r, const RequestRule& rule, const std::string& route);

/// Does a Set-Cookie of the application's set the cookie of this name?
bool setsCookie(Slice setCookie, Slice name);

}  // namespace httpd
}  // namespace sioha
#endif

#ifndef SIOHA_HTTPD_GUARD_H
#define SIOHA_HTTPD_GUARD_H

#include <exception>

#include "mod_sioha/httpd/private.h"

namespace sioha {
namespace httpd {

void logException(const char* where, const char* what) noexcept;

/// The one way from httpd's C into our C++: runs `body`; an exception (bad_alloc,
/// a broken invariant) is logged and becomes `failed`.
template <class Value, class Body>
Value guarded(const char* where, Value failed, Body body) noexcept {
  try {
    return body();
  } catch (const std::exception& e) {
    logException(where, e.what());
  } catch (...) {
    logException(where, "unknown exception");
  }
  return failed;
}

}  // namespace httpd
}  // namespace sioha
#endif

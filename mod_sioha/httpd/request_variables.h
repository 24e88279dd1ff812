#ifndef SIOHA_HTTPD_REQUEST_VARIABLES_H
#define SIOHA_HTTPD_REQUEST_VARIABLES_H

#include "mod_sioha/base/slice.h"

namespace sioha {
namespace httpd {

/// A variable that is on or off (JK_STICKY_IGNORE and the like); null: not set. In mod_jk it is on where it is
/// empty or a number other than 0; words that say no are taken for no.
inline bool isOn(const char* value) {
  return value && !equalsNoCase(value, "0") && !equalsNoCase(value, "off") && !equalsNoCase(value, "no") &&
         !equalsNoCase(value, "false");
}

}  // namespace httpd
}  // namespace sioha
#endif

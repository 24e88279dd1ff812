#ifndef SIOHA_HTTPD_HOP_BY_HOP_H
#define SIOHA_HTTPD_HOP_BY_HOP_H

#include "mod_sioha/base/slice.h"

namespace sioha {
namespace httpd {

/// Headers that end at each hop, whatever Connection says (RFC 9110, 7.6.1), and those of an upgrade,
/// which AJP cannot carry. Content-Length is not among them: each side says its own.
bool isHopByHop(Slice name);

/// Does a Connection header's value name this header? "Host" and "Content-Length" cannot be named away.
bool isNamedBy(Slice connectionValue, Slice name);

}  // namespace httpd
}  // namespace sioha
#endif

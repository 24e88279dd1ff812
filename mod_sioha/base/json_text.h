#ifndef SIOHA_BASE_JSON_TEXT_H
#define SIOHA_BASE_JSON_TEXT_H

#include <string>

#include "mod_sioha/base/slice.h"

namespace sioha {

/// Appends `text` as a JSON string (RFC 8259) with its quotes. Control characters are escaped, and so
/// are '<', '>' and '&', which lets the text stand in HTML; what is not UTF-8 becomes U+FFFD.
void appendJsonString(std::string* to, Slice text);

/// `text` with each byte that does not belong to well-formed UTF-8 (RFC 3629: no surrogates, no
/// overlong form) replaced by U+FFFD.
std::string validUtf8(Slice text);

}  // namespace sioha
#endif

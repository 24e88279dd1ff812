#ifndef SIOHA_GATEWAY_BASE64_H
#define SIOHA_GATEWAY_BASE64_H

#include <string>

#include "mod_sioha/base/slice.h"

namespace sioha {
namespace gateway {

/// RFC 4648, section 4. Padding may be missing (gateways drop it from their tokens); any character outside
/// the alphabet, and an impossible length, is refused. What the bits of an incomplete last byte say is
/// ignored.
bool decodeBase64(Slice text, std::string* bytes);

/// The same into `out`, which has room for text.size() / 4 * 3 + 2 bytes: no allocation.
bool decodeBase64(Slice text, char* out, std::size_t* size);

/// With padding.
std::string encodeBase64(Slice bytes);

}  // namespace gateway
}  // namespace sioha
#endif

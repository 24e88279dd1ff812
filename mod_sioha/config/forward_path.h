#ifndef SIOHA_CONFIG_FORWARD_PATH_H
#define SIOHA_CONFIG_FORWARD_PATH_H

#include <string>

#include "mod_sioha/base/slice.h"

/// Writing a decoded path for a gateway that will decode it once. No I/O.
namespace sioha {
namespace config {

/// Would escapePath() change it? One pass, allocates nothing.
bool needsEscape(Slice decodedPath);
/// ForwardURIProxy, as mod_jk writes it: all but letters, digits and $-_.+!*'(),;:@&=/~ as %XX.
std::string escapePath(Slice decodedPath);

/// ForwardURICompat: only what would not be the same path after one decoding, '%', and what cannot stand in a
/// request line, control characters and blanks, as %XX.
std::string escapeLeast(Slice decodedPath);

/// RejectUnsafeURI: would the path after one decoding mean something else after another (CVE-2007-0450)?
bool isUnsafePath(Slice decodedPath);

/// SiohaStripSession: the path without each ";jsessionid..." (`parameter`) up to the next ';' or '/'.
/// mod_jk cuts all that follows it.
std::string withoutSession(Slice path, Slice parameter);

}  // namespace config
}  // namespace sioha
#endif

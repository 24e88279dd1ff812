#ifndef SIOHA_GATEWAY_JSON_SCAN_H
#define SIOHA_GATEWAY_JSON_SCAN_H

#include <string>

#include "mod_sioha/base/slice.h"

/// Finds single fields in a gateway's JSON without building a tree. Made for answers that may be
/// cut (only the first kilobytes are kept) or hostile: no recursion, no allocation while scanning,
/// never a byte outside the slice. Tolerant: what it does not look for it does not check.
namespace sioha {
namespace gateway {

/// The value of the first member `key` (no escapes in it) of the JSON object that `object` begins with,
/// as it stands there: with its quotes or brackets. False if it is absent, cut, or `object` is no object.
bool findMember(Slice object, Slice key, Slice* value);

/// Decodes a JSON string with its quotes. \u escapes become UTF-8. False if it is no complete string.
bool readString(Slice value, std::string* text);

/// An integer; false for anything else, a fraction included.
bool readInteger(Slice value, long long* number);

/// findMember and readString or readInteger in one.
bool findString(Slice object, Slice key, std::string* text);
bool findInteger(Slice object, Slice key, long long* number);

}  // namespace gateway
}  // namespace sioha
#endif

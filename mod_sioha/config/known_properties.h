#ifndef SIOHA_CONFIG_KNOWN_PROPERTIES_H
#define SIOHA_CONFIG_KNOWN_PROPERTIES_H

#include <cstddef>
#include <string>

#include "mod_sioha/base/slice.h"

/// Every worker property there is: the one list that the parser, its messages and
/// doc/worker-properties.md (checked by a test) rest on.
namespace sioha {
namespace config {

enum class Support {
  full,
  alias,     ///< another spelling, no warning; `note` is the name it stands for
  renamed,   ///< a deprecated name, taken with a warning; `note` is the name to write
  noEffect,  ///< accepted with a warning: ignoring it does no harm; `note` says why, or is ""
  refused    ///< an error: ignoring it would do harm; `note` says what to write
};

/// Which workers a property is for, as bits.
const unsigned kForMember = 1;    ///< ajp13, by itself or in a balancer
const unsigned kForBalancer = 2;  ///< lb, and ajp13 by itself where the property is about health
const unsigned kForStatus = 4;
const unsigned kForAll = 7;

struct KnownProperty {
  const char* name;
  Support support;
  unsigned scope;
  const char* unit;  ///< "ms", "s", "duration" (s, or with a suffix), "bytes", "number", "flag", "word",
                     ///< "text", "list", "file"
  const char* defaultValue;  ///< as one would write it; "" for none
  const char* note;
};

extern const KnownProperty kKnownProperties[];
extern const std::size_t kKnownPropertyCount;

/// Null when there is no property of that name.
const KnownProperty* findKnownProperty(Slice name);

/// "did you mean 'host'?", or advice that fits any name.
std::string suggestProperty(Slice mistyped);

}  // namespace config
}  // namespace sioha
#endif

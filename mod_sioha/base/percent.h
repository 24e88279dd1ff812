#ifndef SIOHA_BASE_PERCENT_H
#define SIOHA_BASE_PERCENT_H

#include <string>

#include "mod_sioha/base/slice.h"

/// Percent-encoding (RFC 3986, section 2.1). Which bytes need it is the caller's to know. Any thread.
namespace sioha {

inline void appendPercentEncoded(char c, std::string* to) {
  static const char kDigits[] = "0123456789ABCDEF";
  const unsigned byte = static_cast<unsigned char>(c);
  to->push_back('%');
  to->push_back(kDigits[byte / 16]);
  to->push_back(kDigits[byte % 16]);
}

/// -1: no hexadecimal digit.
inline int hexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// `at` is where the '%' stands. The byte, 0 to 255; -1: two digits do not follow.
inline int percentDecoded(Slice text, std::size_t at) {
  if (text.size() - at < 3) return -1;
  const int high = hexDigit(text[at + 1]);
  const int low = hexDigit(text[at + 2]);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

}  // namespace sioha
#endif

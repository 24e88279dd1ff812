#include "mod_sioha/base/json_text.h"

namespace sioha {
namespace {

unsigned char byteAt(Slice text, std::size_t i) {
  return static_cast<unsigned char>(text[i]);
}

// Length of the well-formed sequence at `i`, 0 if there is none (the table of RFC 3629, section 4).
std::size_t sequenceLength(Slice text, std::size_t i) {
  const unsigned char lead = byteAt(text, i);
  if (lead < 0x80) return 1;
  if (lead < 0xC2 || lead > 0xF4) return 0;
  const std::size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (text.size() - i < length) return 0;
  unsigned char lowest = 0x80, highest = 0xBF;
  if (lead == 0xE0) lowest = 0xA0;
  if (lead == 0xED) highest = 0x9F;
  if (lead == 0xF0) lowest = 0x90;
  if (lead == 0xF4) highest = 0x8F;
  if (byteAt(text, i + 1) < lowest || byteAt(text, i + 1) > highest) return 0;
  for (std::size_t k = 2; k < length; ++k)
    if (byteAt(text, i + k) < 0x80 || byteAt(text, i + k) > 0xBF) return 0;
  return length;
}

const char kReplacement[] = "\xEF\xBF\xBD";

void appendEscape(std::string* to, unsigned char c) {
  static const char kHex[] = "0123456789abcdef";
  switch (c) {
    case '"':
      *to += "\\\"";
      return;
    case '\\':
      *to += "\\\\";
      return;
    case '\n':
      *to += "\\n";
      return;
    case '\r':
      *to += "\\r";
      return;
    case '\t':
      *to += "\\t";
      return;
    default:
      break;
  }
  *to += "\\u00";
  *to += kHex[c >> 4];
  *to += kHex[c & 15];
}

bool needsEscape(unsigned char c) {
  return c < 0x20 || c == 0x7F || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&';
}

}  // namespace

void appendJsonString(std::string* to, Slice text) {
  *to += '"';
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = sequenceLength(text, i);
    if (length == 0) {
      *to += kReplacement;
    } else if (length == 1 && needsEscape(byteAt(text, i))) {
      appendEscape(to, byteAt(text, i));
    } else {
      to->append(text.data() + i, length);
    }
    i += length ? length : 1;
  }
  *to += '"';
}

std::string validUtf8(Slice text) {
  std::string valid;
  valid.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = sequenceLength(text, i);
    if (length)
      valid.append(text.data() + i, length);
    else
      valid += kReplacement;
    i += length ? length : 1;
  }
  return valid;
}

}  // namespace sioha

#include "mod_sioha/gateway/json_scan.h"

#include <cstdint>

namespace sioha {
namespace gateway {
namespace {

bool isSpace(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

std::size_t skipSpace(Slice text, std::size_t at) {
  while (at < text.size() && isSpace(text[at])) ++at;
  return at;
}

// Behind the closing quote of the string that opens at `at`, or npos if it is cut.
std::size_t endOfString(Slice text, std::size_t at) {
  for (++at; at < text.size(); ++at) {
    if (text[at] == '\\')
      ++at;
    else if (text[at] == '"')
      return at + 1;
  }
  return Slice::npos;
}

bool endsScalar(char c) {
  return isSpace(c) || c == ',' || c == '}' || c == ']' || c == ':' || c == '"';
}

// Brackets are only counted: {] passes, and no nesting depth costs more than a number.
std::size_t endOfNested(Slice text, std::size_t at) {
  for (std::size_t depth = 0; at < text.size();) {
    const char c = text[at];
    if (c == '"') {
      at = endOfString(text, at);
      continue;
    }
    ++at;
    if (c == '{' || c == '[') ++depth;
    if ((c == '}' || c == ']') && --depth == 0) return at;
  }
  return Slice::npos;
}

// Behind the value that begins at `at`, or npos if it is cut or none.
std::size_t endOfValue(Slice text, std::size_t at) {
  if (at >= text.size()) return Slice::npos;
  if (text[at] == '"') return endOfString(text, at);
  if (text[at] == '{' || text[at] == '[') return endOfNested(text, at);
  const std::size_t begin = at;
  while (at < text.size() && !endsScalar(text[at])) ++at;
  return at == begin || at == text.size() ? Slice::npos : at;
}

int hexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = lowerAscii(c);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

bool readHex4(Slice text, std::size_t at, std::uint32_t* unit) {
  if (text.size() < 4 || at > text.size() - 4) return false;
  *unit = 0;
  for (std::size_t i = at; i < at + 4; ++i) {
    if (hexValue(text[i]) < 0) return false;
    *unit = *unit * 16 + static_cast<std::uint32_t>(hexValue(text[i]));
  }
  return true;
}

void appendUtf8(std::string* to, std::uint32_t code) {
  const auto put = [to](std::uint32_t byte) { *to += static_cast<char>(static_cast<unsigned char>(byte)); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | code >> 6);
    put(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    put(0xE0 | code >> 12);
    put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
  } else {
    put(0xF0 | code >> 18);
    put(0x80 | (code >> 12 & 0x3F));
    put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
  }
}

// `at` stands on the first hex digit of \uXXXX. A lone surrogate becomes U+FFFD.
bool appendUnicodeEscape(Slice text, std::size_t* at, std::string* to) {
  std::uint32_t code = 0, low = 0;
  if (!readHex4(text, *at, &code)) return false;
  *at += 4;
  if (code >= 0xD800 && code < 0xDC00 && text.sub(*at, 2) == Slice("\\u") && readHex4(text, *at + 2, &low) &&
      low >= 0xDC00 && low < 0xE000) {
    code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    *at += 6;
  }
  appendUtf8(to, code >= 0xD800 && code < 0xE000 ? 0xFFFD : code);
  return true;
}

bool appendEscaped(Slice text, std::size_t* at, std::string* to) {
  const char c = text[(*at)++];
  switch (c) {
    case '"':
    case '\\':
    case '/':
      *to += c;
      return true;
    case 'b':
      *to += '\b';
      return true;
    case 'f':
      *to += '\f';
      return true;
    case 'n':
      *to += '\n';
      return true;
    case 'r':
      *to += '\r';
      return true;
    case 't':
      *to += '\t';
      return true;
    case 'u':
      return appendUnicodeEscape(text, at, to);
    default:
      return false;
  }
}

}  // namespace

bool findMember(Slice object, Slice key, Slice* value) {
  std::size_t at = skipSpace(object, 0);
  if (at >= object.size() || object[at] != '{') return false;
  ++at;
  while (true) {
    at = skipSpace(object, at);
    if (at >= object.size() || object[at] != '"') return false;
    const std::size_t endOfKey = endOfString(object, at);
    if (endOfKey == Slice::npos) return false;
    const Slice name = object.sub(at + 1, endOfKey - at - 2);
    at = skipSpace(object, endOfKey);
    if (at >= object.size() || object[at] != ':') return false;
    at = skipSpace(object, at + 1);
    const std::size_t end = endOfValue(object, at);
    if (end == Slice::npos) return false;
    if (name == key) {
      *value = object.sub(at, end - at);
      return true;
    }
    at = skipSpace(object, end);
    if (at >= object.size() || object[at] != ',') return false;
    ++at;
  }
}

bool readString(Slice value, std::string* text) {
  if (value.size() < 2 || value[0] != '"' || endOfString(value, 0) != value.size()) return false;
  const Slice inside = value.sub(1, value.size() - 2);
  std::string decoded;
  for (std::size_t at = 0; at < inside.size();) {
    const char c = inside[at++];
    if (c != '\\')
      decoded += c;
    else if (at == inside.size() || !appendEscaped(inside, &at, &decoded))
      return false;
  }
  text->swap(decoded);
  return true;
}

bool readInteger(Slice value, long long* number) {
  const bool negative = value.startsWith("-");
  unsigned long long magnitude = 0;
  if (!parseDecimal(negative ? value.sub(1) : value, 0x7FFFFFFFFFFFFFFFull, &magnitude)) return false;
  *number = negative ? -static_cast<long long>(magnitude) : static_cast<long long>(magnitude);
  return true;
}

bool findString(Slice object, Slice key, std::string* text) {
  Slice value;
  return findMember(object, key, &value) && readString(value, text);
}

bool findInteger(Slice object, Slice key, long long* number) {
  Slice value;
  return findMember(object, key, &value) && readInteger(value, number);
}

}  // namespace gateway
}  // namespace sioha

#include "tests/ajp/text.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

namespace sioha {
namespace testajp {
namespace {

const char kBase64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

struct CrcTable {
  uint32_t entry[256];
  CrcTable() {
    for (uint32_t i = 0; i < 256; ++i) {
      entry[i] = i;
      for (int bit = 0; bit < 8; ++bit) entry[i] = (entry[i] >> 1) ^ (entry[i] & 1 ? 0xEDB88320u : 0);
    }
  }
};

int hexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::string jsonString(const std::string& text) {
  std::string out("\"");
  for (char c : text) {
    if (c == '"' || c == '\\') {
      out.push_back('\\');
      out.push_back(c);
    } else if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) >= 0x7F) {
      // Raw bytes of a header are shown as Latin-1.
      char escaped[8];
      snprintf(escaped, sizeof escaped, "\\u%04x", static_cast<unsigned>(static_cast<unsigned char>(c)));
      out += escaped;
    } else {
      out.push_back(c);
    }
  }
  return out + "\"";
}

std::string jsonPair(const std::string& name, const std::string& value) {
  return jsonString(name) + ":" + jsonString(value);
}

std::string crc32Hex(const std::string& bytes) {
  static const CrcTable table;
  uint32_t crc = 0xFFFFFFFFu;
  for (char c : bytes) crc = table.entry[(crc ^ static_cast<unsigned char>(c)) & 0xFF] ^ (crc >> 8);
  char hex[16];
  snprintf(hex, sizeof hex, "%08x", static_cast<unsigned>(crc ^ 0xFFFFFFFFu));
  return hex;
}

std::string urlDecode(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && hexDigit(text[i + 1]) >= 0 && hexDigit(text[i + 2]) >= 0) {
      out.push_back(static_cast<char>(hexDigit(text[i + 1]) * 16 + hexDigit(text[i + 2])));
      i += 2;
    } else {
      out.push_back(text[i]);
    }
  }
  return out;
}

Query parseQuery(const std::string& query) {
  Query out;
  for (const std::string& part : split(query, '&')) {
    const std::size_t equals = part.find('=');
    if (part.empty()) continue;
    out[urlDecode(part.substr(0, equals))] =
        equals == std::string::npos ? std::string() : urlDecode(part.substr(equals + 1));
  }
  return out;
}

std::string valueOf(const Query& query, const std::string& name, const std::string& otherwise) {
  const Query::const_iterator found = query.find(name);
  return found == query.end() ? otherwise : found->second;
}

long numberOf(const Query& query, const std::string& name, long otherwise) {
  const Query::const_iterator found = query.find(name);
  return found == query.end() ? otherwise : strtol(found->second.c_str(), 0, 10);
}

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> out;
  std::size_t from = 0;
  for (;;) {
    const std::size_t to = text.find(separator, from);
    out.push_back(text.substr(from, to == std::string::npos ? to : to - from));
    if (to == std::string::npos) return out;
    from = to + 1;
  }
}

std::string base64Encode(const std::string& bytes) {
  std::string out;
  uint32_t held = 0;
  int bits = 0;
  for (char c : bytes) {
    held = held << 8 | static_cast<unsigned char>(c);
    for (bits += 8; bits >= 6; bits -= 6) out.push_back(kBase64[held >> (bits - 6) & 63]);
  }
  if (bits > 0) out.push_back(kBase64[held << (6 - bits) & 63]);
  while (out.size() % 4 != 0) out.push_back('=');
  return out;
}

std::string base64Decode(const std::string& text) {
  const std::string digits(kBase64);
  std::string out;
  uint32_t held = 0;
  int bits = 0;
  for (char c : text) {
    if (c == '=') break;
    const std::size_t digit = digits.find(c);
    if (digit == std::string::npos) continue;
    held = held << 6 | static_cast<uint32_t>(digit);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out.push_back(static_cast<char>(held >> bits & 0xFF));
    }
  }
  return out;
}

}  // namespace testajp
}  // namespace sioha

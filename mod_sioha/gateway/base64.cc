#include "mod_sioha/gateway/base64.h"

#include <cstdint>

namespace sioha {
namespace gateway {
namespace {

const char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// Of each byte, -1 outside the alphabet: this runs for every request that carries a token.
const signed char kValues[256] = {
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 62, -1, -1, -1, 63, 52, 53, 54, 55,
    56, 57, 58, 59, 60, 61, -1, -1, -1, -1, -1, -1, -1, 0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12,
    13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, -1, -1, -1, -1, -1, -1, 26, 27, 28, 29, 30, 31, 32,
    33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, -1, -1, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1};

int valueOf(char c) {
  return kValues[static_cast<unsigned char>(c)];
}

// Negative where one of the four is outside the alphabet.
inline int bitsOf(const char* four) {
  const int a = valueOf(four[0]), b = valueOf(four[1]), c = valueOf(four[2]), d = valueOf(four[3]);
  return (a | b | c | d) < 0 ? -1 : a << 18 | b << 12 | c << 6 | d;
}

}  // namespace

bool decodeBase64(Slice text, char* out, std::size_t* size) {
  std::size_t padding = 0;
  while (padding < 2 && text.endsWith("=")) {
    text = text.sub(0, text.size() - 1);
    ++padding;
  }
  if (text.size() % 4 == 1 || (padding > 0 && (text.size() + padding) % 4 != 0)) return false;
  const char* const begin = out;
  const char* in = text.begin();
  for (; text.end() - in >= 4; in += 4, out += 3) {
    const int bits = bitsOf(in);
    if (bits < 0) return false;
    out[0] = static_cast<char>(static_cast<unsigned char>(bits >> 16));
    out[1] = static_cast<char>(static_cast<unsigned char>(bits >> 8 & 0xFF));
    out[2] = static_cast<char>(static_cast<unsigned char>(bits & 0xFF));
  }
  if (in != text.end()) {
    const std::size_t rest = static_cast<std::size_t>(text.end() - in);
    const char four[4] = {in[0], in[1], rest > 2 ? in[2] : 'A', 'A'};
    const int bits = bitsOf(four);
    if (bits < 0) return false;
    *out++ = static_cast<char>(static_cast<unsigned char>(bits >> 16));
    if (rest > 2) *out++ = static_cast<char>(static_cast<unsigned char>(bits >> 8 & 0xFF));
  }
  *size = static_cast<std::size_t>(out - begin);
  return true;
}

bool decodeBase64(Slice text, std::string* bytes) {
  std::string decoded(text.size() / 4 * 3 + 3, '\0');
  std::size_t size = 0;
  if (!decodeBase64(text, &decoded[0], &size)) return false;
  decoded.resize(size);
  bytes->swap(decoded);
  return true;
}

std::string encodeBase64(Slice bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t count = bytes.size() - i < 3 ? bytes.size() - i : 3;
    std::uint32_t bits = 0;
    for (std::size_t k = 0; k < 3; ++k)
      bits = bits << 8 | (k < count ? static_cast<unsigned char>(bytes[i + k]) : 0u);
    for (std::size_t k = 0; k < 4; ++k) text += k <= count ? kAlphabet[bits >> (18 - 6 * k) & 63] : '=';
  }
  return text;
}

}  // namespace gateway
}  // namespace sioha

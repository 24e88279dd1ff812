#include "mod_sioha/gateway/base64.h"

#include <cstdint>
#include <cstring>

namespace sioha {
namespace gateway {
namespace {

const char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

const std::uint32_t kOutside = 1;

// What each character stands for at each place of four, in the upper 24 bits; kOutside where it is none of
// the alphabet. This runs for every request that carries a token.
struct Places {
  Places() {
    for (int place = 0; place < 4; ++place) {
      for (std::uint32_t& bits : of[place]) bits = kOutside;
      for (std::uint32_t value = 0; value < 64; ++value)
        of[place][static_cast<unsigned char>(kAlphabet[value])] = value << (26 - 6 * place);
    }
  }
  std::uint32_t of[4][256];
};
const Places kPlaces;

inline std::uint32_t bitsOf(const char* four) {
  return kPlaces.of[0][static_cast<unsigned char>(four[0])] | kPlaces.of[1][static_cast<unsigned char>(four[1])] |
         kPlaces.of[2][static_cast<unsigned char>(four[2])] | kPlaces.of[3][static_cast<unsigned char>(four[3])];
}

inline void putBigEndian(std::uint32_t bits, char* out) {
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  bits = __builtin_bswap32(bits);
#endif
  std::memcpy(out, &bits, sizeof bits);
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
  // The fourth byte of each is overwritten by the next: there is room for it.
  for (; text.end() - in >= 4; in += 4, out += 3) {
    const std::uint32_t bits = bitsOf(in);
    if (bits & kOutside) return false;
    putBigEndian(bits, out);
  }
  if (in != text.end()) {
    const std::size_t rest = static_cast<std::size_t>(text.end() - in);
    const char four[4] = {in[0], in[1], rest > 2 ? in[2] : 'A', 'A'};
    const std::uint32_t bits = bitsOf(four);
    if (bits & kOutside) return false;
    *out++ = static_cast<char>(static_cast<unsigned char>(bits >> 24));
    if (rest > 2) *out++ = static_cast<char>(static_cast<unsigned char>(bits >> 16 & 0xFF));
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

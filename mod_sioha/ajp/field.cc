#include "mod_sioha/ajp/field.h"

#include <cstdint>
#include <cstring>

namespace sioha {
namespace ajp {

namespace {

const std::uint64_t kEach = 0x0101010101010101ULL;

/// Non-zero when a byte of `word` is a control character, tab included.
inline std::uint64_t hasControl(std::uint64_t word) {
  const std::uint64_t noDelete = word ^ (kEach * 0x7F);
  const std::uint64_t below = (word - kEach * 0x20) & ~word;
  const std::uint64_t isDelete = (noDelete - kEach) & ~noDelete;
  return (below | isDelete) & (kEach * 0x80);
}

inline bool isTokenByte(unsigned char c) {
  // Bit c % 32 of word c / 32: RFC 9110, 5.6.2.
  static const std::uint32_t kToken[8] = {0, 0x03FF6CFA, 0xC7FFFFFE, 0x57FFFFFF, 0, 0, 0, 0};
  return (kToken[c >> 5] >> (c & 31) & 1) != 0;
}

inline bool isTextByte(unsigned char c) { return (c >= 0x20 && c != 0x7F) || c == '\t'; }

}  // namespace

bool isToken(Slice text) {
  for (std::size_t i = 0; i < text.size(); ++i)
    if (!isTokenByte(static_cast<unsigned char>(text[i]))) return false;
  return !text.empty();
}

bool isFieldText(Slice text) {
  std::size_t i = 0;
  for (; i + 8 <= text.size(); i += 8) {
    std::uint64_t word;
    std::memcpy(&word, text.data() + i, sizeof word);
    if (hasControl(word) == 0) continue;
    for (std::size_t k = i; k < i + 8; ++k)
      if (!isTextByte(static_cast<unsigned char>(text[k]))) return false;
  }
  for (; i < text.size(); ++i)
    if (!isTextByte(static_cast<unsigned char>(text[i]))) return false;
  return true;
}

}  // namespace ajp
}  // namespace sioha

#include "mod_sioha/ajp/field.h"

#include <cstdint>
#include <cstring>

namespace sioha {
namespace ajp {

namespace {

const std::uint64_t kEach = 0x0101010101010101ULL;

/// Zero only when no byte of `word` is a control character.
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

static bool areTextBytes(const char* at, const char* end) {
  for (; at != end; ++at)
    if (!isTextByte(static_cast<unsigned char>(*at))) return false;
  return true;
}

/// A tab, and a borrow from the byte below, look like a control character here: then each byte is asked.
static inline bool isTextWord(const char* at) {
  std::uint64_t word;
  std::memcpy(&word, at, sizeof word);
  return hasControl(word) == 0 || areTextBytes(at, at + 8);
}

bool isFieldText(Slice text) {
  if (text.size() < 8) return areTextBytes(text.begin(), text.end());
  const char* const last = text.end() - 8;  // overlaps the word before it
  for (const char* at = text.begin(); at < last; at += 8)
    if (!isTextWord(at)) return false;
  return isTextWord(last);
}

}  // namespace ajp
}  // namespace sioha

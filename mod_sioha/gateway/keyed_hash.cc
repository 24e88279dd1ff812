#include "mod_sioha/gateway/keyed_hash.h"

#include <cstring>

namespace sioha {
namespace gateway {
namespace {

struct State {
  std::uint64_t v0, v1, v2, v3;

  static std::uint64_t rotated(std::uint64_t word, int by) { return word << by | word >> (64 - by); }

  void round() {
    v0 += v1;
    v1 = rotated(v1, 13) ^ v0;
    v0 = rotated(v0, 32);
    v2 += v3;
    v3 = rotated(v3, 16) ^ v2;
    v0 += v3;
    v3 = rotated(v3, 21) ^ v0;
    v2 += v1;
    v1 = rotated(v1, 17) ^ v2;
    v2 = rotated(v2, 32);
  }

  void take(std::uint64_t word) {
    v3 ^= word;
    round();
    round();
    v0 ^= word;
  }

  std::uint64_t finish() {
    for (int i = 0; i < 4; ++i) round();
    return v0 ^ v1 ^ v2 ^ v3;
  }
};

std::uint64_t littleEndian(const char* bytes, std::size_t count) {
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < count; ++i)
    word |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
  return word;
}

std::uint64_t wordAt(const char* bytes) {
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  std::uint64_t word;
  std::memcpy(&word, bytes, sizeof word);
  return word;
#else
  return littleEndian(bytes, 8);
#endif
}

}  // namespace

Hash128 keyedHash(const Hash128& key, Slice text) {
  State state = {key.low ^ 0x736f6d6570736575u, key.high ^ 0x646f72616e646f6du ^ 0xee,
                 key.low ^ 0x6c7967656e657261u, key.high ^ 0x7465646279746573u};
  const char* at = text.begin();
  for (; text.end() - at >= 8; at += 8) state.take(wordAt(at));
  const std::size_t rest = static_cast<std::size_t>(text.end() - at);
  state.take(littleEndian(at, rest) | static_cast<std::uint64_t>(text.size()) << 56);
  Hash128 hash;
  state.v2 ^= 0xee;
  hash.low = state.finish();
  state.v1 ^= 0xdd;
  hash.high = state.finish();
  return hash;
}

}  // namespace gateway
}  // namespace sioha

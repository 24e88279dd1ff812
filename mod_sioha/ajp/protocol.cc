#include "mod_sioha/ajp/protocol.h"

#include <cstring>

namespace sioha {
namespace ajp {

static const std::uint8_t kMethodCount = 27;

static const struct {
  const char* name;
  unsigned char size;
} kMethods[kMethodCount] = {
    {"OPTIONS", 7},   {"GET", 3},        {"HEAD", 4},          {"POST", 4},
    {"PUT", 3},       {"DELETE", 6},     {"TRACE", 5},         {"PROPFIND", 8},
    {"PROPPATCH", 9}, {"MKCOL", 5},      {"COPY", 4},          {"MOVE", 4},
    {"LOCK", 4},      {"UNLOCK", 6},     {"ACL", 3},           {"REPORT", 6},
    {"VERSION-CONTROL", 15}, {"CHECKIN", 7}, {"CHECKOUT", 8},  {"UNCHECKOUT", 10},
    {"SEARCH", 6},    {"MKWORKSPACE", 11}, {"UPDATE", 6},      {"LABEL", 5},
    {"MERGE", 5},     {"BASELINE-CONTROL", 16}, {"MKACTIVITY", 10}};

// The loop is short for what is usual: GET is the second, POST the fourth.
std::uint8_t methodCode(Slice method) {
  for (std::uint8_t i = 0; i < kMethodCount; ++i) {
    if (kMethods[i].size == method.size() &&
        std::memcmp(kMethods[i].name, method.data(), method.size()) == 0)
      return static_cast<std::uint8_t>(i + 1);
  }
  return kStoredMethod;
}

namespace {

template <class Word>
inline bool sameWord(const char* name, const char* lower) {
  Word a, b;
  std::memcpy(&a, name, sizeof a);
  std::memcpy(&b, lower, sizeof b);
  // Letters have bit 0x40 and lose their case with 0x20; '-' and digits have to match as they are.
  const Word letters = static_cast<Word>(static_cast<Word>(~Word(0) / 0xFF) * 0x40);
  return (a | ((b & letters) >> 1)) == b;
}

/// `name` has the size of the literal `lower`, which is 4 to 16 bytes long. The
/// last word overlaps the one before it, so no byte needs a loop.
template <std::size_t N>
inline bool is(const char* name, const char (&lower)[N]) {
  const std::size_t size = N - 1;
  static_assert(size >= 4 && size <= 16, "two words have to cover it");
  if (size < 8)
    return sameWord<std::uint32_t>(name, lower) &&
           sameWord<std::uint32_t>(name + size - 4, lower + size - 4);
  const std::size_t last = size < 8 ? 0 : size - 8;
  return sameWord<std::uint64_t>(name, lower) && sameWord<std::uint64_t>(name + last, lower + last);
}

}  // namespace

std::uint16_t requestHeaderCode(Slice name) {
  const char* n = name.data();
  switch (name.size()) {
    case 4:
      return is(n, "host") ? 0xA00B : 0;
    case 6:
      return is(n, "accept") ? 0xA001 : is(n, "cookie") ? 0xA009 : is(n, "pragma") ? 0xA00C : 0;
    case 7:
      return is(n, "referer") ? 0xA00D : is(n, "cookie2") ? 0xA00A : 0;
    case 10:
      return is(n, "user-agent") ? 0xA00E : is(n, "connection") ? 0xA006 : 0;
    case 12:
      return is(n, "content-type") ? 0xA007 : 0;
    case 13:
      return is(n, "authorization") ? 0xA005 : 0;
    case 14:
      return is(n, "content-length") ? 0xA008 : is(n, "accept-charset") ? 0xA002 : 0;
    case 15:
      return is(n, "accept-encoding") ? 0xA003 : is(n, "accept-language") ? 0xA004 : 0;
    default:
      return 0;
  }
}

Slice responseHeaderName(std::uint16_t code) {
  switch (code) {
    case 0xA001: return Slice("Content-Type", 12);
    case 0xA002: return Slice("Content-Language", 16);
    case 0xA003: return Slice("Content-Length", 14);
    case 0xA004: return Slice("Date", 4);
    case 0xA005: return Slice("Last-Modified", 13);
    case 0xA006: return Slice("Location", 8);
    case 0xA007: return Slice("Set-Cookie", 10);
    case 0xA008: return Slice("Set-Cookie2", 11);
    case 0xA009: return Slice("Servlet-Engine", 14);
    case 0xA00A: return Slice("Status", 6);
    case 0xA00B: return Slice("WWW-Authenticate", 16);
    default: return Slice();
  }
}

Slice cpingPacket() { return Slice("\x12\x34\x00\x01\x0A", 5); }

Slice emptyBodyPacket() { return Slice("\x12\x34\x00\x00", 4); }

void writeBodyHeader(char* six, std::size_t size) {
  const std::size_t payload = size + 2;
  six[0] = 0x12;
  six[1] = 0x34;
  six[2] = static_cast<char>(payload >> 8);
  six[3] = static_cast<char>(payload);
  six[4] = static_cast<char>(size >> 8);
  six[5] = static_cast<char>(size);
}

}  // namespace ajp
}  // namespace sioha

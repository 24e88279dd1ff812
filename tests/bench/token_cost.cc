// What the affinity of a token costs each request, in instructions: the call's class, the token in its
// Authorization, its hash, and the look at a full table. bench.py counts them:
//   valgrind --tool=callgrind --toggle-collect=oneRequest THIS 1000
// and divides by 1000.
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "mod_sioha/gateway/calls.h"
#include "mod_sioha/gateway/keyed_hash.h"
#include "mod_sioha/gateway/token.h"
#include "mod_sioha/gateway/token_table.h"

namespace {

using namespace sioha::gateway;

const std::size_t kSlots = 16384, kSealedRoom = 640;
const std::uint32_t kNow = 1500000000;
const char kAuthorization[] =
    "Basic OllXUnRhVzQ2TVRVMU9EQTVPRGd5TmpReU9Eb3pNRFZqWVdRM05qbGpOV0ZsTldVNE16QTFZMkZrTnpZNVl6VmhaVFZsT0E=";

Hash128 keyOf(std::uint64_t number) {
  const Hash128 key = {number * 0x9E3779B97F4A7C15u, ~number * 0xC2B2AE3D27D4EB4Fu};
  return key;
}

}  // namespace

extern "C" __attribute__((noinline)) std::uint32_t oneRequest(const TokenTable* table,
                                                              const Hash128* secret) {
  if (classify("GET", "/api/types/Volume/instances") != Call::safeRead) return 0;
  Credentials credentials;
  if (!findCredentials(kAuthorization, &credentials)) return 0;
  TokenEntry entry;
  return table->find(keyedHash(*secret, credentials.token()), kNow, &entry) ? entry.owner : 0;
}

int main(int argc, char** argv) {
  const int count = argc > 1 ? std::atoi(argv[1]) : 1000;
  std::vector<std::uint64_t> memory(TokenTable::sizeFor(kSlots, kSealedRoom) / 8 + 8);
  const std::uintptr_t at = reinterpret_cast<std::uintptr_t>(memory.data());
  const TokenTable table(reinterpret_cast<void*>((at + 63) & ~static_cast<std::uintptr_t>(63)), kSlots,
                         kSealedRoom);
  const Hash128 secret = keyOf(1);
  TokenEntry entry;
  entry.owner = 7;
  for (std::uint64_t i = 1; i <= 2 * kSlots; ++i) table.put(keyOf(i), entry, sioha::Slice(), kNow);
  std::string token;
  if (!findToken(kAuthorization, &token)) return 1;
  table.put(keyedHash(secret, token), entry, sioha::Slice(), kNow);
  for (int i = 0; i < count; ++i)
    if (oneRequest(&table, &secret) != 7) return 1;
  std::printf("%d requests found the owner of a token of %zu bytes\n", count, token.size());
  return 0;
}

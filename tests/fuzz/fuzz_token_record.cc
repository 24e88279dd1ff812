// What a store that nodes share can give back: any bytes, once they have got past the cipher.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "mod_sioha/gateway/token.h"
#include "mod_sioha/gateway/token_record.h"

namespace {

void require(bool promise) {
  if (!promise) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sioha::gateway;
  const std::string input(reinterpret_cast<const char*>(data), size);
  TokenRecord record;
  record.owner = 7;
  if (!readRecord(input, &record)) {
    require(record.owner == 7 && record.peers.empty());
    return 0;
  }
  require(writeRecord(record, input.size()) == input);
  for (const PeerToken& peer : record.peers) {
    require(peer.member != 0 && isTokenText(peer.token) && peer.token.size() <= kLongestToken);
    require(!record.tokenAt(peer.member).empty());
  }
  // Cut anywhere, it is no record; with less room, it is a smaller one.
  TokenRecord other;
  require(size == 0 || !readRecord(sioha::Slice(input).sub(0, size - 1), &other));
  const std::string smaller = writeRecord(record, size / 2);
  require(readRecord(smaller, &other) && other.peers.size() <= record.peers.size());
  for (const PeerToken& peer : record.peers) other.drop(peer.member);
  return 0;
}

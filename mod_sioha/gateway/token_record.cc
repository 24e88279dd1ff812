#include "mod_sioha/gateway/token_record.h"

#include "mod_sioha/gateway/token.h"

namespace sioha {
namespace gateway {
namespace {

const unsigned char kVersion = 1;
const std::size_t kHeadSize = 11;
const std::size_t kPeerHeadSize = 6;
const std::size_t kMostPeers = 63;

void put(std::uint32_t value, int bytes, std::string* out) {
  for (int i = bytes - 1; i >= 0; --i)
    *out += static_cast<char>(static_cast<unsigned char>(value >> (8 * i)));
}

std::uint32_t get(Slice* rest, std::size_t bytes) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < bytes; ++i) value = value << 8 | static_cast<unsigned char>((*rest)[i]);
  *rest = rest->sub(bytes);
  return value;
}

}  // namespace

std::uint32_t memberId(Slice workerName) {
  std::uint32_t hash = 2166136261u;  // FNV-1a
  for (std::size_t i = 0; i < workerName.size(); ++i)
    hash = (hash ^ static_cast<unsigned char>(workerName[i])) * 16777619u;
  return hash ? hash : 1;
}

Slice TokenRecord::tokenAt(std::uint32_t member) const {
  for (const PeerToken& peer : peers)
    if (peer.member == member) return peer.token;
  return Slice();
}

void TokenRecord::setPeer(std::uint32_t member, Slice token) {
  for (PeerToken& peer : peers)
    if (peer.member == member) {
      peer.token = token.str();
      return;
    }
  PeerToken peer;
  peer.member = member;
  peer.token = token.str();
  peers.push_back(peer);
}

void TokenRecord::drop(std::uint32_t member) {
  if (owner == member) owner = 0;
  for (std::size_t i = 0; i < peers.size(); ++i)
    if (peers[i].member == member) {
      peers.erase(peers.begin() + static_cast<std::ptrdiff_t>(i));
      return;
    }
}

std::string writeRecord(const TokenRecord& record, std::size_t most) {
  std::string out;
  out += static_cast<char>(kVersion);
  put(record.certain ? 1 : 0, 1, &out);
  put(record.owner, 4, &out);
  put(record.expiresAt, 4, &out);
  put(0, 1, &out);
  std::size_t count = 0;
  for (const PeerToken& peer : record.peers) {
    if (count == kMostPeers || out.size() + kPeerHeadSize + peer.token.size() > most) continue;
    put(peer.member, 4, &out);
    put(static_cast<std::uint32_t>(peer.token.size()), 2, &out);
    out += peer.token;
    ++count;
  }
  out[kHeadSize - 1] = static_cast<char>(count);
  return out;
}

bool readRecord(Slice bytes, TokenRecord* record) {
  if (bytes.size() < kHeadSize || get(&bytes, 1) != kVersion) return false;
  TokenRecord read;
  const std::uint32_t flags = get(&bytes, 1);
  if (flags > 1) return false;
  read.certain = flags == 1;
  read.owner = get(&bytes, 4);
  read.expiresAt = get(&bytes, 4);
  std::uint32_t left = get(&bytes, 1);
  if (left > kMostPeers) return false;
  for (; left > 0; --left) {
    if (bytes.size() < kPeerHeadSize) return false;
    PeerToken peer;
    peer.member = get(&bytes, 4);
    const std::uint32_t size = get(&bytes, 2);
    if (size > bytes.size() || size > kLongestToken) return false;
    const Slice token = bytes.sub(0, size);
    // It will stand in a header.
    if (peer.member == 0 || !isTokenText(token)) return false;
    peer.token = token.str();
    read.peers.push_back(peer);
    bytes = bytes.sub(size);
  }
  if (!bytes.empty()) return false;
  *record = read;
  return true;
}

}  // namespace gateway
}  // namespace sioha

#ifndef SIOHA_GATEWAY_TOKEN_RECORD_H
#define SIOHA_GATEWAY_TOKEN_RECORD_H

#include <cstdint>
#include <string>
#include <vector>

#include "mod_sioha/base/slice.h"

/// What is known of one token: who issued it, and what stands for it at the other gateways. Pure.
namespace sioha {
namespace gateway {

/// A gateway's number that is the same on each node: made from the worker's name. Never 0.
std::uint32_t memberId(Slice workerName);

/// A token that another gateway gave for the same login.
struct PeerToken {
  std::uint32_t member;
  std::string token;
};

struct TokenRecord {
  TokenRecord() : owner(0), certain(false), expiresAt(0) {}
  std::uint32_t owner;      ///< memberId(); 0: the one that issued it has forgotten it
  bool certain;             ///< seen at a login, not concluded from an answer
  std::uint32_t expiresAt;  ///< seconds since 1970; 0: it does not say
  std::vector<PeerToken> peers;

  /// The peer's token, or an empty slice.
  Slice tokenAt(std::uint32_t member) const;
  void setPeer(std::uint32_t member, Slice token);
  /// Also of the owner: owner becomes 0.
  void drop(std::uint32_t member);
};

/// Into at most `most` bytes: peers that find no room are left out.
std::string writeRecord(const TokenRecord& record, std::size_t most);
/// What a store gives back is not trusted: false for anything that writeRecord() cannot have made.
bool readRecord(Slice bytes, TokenRecord* record);

}  // namespace gateway
}  // namespace sioha
#endif

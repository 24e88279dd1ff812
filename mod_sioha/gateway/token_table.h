#ifndef SIOHA_GATEWAY_TOKEN_TABLE_H
#define SIOHA_GATEWAY_TOKEN_TABLE_H

#include <cstddef>
#include <cstdint>
#include <string>

#include "mod_sioha/base/slice.h"
#include "mod_sioha/gateway/keyed_hash.h"

namespace sioha {
namespace gateway {

/// A gateway forgets a token after 10 idle minutes; our clock and its may differ, and it counts the
/// end of a long request.
const std::uint32_t kTokenIdleSeconds = 15 * 60;

/// What is known of a token without a look at its sealed part.
struct TokenEntry {
  TokenEntry() : owner(0), expiresAt(0), usedAt(0), sharedAt(0), certain(false), hasSealed(false) {}
  std::uint32_t owner;      ///< memberId(); 0: none
  std::uint32_t expiresAt;  ///< seconds since 1970; 0: unknown
  std::uint32_t usedAt;     ///< before this find()
  std::uint32_t sharedAt;   ///< when it was last written to the store that nodes share; 0: never
  bool certain;
  bool hasSealed;
};

/// A hash table of fixed size in memory that several processes share. It holds hashes of tokens,
/// numbers, and bytes that its user has encrypted; never a token. No lock: a reader looks at a
/// slot's version before and after, a writer that finds a slot being written takes another one.
/// Times are seconds since 1970. A full bucket gives up the entry that was used least recently.
class TokenTable {
 public:
  TokenTable() : memory_(nullptr), slots_(0), slotSize_(0), sealedRoom_(0) {}
  /// `memory`: sizeFor() bytes, zeroed at first, aligned to 64; not owned. `slots`: a power of two, at
  /// least 8.
  TokenTable(void* memory, std::size_t slots, std::size_t sealedRoom);
  static std::size_t sizeFor(std::size_t slots, std::size_t sealedRoom);

  explicit operator bool() const { return memory_ != nullptr; }
  std::size_t sealedRoom() const { return sealedRoom_; }

  /// False: not there, or too old. Counts as a use of the token.
  bool find(const Hash128& key, std::uint32_t now, TokenEntry* entry) const;
  bool readSealed(const Hash128& key, std::string* sealed) const;

  enum class Put {
    stored,
    evicted,  ///< stored in the place of a token that may still be in use: the table is too small
    lost      ///< others were writing all places that it may have
  };
  Put put(const Hash128& key, const TokenEntry& entry, Slice sealed, std::uint32_t now) const;
  void markShared(const Hash128& key, std::uint32_t now) const;
  void remove(const Hash128& key) const;

 private:
  struct Slot;
  Slot* bucketOf(const Hash128& key) const;
  Slot* at(Slot* bucket, std::size_t way) const;
  Slot* findSlot(const Hash128& key) const;
  Slot* choosePlace(const Hash128& key, std::uint32_t now, bool* live) const;

  char* memory_;
  std::size_t slots_, slotSize_, sealedRoom_;
};

}  // namespace gateway
}  // namespace sioha
#endif

#include "mod_sioha/gateway/token_table.h"

#include <cstddef>
#include <cstring>
#include <type_traits>

namespace sioha {
namespace gateway {

const std::size_t kWays = 8;

struct TokenTable::Slot {
  std::uint32_t version;  ///< odd while it is being written
  std::uint32_t owner;
  std::uint64_t low, high;  ///< both 0: free
  std::uint32_t expiresAt, usedAt, sharedAt;
  std::uint16_t flags;
  std::uint16_t sealedSize;
  char sealed[1];  ///< sealedRoom bytes
};

namespace {

const std::uint16_t kCertain = 1;

template <class T>
T load(const T* word) {
  return __atomic_load_n(word, __ATOMIC_RELAXED);
}
template <class T>
void store(T* word, T value) {
  __atomic_store_n(word, value, __ATOMIC_RELAXED);
}

bool isLive(std::uint32_t expiresAt, std::uint32_t usedAt, std::uint32_t now) {
  return usedAt + kTokenIdleSeconds > now && (expiresAt == 0 || expiresAt > now);
}

}  // namespace

TokenTable::TokenTable(void* memory, std::size_t slots, std::size_t sealedRoom)
    : memory_(static_cast<char*>(memory)),
      slots_(slots),
      slotSize_(sizeFor(1, sealedRoom)),
      sealedRoom_(sealedRoom) {
  static_assert(std::is_pod<Slot>::value, "it lies in shared memory");
}

std::size_t TokenTable::sizeFor(std::size_t slots, std::size_t sealedRoom) {
  return slots * ((offsetof(Slot, sealed) + sealedRoom + 63) & ~static_cast<std::size_t>(63));
}

TokenTable::Slot* TokenTable::at(Slot* bucket, std::size_t way) const {
  return reinterpret_cast<Slot*>(reinterpret_cast<char*>(bucket) + way * slotSize_);
}

TokenTable::Slot* TokenTable::bucketOf(const Hash128& key) const {
  const std::size_t bucket = static_cast<std::size_t>(key.low) & (slots_ / kWays - 1);
  return reinterpret_cast<Slot*>(memory_ + bucket * kWays * slotSize_);
}

TokenTable::Slot* TokenTable::findSlot(const Hash128& key) const {
  Slot* bucket = bucketOf(key);
  for (std::size_t i = 0; i < kWays; ++i) {
    Slot* slot = at(bucket, i);
    if (load(&slot->low) == key.low && load(&slot->high) == key.high) return slot;
  }
  return nullptr;
}

bool TokenTable::find(const Hash128& key, std::uint32_t now, TokenEntry* entry) const {
  Slot* slot = findSlot(key);
  if (!slot) return false;
  const std::uint32_t before = __atomic_load_n(&slot->version, __ATOMIC_ACQUIRE);
  entry->owner = load(&slot->owner);
  entry->expiresAt = load(&slot->expiresAt);
  entry->usedAt = load(&slot->usedAt);
  entry->sharedAt = load(&slot->sharedAt);
  entry->certain = (load(&slot->flags) & kCertain) != 0;
  entry->hasSealed = load(&slot->sealedSize) > 0;
  const bool same = load(&slot->low) == key.low && load(&slot->high) == key.high;
  __atomic_thread_fence(__ATOMIC_ACQUIRE);
  // Somebody writes it just now: it counts as not there, and the answer to the request will tell.
  if (before % 2 || before != load(&slot->version) || !same) return false;
  if (!isLive(entry->expiresAt, entry->usedAt, now)) return false;
  if (entry->usedAt != now) store(&slot->usedAt, now);
  return true;
}

bool TokenTable::readSealed(const Hash128& key, std::string* sealed) const {
  const Slot* slot = findSlot(key);
  if (!slot) return false;
  const std::uint32_t before = __atomic_load_n(&slot->version, __ATOMIC_ACQUIRE);
  const std::size_t size = load(&slot->sealedSize);
  if (before % 2 || size == 0 || size > sealedRoom_) return false;
  sealed->assign(slot->sealed, size);
  __atomic_thread_fence(__ATOMIC_ACQUIRE);
  return before == load(&slot->version);
}

TokenTable::Slot* TokenTable::choosePlace(const Hash128& key, std::uint32_t now, bool* live) const {
  *live = false;
  if (Slot* own = findSlot(key)) return own;
  Slot* bucket = bucketOf(key);
  Slot* oldest = nullptr;
  for (std::size_t i = 0; i < kWays; ++i) {
    Slot* slot = at(bucket, i);
    if (load(&slot->version) % 2) continue;
    if (!isLive(load(&slot->expiresAt), load(&slot->usedAt), now)) {
      *live = false;
      return slot;
    }
    if (oldest && load(&slot->usedAt) >= load(&oldest->usedAt)) continue;
    oldest = slot;
    *live = true;
  }
  return oldest;
}

TokenTable::Put TokenTable::put(const Hash128& key, const TokenEntry& entry, Slice sealed,
                                std::uint32_t now) const {
  bool live = false;
  Slot* slot = choosePlace(key, now, &live);
  if (!slot) return Put::lost;
  std::uint32_t version = load(&slot->version);
  if (version % 2 || !__atomic_compare_exchange_n(&slot->version, &version, version + 1, false,
                                                  __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
    return Put::lost;
  __atomic_thread_fence(__ATOMIC_RELEASE);
  store(&slot->low, key.low);
  store(&slot->high, key.high);
  store(&slot->owner, entry.owner);
  store(&slot->expiresAt, entry.expiresAt);
  store(&slot->usedAt, now);
  store(&slot->sharedAt, entry.sharedAt);
  store(&slot->flags, entry.certain ? kCertain : static_cast<std::uint16_t>(0));
  if (sealed.size() > sealedRoom_) sealed = Slice();
  store(&slot->sealedSize, static_cast<std::uint16_t>(sealed.size()));
  std::memcpy(slot->sealed, sealed.data(), sealed.size());
  __atomic_store_n(&slot->version, version + 2, __ATOMIC_RELEASE);
  return live ? Put::evicted : Put::stored;
}

void TokenTable::markShared(const Hash128& key, std::uint32_t now) const {
  if (Slot* slot = findSlot(key)) store(&slot->sharedAt, now);
}

void TokenTable::remove(const Hash128& key) const {
  Slot* bucket = bucketOf(key);
  for (std::size_t i = 0; i < kWays; ++i) {
    Slot* slot = at(bucket, i);
    // Without its time it is too old for find() and the first to be taken by put().
    if (load(&slot->low) == key.low && load(&slot->high) == key.high) store(&slot->usedAt, 0u);
  }
}

}  // namespace gateway
}  // namespace sioha

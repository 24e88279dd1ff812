#ifndef SIOHA_HTTPD_SHARED_H
#define SIOHA_HTTPD_SHARED_H

#include <sys/socket.h>
#include <sys/types.h>

#include <cstddef>
#include <cstdint>

#include "mod_sioha/balance/health.h"
#include "mod_sioha/balance/history.h"

/// What all processes of one httpd share: plain data in one anonymous mapping
/// that the parent makes before it forks. Nothing here needs a lock: each word
/// has one writer (the prober, an administrator, one child) or is atomic.
namespace sioha {
namespace httpd {

/// GCC's atomics, because g++ 4.8's std::atomic is not plain data.
template <class T>
T atomicLoad(const T* word) {
  return __atomic_load_n(word, __ATOMIC_RELAXED);
}
template <class T>
void atomicStore(T* word, T value) {
  __atomic_store_n(word, value, __ATOMIC_RELAXED);
}
template <class T>
T atomicTake(T* word) {
  return __atomic_exchange_n(word, T(0), __ATOMIC_RELAXED);
}
/// Two that raise it at once may leave the smaller one: it is raised again soon.
template <class T>
void atomicRaise(T* word, T value) {
  if (atomicLoad(word) < value) atomicStore(word, value);
}
/// False, and nothing is done: it no longer is `before`.
template <class T>
bool atomicReplace(T* word, T before, T after) {
  return __atomic_compare_exchange_n(word, &before, after, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED);
}
template <class T>
void atomicAdd(T* word, T value) {
  __atomic_fetch_add(word, value, __ATOMIC_RELAXED);
}

/// One member's counts by one child. Totals are the sum over all slots; a slot
/// whose child is gone keeps its totals, and its inFlight is zeroed.
struct ChildCounters {
  std::uint64_t served, failed, failedOver, clientErrors, bytesIn, bytesOut;
  std::uint64_t elected;
  std::uint64_t takenOver, released;
  std::uint32_t inFlight;
  std::uint32_t poolIdle, poolUsed;  ///< connections, about a second old
  // Of the balancer whose first member this is.
  std::uint32_t queued;    ///< requests that wait for a place now
  std::uint64_t noMember;  ///< answered 503 because nobody was left
  std::uint64_t sessions;      ///< elections that no session had a say in
  std::uint64_t replyTimeouts;
  std::uint64_t padding[2];  // cache lines of its own
};

/// A process that serves requests.
struct ChildSlot {
  std::int32_t pid;      ///< 0: free
  std::uint32_t queued;  ///< requests that wait for a place at any member
};

/// A member as all children see it. Written by the prober under `version`.
struct MemberRecord {
  std::uint32_t version;  ///< odd while it is being written
  std::uint32_t downs;    ///< how often it turned DOWN: a waiting request compares it
  balance::HealthRecord health;
  balance::History history;
  std::uint64_t probes, probeFailures;
  char text[128];  ///< what the last failed probe saw, for people
  char mdm[256];   ///< what the gateway says of its MDM cluster, for people
  // Written by anybody, one word each.
  std::uint32_t wake;               ///< a passive sign: probe it now
  std::uint32_t admin;              ///< balance::Admin
  std::uint32_t lateReplies;        ///< for max_reply_timeouts; fades with worker.maintain
  std::uint32_t condemned;          ///< a Reason for which a live answer turns it down; 0: none
  std::uint64_t load;               ///< what the balancing method has counted, of all children
  std::uint32_t recover;            ///< an administrator wants it used again after one good probe
  std::uint32_t maxBusy;            ///< most in flight at once, since `resetUs`
  std::uint32_t maxConnected;       ///< most connections, seen once a second
  std::int64_t errorUs;             ///< wall clock of the last request that failed here; 0: never
  std::int64_t resetUs;             ///< wall clock: `atReset` was taken; 0: never
  ChildCounters atReset;            ///< totals, which the status worker takes away from those of now
  struct sockaddr_storage address;  ///< where to connect; written under `addressVersion`
  std::uint32_t addressVersion;     ///< odd while it is being written
  std::uint32_t addressLength;      ///< 0: the name has no address
  std::uint32_t sessionSize;        ///< 0: the prober has no session
  char session[576];                ///< see kept_session.h
};

struct SharedHeader {
  std::uint32_t generation;  ///< counts restarts that kept this segment
  std::uint32_t slotCount;
  std::uint32_t slotsUsed;  ///< the first so many have ever been in use
  std::uint32_t memberCount;
  std::int32_t proberPid;       ///< the child that probes; 0: the next that looks
  std::int64_t proberBeatUs;    ///< Instant of that child's last sign of life
  std::int64_t startedAtUs;  ///< wall clock
  std::int64_t fadedAtUs;    ///< Instant of worker.maintain's last run
  std::uint64_t signature;   ///< of the members, their order and addresses
};

/// The mapping, seen as its parts. Copyable; does not own the memory.
class Shared {
 public:
  Shared() : header_(nullptr), members_(nullptr), slots_(nullptr), counters_(nullptr) {}
  /// How much memory that takes.
  static std::size_t sizeFor(std::size_t members, std::size_t slots);
  Shared(void* memory, std::size_t members, std::size_t slots);

  explicit operator bool() const { return header_ != nullptr; }
  SharedHeader& header() const { return *header_; }
  MemberRecord& member(std::size_t index) const { return members_[index]; }
  ChildSlot& slot(std::size_t index) const { return slots_[index]; }
  ChildCounters& counters(std::size_t slot, std::size_t member) const {
    return counters_[slot * header_->memberCount + member];
  }

  /// Slots in use now or once: all that have to be looked at.
  std::size_t slotsUsed() const { return atomicLoad(&header_->slotsUsed); }
  /// A slot for this process; the totals of one that had it before stay. Slot 0, which
  /// several may use, when there is none.
  std::size_t claimSlot(pid_t self) const;
  /// Does this child probe? It does when it did, when nobody does, or when who did is dead or has been
  /// silent for two seconds.
  bool holdProber(pid_t self, Instant now) const;
  bool isProber(pid_t self) const { return atomicLoad(&header_->proberPid) == static_cast<std::int32_t>(self); }
  /// Zeroes what dead children had in flight, and frees their slots.
  void reclaimDeadSlots() const;

  /// Consistent copies of what the prober writes; the first is cheap enough for each request.
  balance::HealthRecord readHealth(std::size_t index) const;
  void readMember(std::size_t index, MemberRecord* copy) const;
  /// False: there is none.
  bool readAddress(std::size_t index, struct sockaddr_storage* address, socklen_t* length) const;
  /// By whoever looked the name up. The prober's writes and these may meet: each
  /// is by itself consistent, and a torn address is mended by the next.
  void storeAddress(std::size_t index, const struct sockaddr_storage& address, socklen_t length) const;
  void beginWrite(std::size_t index) const;
  void endWrite(std::size_t index) const;

  ChildCounters total(std::size_t member) const;
  std::uint32_t inFlight(std::size_t member) const;
  std::uint32_t queued() const;

 private:
  SharedHeader* header_;
  MemberRecord* members_;
  ChildSlot* slots_;
  ChildCounters* counters_;
};

}  // namespace httpd
}  // namespace sioha
#endif

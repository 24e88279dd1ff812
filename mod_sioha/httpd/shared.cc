#include "mod_sioha/httpd/shared.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

#include <type_traits>

namespace sioha {
namespace httpd {

static_assert(std::is_pod<MemberRecord>::value && std::is_pod<ChildCounters>::value, "plain data only");

namespace {

std::size_t aligned(std::size_t size) {
  return (size + 127) & ~static_cast<std::size_t>(127);
}

const std::int64_t kProberSilenceUs = 2000000;

bool isDead(std::int32_t pid) {
  return ::kill(pid, 0) != 0 && errno == ESRCH;
}

bool exchangePid(std::int32_t* word, std::int32_t from, std::int32_t to) {
  return __atomic_compare_exchange_n(word, &from, to, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED);
}

}  // namespace

std::size_t Shared::sizeFor(std::size_t members, std::size_t slots) {
  return aligned(sizeof(SharedHeader)) + aligned(members * sizeof(MemberRecord)) +
         aligned(slots * sizeof(ChildSlot)) + slots * members * sizeof(ChildCounters);
}

Shared::Shared(void* memory, std::size_t members, std::size_t slots) {
  char* at = static_cast<char*>(memory);
  header_ = reinterpret_cast<SharedHeader*>(at);
  at += aligned(sizeof(SharedHeader));
  members_ = reinterpret_cast<MemberRecord*>(at);
  at += aligned(members * sizeof(MemberRecord));
  slots_ = reinterpret_cast<ChildSlot*>(at);
  at += aligned(slots * sizeof(ChildSlot));
  counters_ = reinterpret_cast<ChildCounters*>(at);
}

std::size_t Shared::claimSlot(pid_t self) const {
  reclaimDeadSlots();
  for (std::size_t i = 1; i < header_->slotCount; ++i) {
    if (!exchangePid(&slots_[i].pid, 0, self)) continue;
    std::uint32_t used = atomicLoad(&header_->slotsUsed);
    while (used < i + 1 &&
           !__atomic_compare_exchange_n(&header_->slotsUsed, &used, static_cast<std::uint32_t>(i + 1), false,
                                        __ATOMIC_RELAXED, __ATOMIC_RELAXED)) {
    }
    return i;
  }
  return 0;
}

bool Shared::holdProber(pid_t self, Instant now) const {
  const std::int32_t holder = atomicLoad(&header_->proberPid);
  const bool mine = holder == static_cast<std::int32_t>(self);
  const bool silent = now.count() - atomicLoad(&header_->proberBeatUs) > kProberSilenceUs;
  if (!mine && holder > 0 && !silent && !isDead(holder)) return false;
  // Before the pid, so that a third child does not find a new holder with an old sign of life.
  atomicStore(&header_->proberBeatUs, static_cast<std::int64_t>(now.count()));
  return mine || exchangePid(&header_->proberPid, holder, static_cast<std::int32_t>(self));
}

void Shared::reclaimDeadSlots() const {
  for (std::size_t i = 1; i < slotsUsed(); ++i) {
    const std::int32_t pid = atomicLoad(&slots_[i].pid);
    if (pid <= 0 || !isDead(pid)) continue;
    // -1 keeps others off while the counts are cleared.
    if (!exchangePid(&slots_[i].pid, pid, -1)) continue;
    for (std::size_t m = 0; m < header_->memberCount; ++m) {
      ChildCounters& lost = counters(i, m);
      atomicStore(&lost.inFlight, 0u);
      atomicStore(&lost.queued, 0u);
      atomicStore(&lost.poolIdle, 0u);
      atomicStore(&lost.poolUsed, 0u);
    }
    atomicStore(&slots_[i].queued, 0u);
    __atomic_store_n(&slots_[i].pid, 0, __ATOMIC_RELEASE);
  }
}

namespace {

/// Copies `part` of a record between two equal, even versions. A writer that was killed half way leaves
/// an odd one: what is there is better than waiting for ever.
template <class Part>
void readConsistently(const std::uint32_t* version, const Part& part, Part* copy) {
  for (int tries = 0; tries < 1000; ++tries) {
    const std::uint32_t before = __atomic_load_n(version, __ATOMIC_ACQUIRE);
    memcpy(copy, &part, sizeof part);
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
    if (before % 2 == 0 && before == __atomic_load_n(version, __ATOMIC_RELAXED)) return;
  }
}

}  // namespace

balance::HealthRecord Shared::readHealth(std::size_t index) const {
  balance::HealthRecord health;
  readConsistently(&members_[index].version, members_[index].health, &health);
  return health;
}

void Shared::readMember(std::size_t index, MemberRecord* copy) const {
  readConsistently(&members_[index].version, members_[index], copy);
}

bool Shared::readAddress(std::size_t index, struct sockaddr_storage* address, socklen_t* length) const {
  const MemberRecord& record = members_[index];
  readConsistently(&record.addressVersion, record.address, address);
  *length = atomicLoad(&record.addressLength);
  return *length > 0;
}

void Shared::storeAddress(std::size_t index, const struct sockaddr_storage& address, socklen_t length) const {
  MemberRecord& record = members_[index];
  __atomic_store_n(&record.addressVersion, record.addressVersion | 1u, __ATOMIC_RELAXED);
  __atomic_thread_fence(__ATOMIC_RELEASE);
  memcpy(&record.address, &address, sizeof record.address);
  atomicStore(&record.addressLength, static_cast<std::uint32_t>(length));
  __atomic_store_n(&record.addressVersion, (record.addressVersion | 1u) + 1u, __ATOMIC_RELEASE);
}

void Shared::beginWrite(std::size_t index) const {
  MemberRecord& record = members_[index];
  __atomic_store_n(&record.version, record.version | 1u, __ATOMIC_RELAXED);
  __atomic_thread_fence(__ATOMIC_RELEASE);
}

void Shared::endWrite(std::size_t index) const {
  MemberRecord& record = members_[index];
  __atomic_store_n(&record.version, (record.version | 1u) + 1u, __ATOMIC_RELEASE);
}

ChildCounters Shared::total(std::size_t member) const {
  ChildCounters sum;
  memset(&sum, 0, sizeof sum);
  for (std::size_t i = 0; i < slotsUsed(); ++i) {
    const ChildCounters& c = counters(i, member);
    sum.served += atomicLoad(&c.served);
    sum.failed += atomicLoad(&c.failed);
    sum.failedOver += atomicLoad(&c.failedOver);
    sum.clientErrors += atomicLoad(&c.clientErrors);
    sum.bytesIn += atomicLoad(&c.bytesIn);
    sum.bytesOut += atomicLoad(&c.bytesOut);
    sum.elected += atomicLoad(&c.elected);
    sum.takenOver += atomicLoad(&c.takenOver);
    sum.released += atomicLoad(&c.released);
    sum.noMember += atomicLoad(&c.noMember);
    sum.queued += atomicLoad(&c.queued);
    sum.sessions += atomicLoad(&c.sessions);
    sum.replyTimeouts += atomicLoad(&c.replyTimeouts);
    sum.inFlight += atomicLoad(&c.inFlight);
    sum.poolIdle += atomicLoad(&c.poolIdle);
    sum.poolUsed += atomicLoad(&c.poolUsed);
  }
  return sum;
}

std::uint32_t Shared::inFlight(std::size_t member) const {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < slotsUsed(); ++i) sum += atomicLoad(&counters(i, member).inFlight);
  return sum;
}

std::uint32_t Shared::queued() const {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < slotsUsed(); ++i) sum += atomicLoad(&slots_[i].queued);
  return sum;
}

}  // namespace httpd
}  // namespace sioha

#include "mod_sioha/httpd/admission.h"

#include <unistd.h>

#include <algorithm>

namespace sioha {
namespace httpd {
namespace {

const unsigned kNapMicroseconds = 5000;

std::uint32_t shareOfWorkers(const Runtime& runtime) { return std::max(1u, runtime.workerCount() * 3 / 4); }

std::uint32_t inFlightOfAll(const Runtime& runtime) {
  std::uint32_t sum = 0;
  for (const auto& balancer : runtime.balancers())
    for (const auto& member : balancer->members)
      if (!member->config().maxInFlight) sum += runtime.shared().inFlight(member->index);
  return sum;
}

Duration queueTimeOf(const BalancerRuntime& balancer) {
  Duration longest(0);
  for (const auto& member : balancer.members) longest = std::max(longest, member->config().poolAcquire);
  return longest;
}

}  // namespace

std::uint32_t boundOf(const Runtime& runtime, const MemberRuntime& member) {
  if (member.config().maxInFlight) return static_cast<std::uint32_t>(member.config().maxInFlight);
  return shareOfWorkers(runtime);
}

bool areAllFull(const Runtime& runtime) { return inFlightOfAll(runtime) >= shareOfWorkers(runtime); }

// Counts first and looks then: of several that come at once too many may be turned away, never too few.
Admission::Admission(const Runtime& runtime, const MemberRuntime& member)
    : counters_(&runtime.counters(member)) {
  atomicAdd(&counters_->inFlight, 1u);
  const std::uint32_t busy = runtime.shared().inFlight(member.index);
  if (busy <= boundOf(runtime, member) &&
      (member.config().maxInFlight || inFlightOfAll(runtime) <= shareOfWorkers(runtime))) {
    atomicRaise(&runtime.shared().member(member.index).maxBusy, busy);
    return;
  }
  atomicAdd(&counters_->inFlight, ~0u);
  counters_ = nullptr;
}

Admission::~Admission() {
  if (counters_) atomicAdd(&counters_->inFlight, ~0u);
}

bool isFull(const Runtime& runtime, const MemberRuntime& member) {
  return runtime.shared().inFlight(member.index) >= boundOf(runtime, member);
}

Queue::Queue(const Runtime& runtime, const BalancerRuntime& balancer)
    : runtime_(runtime),
      first_(*balancer.members[0]),
      deadline_(runtime.clock().now() + queueTimeOf(balancer)),
      since_(runtime.clock().now()),
      waited_(0),
      queued_(false) {}

Queue::~Queue() {
  if (!queued_) return;
  atomicAdd(&runtime_.slot().queued, ~0u);
  atomicAdd(&runtime_.counters(first_).queued, ~0u);
}

bool Queue::wait() {
  if (!queued_) {
    if (runtime_.shared().queued() >= std::max(1u, runtime_.workerCount() / 8)) return false;
    atomicAdd(&runtime_.slot().queued, 1u);
    atomicAdd(&runtime_.counters(first_).queued, 1u);
    queued_ = true;
  }
  const Instant now = runtime_.clock().now();
  waited_ = now - since_;
  if (now >= deadline_) return false;
  ::usleep(kNapMicroseconds);
  return true;
}

}  // namespace httpd
}  // namespace sioha

#ifndef SIOHA_HTTPD_ADMISSION_H
#define SIOHA_HTTPD_ADMISSION_H

#include "mod_sioha/httpd/runtime.h"

namespace sioha {
namespace httpd {

/// A place among the requests that a member has in flight, over all children; given back by its destructor.
class Admission {
 public:
  Admission(const Runtime& runtime, const MemberRuntime& member);
  ~Admission();
  explicit operator bool() const { return counters_ != nullptr; }

 private:
  Admission(const Admission&);
  Admission& operator=(const Admission&);
  ChildCounters* counters_;
};

/// How many requests may be in flight: max_in_flight, by default three quarters of httpd's workers.
std::uint32_t boundOf(const Runtime& runtime, const MemberRuntime& member);
/// Do the members without a max_in_flight of their own, all together, have that many now? Two slow
/// gateways leave as many workers to other content as one does.
bool areAllFull(const Runtime& runtime);
/// At its own bound now?
bool isFull(const Runtime& runtime, const MemberRuntime& member);

/// Waits for any of the balancer's members to have a place, for the queue's time-out at most. False at
/// once where an eighth of httpd's workers wait already: the rest is for other content.
class Queue {
 public:
  Queue(const Runtime& runtime, const BalancerRuntime& balancer);
  ~Queue();
  /// One short nap. False: give up.
  bool wait();
  Duration waited() const { return waited_; }

 private:
  const Runtime& runtime_;
  const MemberRuntime& first_;
  const Instant deadline_;
  const Instant since_;
  Duration waited_;
  bool queued_;
};

}  // namespace httpd
}  // namespace sioha
#endif

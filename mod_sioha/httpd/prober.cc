#include "mod_sioha/httpd/prober.h"

#include <poll.h>
#include <string.h>
#include <unistd.h>

#include <memory>
#include <mutex>
#include <vector>

#include "mod_sioha/base/make_unique.h"
#include "mod_sioha/httpd/guard.h"
#include "mod_sioha/httpd/member_prober.h"
#include "mod_sioha/httpd/pool_object.h"
#include "mod_sioha/httpd/watch.h"

namespace sioha {
namespace httpd {
namespace {

// mod_watchdog sleeps 100 ms between two calls; a call also keeps the end of the child waiting.
const int kLongestCallMilliseconds = 300;
// How soon a passive sign is seen.
const int kNapMilliseconds = 20;
const int kLongestStopMilliseconds = 600;

/// The prober of this node, in the one child that holds it. One thread.
class Prober {
 public:
  Prober(server_rec* server, Runtime* runtime)
      : runtime_(*runtime), ending_(false) {
    unsigned jitter = static_cast<unsigned>(::getpid());
    for (const auto& balancer : runtime->balancers()) {
      const std::shared_ptr<PeerEvidence> peers = std::make_shared<PeerEvidence>(balancer->members.size());
      for (std::size_t i = 0; i < balancer->members.size(); ++i)
        members_.push_back(makeUnique<MemberProber>(server, runtime, balancer.get(), i, peers,
                                                    (jitter = jitter * 31 + 17) % 100));
    }
  }

  /// Gives the MDM sessions back, in bounded time: the child waits for it.
  ~Prober() {
    for (const auto& member : members_) member->startLogout();
    ending_ = true;
    const Instant end = runtime_.clock().now() + milliseconds(kLongestStopMilliseconds);
    for (Instant now = runtime_.clock().now(); now < end && anyRuns(); now = runtime_.clock().now())
      serve(now, end);
    for (const auto& member : members_) member->stop();
  }

  /// Starts what is due and serves what runs, for at most kLongestCallMilliseconds.
  void run() {
    runtime_.shared().reclaimDeadSlots();
    const Instant end = runtime_.clock().now() + milliseconds(kLongestCallMilliseconds);
    for (Instant now = runtime_.clock().now(); now < end && mayWrite(); now = runtime_.clock().now()) {
      for (const auto& member : members_) member->startIfDue(now);
      serve(now, now + milliseconds(kNapMilliseconds));
    }
  }

 private:
  /// No longer when this child stood still so long that another one took over.
  bool mayWrite() const { return ending_ || runtime_.shared().isProber(::getpid()); }

  bool anyRuns() const {
    for (const auto& member : members_)
      if (member->isRunning()) return true;
    return false;
  }

  /// Waits until `end` at most, and moves on what became ready.
  void serve(Instant now, Instant end) {
    std::vector<struct pollfd> fds;
    std::vector<MemberProber*> running;
    Instant next = end;
    for (const auto& member : members_) {
      if (!member->isRunning()) continue;
      const struct pollfd fd = {member->probe().fd(), member->probe().wants(), 0};
      fds.push_back(fd);
      running.push_back(member.get());
      next = std::min(next, member->probe().deadline());
    }
    const long wait = next > now ? static_cast<long>((next - now).count() / 1000 + 1) : 0;
    ::poll(fds.data(), fds.size(), static_cast<int>(wait));
    now = runtime_.clock().now();
    if (!mayWrite()) return;
    for (std::size_t i = 0; i < fds.size(); ++i)
      if (fds[i].revents || now >= running[i]->probe().deadline()) running[i]->proceed();
  }

  Runtime& runtime_;
  bool ending_;
  std::vector<std::unique_ptr<MemberProber>> members_;
};

/// What the watchdog's callback gets; in the configuration pool.
struct ProberSlot {
  ProberSlot(server_rec* s, Runtime* r)
      : server(s), runtime(r), generation(r->shared().header().generation), ended(false) {}
  server_rec* server;
  Runtime* runtime;
  const std::uint32_t generation;
  std::mutex mutex;  ///< between the watchdog's thread and the end of the child
  bool ended;
  std::unique_ptr<Prober> prober;
};

ProberSlot* currentSlot = nullptr;

void tick(ProberSlot* slot) {
  const Shared& shared = slot->runtime->shared();
  // After a graceful restart the next generation's prober writes.
  const bool isOurs = shared.header().generation == slot->generation &&
                      shared.holdProber(::getpid(), slot->runtime->clock().now());
  if (!isOurs) {
    slot->prober.reset();
    return;
  }
  slot->runtime->refresh();
  if (!slot->prober) slot->prober = makeUnique<Prober>(slot->server, slot->runtime);
  slot->prober->run();
}

apr_status_t onWatchdog(int state, void* data, apr_pool_t*) {
  ProberSlot* slot = static_cast<ProberSlot*>(data);
  if (state != AP_WATCHDOG_STATE_STOPPING) keepSignalsAway();
  return guarded<apr_status_t>("prober", APR_SUCCESS, [&] {
    const std::lock_guard<std::mutex> lock(slot->mutex);
    if (slot->ended) return APR_SUCCESS;
    switch (state) {
      case AP_WATCHDOG_STATE_STARTING:
      case AP_WATCHDOG_STATE_RUNNING: tick(slot); break;
      case AP_WATCHDOG_STATE_STOPPING:
        slot->prober.reset();
        break;
    }
    return APR_SUCCESS;
  });
}

// libstdc++ 4.8 hands a timed_mutex' limit of the steady clock to a wait by the time of day: it is over at once.
bool lockWithin(int limitMilliseconds, std::unique_lock<std::mutex>* lock) {
  const int kPause = 5;
  for (int waited = 0; !lock->try_lock(); waited += kPause) {
    if (waited >= limitMilliseconds) return false;
    ::poll(nullptr, 0, kPause);
  }
  return true;
}

// mod_watchdog's own thread is in a pool that a child never destroys, so its STOPPING call is a matter of
// luck: what has to be given back is given back here.
apr_status_t endProber(void* data) {
  ProberSlot* slot = static_cast<ProberSlot*>(data);
  return guarded<apr_status_t>("end of the prober", APR_SUCCESS, [&] {
    std::unique_lock<std::mutex> lock(slot->mutex, std::defer_lock);
    if (!lockWithin(kLongestStopMilliseconds, &lock)) return APR_SUCCESS;
    slot->ended = true;
    slot->prober.reset();
    return APR_SUCCESS;
  });
}

}  // namespace

void endProberWith(apr_pool_t* pchild) {
  if (currentSlot) apr_pool_pre_cleanup_register(pchild, currentSlot, endProber);
}

int registerProber(apr_pool_t* pconf, server_rec* server, Runtime* runtime) {
  ProberSlot* slot = currentSlot = poolNew<ProberSlot>(pconf, server, runtime);
  return watch(pconf, server, "_sioha_prober_", Duration(0), slot, onWatchdog);
}

}  // namespace httpd
}  // namespace sioha

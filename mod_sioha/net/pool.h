#ifndef SIOHA_NET_POOL_H
#define SIOHA_NET_POOL_H

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <vector>

#include "mod_sioha/base/clock.h"
#include "mod_sioha/net/connection.h"

namespace sioha {
namespace net {

struct PoolLimits {
  std::size_t most;     ///< connections at once, idle or in use; >= 1
  std::size_t keep;     ///< idle ones that trim() leaves alone however many there are
  Duration idle;        ///< an idle one older than this is closed; below Tomcat's keepAliveTimeout
  Duration acquire;     ///< wait for a free place at most this long
};

struct PoolCounters {  // of this process
  std::size_t idle, inUse;
  /// Places handed out to be opened, connections handed out again, idle ones found unusable.
  unsigned long long opened, reused, closedStale;
};

/// The connections of one process to one member. Thread-safe; last in, first
/// out; its lock is never held over I/O. It outlives its leases.
class Pool {
 public:
  Pool(const PoolLimits& limits, const Clock& clock);

  /// A right to one connection, given back by its destructor.
  class Lease {
   public:
    Lease() : reusable(false), pool_(nullptr), epoch_(0) {}
    Lease(Lease&& other);
    Lease& operator=(Lease&& other);
    ~Lease();
    explicit operator bool() const { return pool_ != nullptr; }
    /// Open when a quiet idle one was found, else to be opened by the holder.
    Connection connection;
    /// True: the connection may serve another request. Default: it is closed.
    bool reusable;
   private:
    friend class Pool;
    Pool* pool_;
    unsigned epoch_;
  };

  /// An empty lease: no place came free within limits.acquire, or patience ran out.
  /// `fresh`: never hand out an idle connection (the last one turned out stale).
  Lease acquire(bool fresh, Patience* patience);

  /// Closes idle connections that are too old. For a background thread.
  void trim();
  /// Sends a CPING on each idle connection that neither served nor was asked for `interval`, and closes it
  /// where no CPONG comes within `limit`; after that one the rest waits for the next call. For a background
  /// thread: the lock is not held meanwhile. Returns how many were closed.
  std::size_t pingIdle(Duration interval, Duration limit, Patience* patience);
  /// Closes all idle connections, and those in use when they come back: the member has another address.
  void clear();
  /// From now on in the place of limits.idle.
  void setIdleLimit(Duration idle) { idleLimitUs_.store(idle.count(), std::memory_order_relaxed); }
  PoolCounters counters() const;

 private:
  Pool(const Pool&);
  Pool& operator=(const Pool&);
  enum class Grab { none, idle, place };
  Grab grab(bool fresh, Lease* lease);
  bool isUsable(const Connection& connection) const;
  bool takeUnchecked(Instant before, Connection* connection, unsigned* epoch);
  void putBack(Connection connection, unsigned epoch);
  bool take(bool fresh, Lease* lease);
  void waitForPlace();
  void release(Lease* lease);

  Duration idleLimit() const { return Duration(idleLimitUs_.load(std::memory_order_relaxed)); }

  const PoolLimits limits_;
  std::atomic<Duration::rep> idleLimitUs_;
  const Clock& clock_;
  mutable std::mutex mutex_;
  std::condition_variable freed_;
  std::vector<Connection> idle_;
  std::size_t inUse_;
  unsigned epoch_;
  unsigned long long opened_, reused_, closedStale_;
};

}  // namespace net
}  // namespace sioha
#endif

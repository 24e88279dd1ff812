#include "mod_sioha/net/pool.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

#include "mod_sioha/net/exchange.h"

namespace sioha {
namespace net {

Pool::Lease::Lease(Lease&& other)
    : connection(std::move(other.connection)), reusable(other.reusable), pool_(other.pool_), epoch_(other.epoch_) {
  other.pool_ = nullptr;
}

Pool::Lease& Pool::Lease::operator=(Lease&& other) {
  if (this == &other) return *this;
  if (pool_) pool_->release(this);
  connection = std::move(other.connection);
  reusable = other.reusable;
  pool_ = other.pool_;
  epoch_ = other.epoch_;
  other.pool_ = nullptr;
  return *this;
}

Pool::Lease::~Lease() {
  if (pool_) pool_->release(this);
}

Pool::Pool(const PoolLimits& limits, const Clock& clock)
    : limits_(limits),
      idleLimitUs_(limits.idle.count()),
      clock_(clock),
      inUse_(0),
      epoch_(0),
      opened_(0),
      reused_(0),
      closedStale_(0) {
  // release() runs in destructors: its push_back may not allocate.
  idle_.reserve(limits_.most);
}

Pool::Grab Pool::grab(bool fresh, Lease* lease) {
  Connection* const connection = &lease->connection;
  std::lock_guard<std::mutex> lock(mutex_);
  lease->epoch_ = epoch_;
  if (!fresh && !idle_.empty()) {
    *connection = std::move(idle_.back());
    idle_.pop_back();
    ++inUse_;
    ++reused_;
    return Grab::idle;
  }
  if (inUse_ + idle_.size() >= limits_.most) {
    if (idle_.empty()) return Grab::none;
    // A fresh one takes the place of the oldest idle one; the caller closes that.
    *connection = std::move(idle_.front());
    idle_.erase(idle_.begin());
  }
  ++inUse_;
  ++opened_;
  return Grab::place;
}

bool Pool::isUsable(const Connection& connection) const {
  return clock_.now() - connection.idleSince < idleLimit() && connection.isQuiet();
}

bool Pool::take(bool fresh, Lease* lease) {
  for (;;) {
    const Grab grabbed = grab(fresh, lease);
    if (grabbed == Grab::none) return false;
    lease->pool_ = this;
    if (grabbed == Grab::idle && isUsable(lease->connection)) return true;
    lease->connection.close();
    if (grabbed == Grab::place) return true;
    lease->pool_ = nullptr;
    std::lock_guard<std::mutex> lock(mutex_);
    --inUse_;
    --reused_;
    ++closedStale_;
  }
}

Pool::Lease Pool::acquire(bool fresh, Patience* patience) {
  Lease lease;
  if (take(fresh, &lease)) return lease;
  const Instant since = clock_.now();
  Duration waited(0);
  while (!patience->released(waited) && waited < limits_.acquire) {
    waitForPlace();
    if (take(fresh, &lease)) return lease;
    waited = clock_.now() - since;
  }
  return lease;
}

void Pool::waitForPlace() {
  std::unique_lock<std::mutex> lock(mutex_);
  if (inUse_ < limits_.most) return;
  freed_.wait_for(lock, std::chrono::milliseconds(kWaitSliceMilliseconds));
}

void Pool::release(Lease* lease) {
  lease->pool_ = nullptr;
  const bool keep = lease->reusable && lease->connection.isOpen();
  if (keep)
    lease->connection.idleSince = lease->connection.checkedAt = clock_.now();
  else
    lease->connection.close();
  {
    std::lock_guard<std::mutex> lock(mutex_);
    --inUse_;
    if (keep && lease->epoch_ == epoch_) idle_.push_back(std::move(lease->connection));
  }
  // One of before clear() is still there.
  lease->connection.close();
  freed_.notify_one();
}

void Pool::trim() {
  std::vector<Connection> old;  // closed after the lock is gone
  const Instant now = clock_.now();
  std::lock_guard<std::mutex> lock(mutex_);
  // The oldest stand in front: the last one in is the first one out.
  std::size_t count = 0;
  while (idle_.size() - count > limits_.keep && now - idle_[count].idleSince >= idleLimit()) ++count;
  const std::vector<Connection>::iterator end = idle_.begin() + static_cast<std::ptrdiff_t>(count);
  std::move(idle_.begin(), end, std::back_inserter(old));
  idle_.erase(idle_.begin(), end);
}

bool Pool::takeUnchecked(Instant before, Connection* connection, unsigned* epoch) {
  std::lock_guard<std::mutex> lock(mutex_);
  *epoch = epoch_;
  const auto isDue = [before](const Connection& c) { return c.checkedAt <= before; };
  const std::vector<Connection>::iterator due = std::find_if(idle_.begin(), idle_.end(), isDue);
  if (due == idle_.end()) return false;
  *connection = std::move(*due);
  idle_.erase(due);
  ++inUse_;
  return true;
}

/// To its place in the order of age; an unusable one only gives its place back.
void Pool::putBack(Connection connection, unsigned epoch) {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    --inUse_;
    const Instant since = connection.idleSince;
    if (connection.isOpen() && epoch == epoch_)
      idle_.insert(std::find_if(idle_.begin(), idle_.end(),
                                [since](const Connection& c) { return c.idleSince > since; }),
                   std::move(connection));
  }
  freed_.notify_one();
}

std::size_t Pool::pingIdle(Duration interval, Duration limit, Patience* patience) {
  const Instant before = clock_.now() - interval;
  std::size_t closed = 0;
  Connection connection;
  unsigned epoch = 0;
  while (closed == 0 && takeUnchecked(before, &connection, &epoch)) {
    const bool alive =
        connection.isQuiet() && ping(&connection, limit, clock_, patience).status == IoStatus::ok;
    if (!alive) {
      connection.close();
      ++closed;
    }
    connection.checkedAt = clock_.now();
    putBack(std::move(connection), epoch);
  }
  return closed;
}

void Pool::clear() {
  std::vector<Connection> all;
  all.reserve(limits_.most);
  std::lock_guard<std::mutex> lock(mutex_);
  ++epoch_;
  all.swap(idle_);
}

PoolCounters Pool::counters() const {
  std::lock_guard<std::mutex> lock(mutex_);
  PoolCounters c;
  c.idle = idle_.size();
  c.inUse = inUse_;
  c.opened = opened_;
  c.reused = reused_;
  c.closedStale = closedStale_;
  return c;
}

}  // namespace net
}  // namespace sioha

#include "keepalived-checks/common/monitor.h"

#include <time.h>

namespace sioha {
namespace checks {

Monitor::Monitor() {
  ::pthread_mutex_init(&mutex_, nullptr);
  pthread_condattr_t attributes;
  ::pthread_condattr_init(&attributes);
  ::pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
  ::pthread_cond_init(&changed_, &attributes);
  ::pthread_condattr_destroy(&attributes);
}

Monitor::~Monitor() {
  ::pthread_cond_destroy(&changed_);
  ::pthread_mutex_destroy(&mutex_);
}

Monitor::Lock::Lock(Monitor* monitor) : monitor_(monitor) { ::pthread_mutex_lock(&monitor_->mutex_); }

Monitor::Lock::~Lock() { ::pthread_mutex_unlock(&monitor_->mutex_); }

void Monitor::Lock::waitUntil(Instant deadline) {
  struct timespec due;
  due.tv_sec = static_cast<time_t>(deadline.count() / 1000000);
  due.tv_nsec = static_cast<long>(deadline.count() % 1000000) * 1000;
  ::pthread_cond_timedwait(&monitor_->changed_, &monitor_->mutex_, &due);
}

void Monitor::Lock::tellAll() { ::pthread_cond_broadcast(&monitor_->changed_); }

}  // namespace checks
}  // namespace sioha

#ifndef SIOHA_CHECKS_COMMON_MONITOR_H
#define SIOHA_CHECKS_COMMON_MONITOR_H

#include <pthread.h>

#include "mod_sioha/base/clock.h"

namespace sioha {
namespace checks {

/// A mutex with its condition. Waits end by Clock::now()'s clock, which g++ 4.8's std::condition_variable cannot do.
class Monitor {
 public:
  Monitor();
  ~Monitor();

  /// Holds the mutex as long as it lives.
  class Lock {
   public:
    explicit Lock(Monitor* monitor);
    ~Lock();
    /// Until someone tells or `deadline` has come; may return for no reason.
    void waitUntil(Instant deadline);
    void tellAll();

   private:
    Lock(const Lock&);
    Lock& operator=(const Lock&);
    Monitor* monitor_;
  };

 private:
  Monitor(const Monitor&);
  Monitor& operator=(const Monitor&);
  pthread_mutex_t mutex_;
  pthread_cond_t changed_;
};

}  // namespace checks
}  // namespace sioha
#endif

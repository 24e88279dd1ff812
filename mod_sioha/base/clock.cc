#include "mod_sioha/base/clock.h"

#include <time.h>

namespace sioha {

static std::chrono::microseconds read(clockid_t id) {
  struct timespec t;
  ::clock_gettime(id, &t);
  return std::chrono::microseconds(static_cast<long long>(t.tv_sec) * 1000000 + t.tv_nsec / 1000);
}

Instant SystemClock::now() const { return read(CLOCK_MONOTONIC); }
std::chrono::microseconds SystemClock::wallNow() const { return read(CLOCK_REALTIME); }

}  // namespace sioha

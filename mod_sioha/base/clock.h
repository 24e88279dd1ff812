#ifndef SIOHA_BASE_CLOCK_H
#define SIOHA_BASE_CLOCK_H

#include <chrono>

namespace sioha {

typedef std::chrono::microseconds Duration;

/// Time since boot (CLOCK_MONOTONIC): the same in all processes of a node and
/// deaf to clock jumps, so instants may be compared through shared memory.
typedef std::chrono::microseconds Instant;

/// Time comes in through constructors, so that tests decide what time it is.
class Clock {
 public:
  virtual ~Clock() {}
  virtual Instant now() const = 0;
  /// Since 1970, for people and logs only.
  virtual std::chrono::microseconds wallNow() const = 0;
};

class SystemClock : public Clock {
 public:
  Instant now() const override;
  std::chrono::microseconds wallNow() const override;
};

inline Duration milliseconds(long count) { return std::chrono::milliseconds(count); }
inline Duration seconds(long count) { return std::chrono::seconds(count); }

}  // namespace sioha
#endif

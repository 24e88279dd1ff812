#ifndef SIOHA_TESTS_FAKES_FAKE_CLOCK_H
#define SIOHA_TESTS_FAKES_FAKE_CLOCK_H

#include "mod_sioha/base/clock.h"

namespace sioha {
namespace fakes {

/// A clock that stands still, or goes on by `step` each time it is read, so
/// that a wait with a limit of minutes ends after a few looks at it.
class FakeClock : public Clock {
 public:
  FakeClock() : step(0), readings(0), now_(seconds(1000)) {}
  Instant now() const override {
    ++readings;
    return now_ += step;
  }
  std::chrono::microseconds wallNow() const override { return now_ + seconds(1700000000); }
  void advance(Duration by) { now_ += by; }

  Duration step;
  mutable int readings;

 private:
  mutable Instant now_;
};

}  // namespace fakes
}  // namespace sioha
#endif

#ifndef SIOHA_TESTS_GATEWAY_FAULTS_H
#define SIOHA_TESTS_GATEWAY_FAULTS_H

#include <atomic>
#include <chrono>
#include <map>
#include <mutex>
#include <string>

#include "tests/ajp/socket.h"
#include "tests/ajp/text.h"

namespace sioha {
namespace sim {

/// What is wrong with a gateway at the moment. Switched by the control thread,
/// asked by all others.
///
/// A fault holds until it is cleared, for `count=` requests or for `for=`
/// milliseconds. `method=` and `path=` (a prefix) restrict it to some requests.
class Faults {
 public:
  Faults() : epoch_(0) {}

  static bool known(const std::string& name);
  static const char* names();

  void set(const std::string& name, const testajp::Query& parameters);
  /// One fault, or all when the name is empty. Requests that hang go on.
  void clear(const std::string& name);
  /// True when the request meets the fault, which is counted.
  bool take(const std::string& name, const std::string& method, const std::string& path,
            testajp::Query* parameters = 0);
  /// JSON: the active faults and their parameters.
  std::string state();

  /// Holds the thread until the next clear(), for at most `ms` (0: no bound), or
  /// until the peer is gone. False in the last case.
  bool hang(testajp::Conn* conn, long ms);

  /// The whole process stands still, as in a full garbage collection.
  void pause(long ms);
  void waitWhilePaused();

 private:
  typedef std::chrono::steady_clock Clock;
  struct Fault {
    long count;
    Clock::time_point until;
    testajp::Query parameters;
  };
  std::mutex mutex_;
  std::map<std::string, Fault> active_;
  std::atomic<unsigned> epoch_;
  Clock::time_point pausedUntil_;
};

}  // namespace sim
}  // namespace sioha
#endif

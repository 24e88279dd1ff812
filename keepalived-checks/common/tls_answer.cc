#include "keepalived-checks/common/tls_answer.h"

namespace sioha {
namespace checks {

// The giver notices its deadline after it, poll(2) may be a thousandth of the wait late, and has to say so then.
static const long kGraceMilliseconds = 6;

std::string serverNameFor(const std::string& host) {
  IpAddress literal;
  return parseAddress(host, &literal) ? std::string() : host;
}

bool operator==(const TlsTarget& a, const TlsTarget& b) {
  return a.address == b.address && a.port == b.port && a.serverName == b.serverName;
}

void TlsHandover::announce(const TlsTarget& target) {
  Monitor::Lock lock(&monitor_);
  target_.reset(new TlsTarget(target));
  state_ = State::announced;
  lock.tellAll();
}

void TlsHandover::give(const TlsAnswer& answer) {
  Monitor::Lock lock(&monitor_);
  answer_ = answer;
  state_ = State::given;
  lock.tellAll();
}

void TlsHandover::close() {
  Monitor::Lock lock(&monitor_);
  if (state_ == State::given) return;
  state_ = State::closed;
  lock.tellAll();
}

bool TlsHandover::take(const TlsTarget& target, Instant deadline, const Clock& clock, TlsAnswer* answer) {
  const Instant latest = deadline + milliseconds(kGraceMilliseconds);
  Monitor::Lock lock(&monitor_);
  for (;;) {
    if (state_ == State::closed || (target_ && !(*target_ == target))) return false;
    if (state_ == State::given) break;
    if (clock.now() >= latest) return false;
    lock.waitUntil(latest);
  }
  *answer = answer_;
  return true;
}

}  // namespace checks
}  // namespace sioha

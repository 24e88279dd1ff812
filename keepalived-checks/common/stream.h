#ifndef SIOHA_CHECKS_COMMON_STREAM_H
#define SIOHA_CHECKS_COMMON_STREAM_H

#include <cstddef>
#include <string>

#include "keepalived-checks/common/address.h"
#include "mod_sioha/base/clock.h"
#include "mod_sioha/base/fd.h"
#include "mod_sioha/base/result.h"
#include "mod_sioha/base/slice.h"

namespace sioha {
namespace checks {

/// Bytes to and from a peer, each call bounded by a deadline (Clock::now()).
class Stream {
 public:
  virtual ~Stream() {}
  /// Sends all of `bytes`; empty on success, else why not.
  virtual std::string send(Slice bytes, Instant deadline) = 0;
  /// At least one byte; *count 0 means the peer's end. Empty on success, else why not.
  virtual std::string receive(char* to, std::size_t room, Instant deadline, std::size_t* count) = 0;
};

/// Waits until `fd` can be read (POLLIN) or written (POLLOUT). Empty: it can; else why not.
std::string waitFor(int fd, short events, Instant deadline, const Clock& clock);

/// A TCP connection, or why there is none.
Result<Fd> connectTcp(const IpAddress& to, unsigned port, Instant deadline, const Clock& clock);

/// Has an interface of this node `address`? (getifaddrs(3); nothing is sent.)
bool isLocalAddress(const IpAddress& address);

class PlainStream : public Stream {
 public:
  PlainStream(Fd fd, const Clock& clock) : fd_(std::move(fd)), clock_(clock) {}
  std::string send(Slice bytes, Instant deadline) override;
  std::string receive(char* to, std::size_t room, Instant deadline, std::size_t* count) override;

 private:
  Fd fd_;
  const Clock& clock_;
};

}  // namespace checks
}  // namespace sioha
#endif

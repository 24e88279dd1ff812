#ifndef SIOHA_NET_CONNECTION_H
#define SIOHA_NET_CONNECTION_H

#include <sys/uio.h>

#include <cstddef>

#include "mod_sioha/base/clock.h"
#include "mod_sioha/base/fd.h"
#include "mod_sioha/base/slice.h"
#include "mod_sioha/net/endpoint.h"
#include "mod_sioha/net/patience.h"

namespace sioha {
namespace net {

enum class IoStatus {
  ok,
  closed,    ///< orderly end by the peer
  reset,     ///< ECONNRESET, EPIPE and every other socket error
  timeout,   ///< the wait's limit ran out
  released,  ///< Patience said so
  refused    ///< connect only: nobody listens
};

struct IoResult {
  IoStatus status;
  std::size_t count;  ///< bytes moved, also where status is not ok
  int error;          ///< errno, or 0
};

struct SocketOptions {
  SocketOptions() : keepAlive(false), bufferBytes(0), source(nullptr) {}
  bool keepAlive;
  int bufferBytes;  ///< SO_SNDBUF and SO_RCVBUF; 0: the system's
  const Endpoint* source;  ///< address to connect from; null: the system's choice
};

/// One TCP connection to a gateway: blocking in slices of kWaitSlice, TCP_NODELAY, close-on-exec.
/// Owned by one thread at a time.
class Connection {
 public:
  Connection(Connection&& other);
  Connection& operator=(Connection&& other);
  Connection() : idleSince(0), checkedAt(0) {}

  /// Tries to reach `to` within `limit`. On ok *out is connected.
  static IoResult open(const Endpoint& to, const SocketOptions& options, Duration limit, const Clock& clock,
                       Patience* patience, Connection* out);

  /// Takes a connected stream socket that blocks, and gives its waits their slices.
  static Connection adopt(Fd fd);

  /// Sends all of `parts` (which it may change). `limit` bounds each wait for progress.
  IoResult send(struct iovec* parts, int partCount, Duration limit, const Clock& clock, Patience* patience);
  /// At least one byte, at most `room`. `since`: when the wait that `limit` bounds began.
  /// The limit is looked at after each slice without a byte, so a caller that
  /// waits for more than one byte compares the clock too.
  IoResult receive(char* to, std::size_t room, Instant since, Duration limit, const Clock& clock,
                   Patience* patience);

  /// False when the peer closed it or sent bytes nobody asked for (they would be
  /// taken for the next client's answer). One recv(MSG_PEEK|MSG_DONTWAIT).
  bool isQuiet() const;
  bool isOpen() const { return fd_.valid(); }
  int fd() const { return fd_.get(); }
  void close() { fd_.reset(); }
  /// Closes with a reset, so that the peer learns that nobody listens any more.
  void abort();

  Instant idleSince;  ///< set by the pool
  Instant checkedAt;  ///< by the pool, too: when it last served or answered a CPING

 private:
  Fd fd_;
};

}  // namespace net
}  // namespace sioha
#endif

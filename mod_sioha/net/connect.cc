#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "mod_sioha/net/connection.h"

namespace sioha {
namespace net {

namespace {

IoResult failed(int error) {
  IoResult r;
  r.status = error == ECONNREFUSED ? IoStatus::refused
                                   : error == ETIMEDOUT ? IoStatus::timeout : IoStatus::reset;
  r.count = 0;
  r.error = error;
  return r;
}

void apply(const SocketOptions& options, int fd) {
  const int on = 1;
  // Fails where the socket is not TCP, and nothing is lost then.
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (options.keepAlive) ::setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
  if (options.bufferBytes > 0) {
    // Before connect(2): the window scale is agreed on in the handshake.
    ::setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &options.bufferBytes, sizeof options.bufferBytes);
    ::setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &options.bufferBytes, sizeof options.bufferBytes);
  }
}

/// Waits in slices until the handshake ended in one way or the other; 0 or an errno.
int waitUntilWritable(int fd, Duration limit, const Clock& clock, Patience* patience, bool* released) {
  const Instant since = clock.now();
  struct pollfd wanted;
  wanted.fd = fd;
  wanted.events = POLLOUT;
  Duration waited(0);
  for (;;) {
    *released = patience->released(waited);
    if (*released) return EINTR;
    if (waited >= limit) return ETIMEDOUT;
    const long long left = (limit - waited).count() / 1000 + 1;
    const int slice = static_cast<int>(left < kWaitSliceMilliseconds ? left : kWaitSliceMilliseconds);
    const int ready = ::poll(&wanted, 1, slice);
    if (ready > 0) return 0;
    if (ready < 0 && errno != EINTR) return errno;
    waited = clock.now() - since;
  }
}

int pendingError(int fd) {
  int error = 0;
  socklen_t size = sizeof error;
  return ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) < 0 ? errno : error;
}

/// Connecting to a free port of the ephemeral range of this host can pick that
/// port as its own source: TCP then connects the socket to itself.
bool isConnectedToItself(int fd) {
  struct sockaddr_storage own, peer;
  socklen_t ownSize = sizeof own, peerSize = sizeof peer;
  std::memset(&own, 0, sizeof own);
  std::memset(&peer, 0, sizeof peer);
  return ::getsockname(fd, reinterpret_cast<struct sockaddr*>(&own), &ownSize) == 0 &&
         ::getpeername(fd, reinterpret_cast<struct sockaddr*>(&peer), &peerSize) == 0 &&
         ownSize == peerSize && std::memcmp(&own, &peer, ownSize) == 0;
}

int connectTo(const Endpoint& to, int fd, Duration limit, const Clock& clock, Patience* patience,
              bool* released) {
  if (::connect(fd, reinterpret_cast<const struct sockaddr*>(&to.address), to.length) < 0) {
    // An interrupted connect(2) goes on in the kernel like one in progress.
    if (errno != EINPROGRESS && errno != EINTR) return errno;
    const int error = waitUntilWritable(fd, limit, clock, patience, released);
    if (error) return error;
  }
  const int error = pendingError(fd);
  return error == 0 && isConnectedToItself(fd) ? ECONNREFUSED : error;
}

}  // namespace

IoResult Connection::open(const Endpoint& to, const SocketOptions& options, Duration limit, const Clock& clock,
                          Patience* patience, Connection* out) {
  Fd fd(::socket(to.address.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd.valid()) return failed(errno);
  apply(options, fd.get());
  if (options.source && !bindTo(*options.source, fd.get())) return failed(errno);
  bool released = false;
  const int error = connectTo(to, fd.get(), limit, clock, patience, &released);
  if (error) {
    IoResult r = failed(released ? 0 : error);
    if (released) r.status = IoStatus::released;
    return r;
  }
  const int flags = ::fcntl(fd.get(), F_GETFL);
  if (flags < 0 || ::fcntl(fd.get(), F_SETFL, flags & ~O_NONBLOCK) < 0) return failed(errno);
  *out = adopt(std::move(fd));
  IoResult r = failed(0);
  r.status = IoStatus::ok;
  return r;
}

}  // namespace net
}  // namespace sioha

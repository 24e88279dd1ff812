#include "mod_sioha/net/connection.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace sioha {
namespace net {

namespace {

IoResult result(IoStatus status, std::size_t count, int error) {
  IoResult r;
  r.status = status;
  r.count = count;
  r.error = error;
  return r;
}

/// A slice passed (SO_RCVTIMEO, SO_SNDTIMEO), or a signal came: time to look around.
inline bool isPauseInWait(int error) { return error == EAGAIN || error == EWOULDBLOCK || error == EINTR; }

/// After a slice: true when the wait is over, with its result.
bool isOver(Duration waited, Duration limit, std::size_t count, Patience* patience, IoResult* r) {
  if (patience->released(waited)) {
    *r = result(IoStatus::released, count, 0);
    return true;
  }
  if (waited < limit) return false;
  *r = result(IoStatus::timeout, count, ETIMEDOUT);
  return true;
}

}  // namespace

Connection::Connection(Connection&& other)
    : idleSince(other.idleSince), checkedAt(other.checkedAt), fd_(std::move(other.fd_)) {}

Connection& Connection::operator=(Connection&& other) {
  idleSince = other.idleSince;
  checkedAt = other.checkedAt;
  fd_ = std::move(other.fd_);
  return *this;
}

Connection Connection::adopt(Fd fd) {
  struct timeval slice;
  slice.tv_sec = 0;
  slice.tv_usec = kWaitSliceMilliseconds * 1000;
  ::setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &slice, sizeof slice);
  ::setsockopt(fd.get(), SOL_SOCKET, SO_SNDTIMEO, &slice, sizeof slice);
  Connection connection;
  connection.fd_ = std::move(fd);
  return connection;
}

static void advance(struct iovec** parts, int* partCount, std::size_t sent) {
  while (*partCount > 0 && sent >= (*parts)->iov_len) {
    sent -= (*parts)->iov_len;
    ++*parts;
    --*partCount;
  }
  if (*partCount > 0) {
    (*parts)->iov_base = static_cast<char*>((*parts)->iov_base) + sent;
    (*parts)->iov_len -= sent;
  }
}

IoResult Connection::send(struct iovec* parts, int partCount, Duration limit, const Clock& clock,
                          Patience* patience) {
  std::size_t total = 0;
  Instant since(0);
  bool waits = false;
  advance(&parts, &partCount, 0);
  while (partCount > 0) {
    struct msghdr message;
    std::memset(&message, 0, sizeof message);
    message.msg_iov = parts;
    message.msg_iovlen = static_cast<std::size_t>(partCount);
    const ssize_t sent = ::sendmsg(fd_.get(), &message, MSG_NOSIGNAL);
    if (sent > 0) {
      total += static_cast<std::size_t>(sent);
      waits = false;
      advance(&parts, &partCount, static_cast<std::size_t>(sent));
      continue;
    }
    if (sent < 0 && !isPauseInWait(errno)) return result(IoStatus::reset, total, errno);
    // The clock is read only now, a slice after the wait began: the usual send does not wait.
    const Instant now = clock.now();
    if (!waits) since = now - milliseconds(kWaitSliceMilliseconds);
    waits = true;
    IoResult over;
    if (isOver(now - since, limit, total, patience, &over)) return over;
  }
  return result(IoStatus::ok, total, 0);
}

IoResult Connection::receive(char* to, std::size_t room, Instant since, Duration limit, const Clock& clock,
                             Patience* patience) {
  if (patience->released(Duration(0))) return result(IoStatus::released, 0, 0);
  for (;;) {
    const ssize_t got = ::recv(fd_.get(), to, room, 0);
    if (got > 0) return result(IoStatus::ok, static_cast<std::size_t>(got), 0);
    if (got == 0) return result(IoStatus::closed, 0, 0);
    if (!isPauseInWait(errno)) return result(IoStatus::reset, 0, errno);
    IoResult over;
    if (isOver(clock.now() - since, limit, 0, patience, &over)) return over;
  }
}

bool Connection::isQuiet() const {
  char byte;
  const ssize_t got = ::recv(fd_.get(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

void Connection::abort() {
  if (!isOpen()) return;
  struct linger reset;
  reset.l_onoff = 1;
  reset.l_linger = 0;
  ::setsockopt(fd_.get(), SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
  close();
}

}  // namespace net
}  // namespace sioha

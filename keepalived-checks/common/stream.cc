#include "keepalived-checks/common/stream.h"

#include <errno.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <cstring>

namespace sioha {
namespace checks {

std::string waitFor(int fd, short events, Instant deadline, const Clock& clock) {
  for (;;) {
    const Instant now = clock.now();
    if (now >= deadline) return "no answer in time";
    struct pollfd waiting = {fd, events, 0};
    const int n = ::poll(&waiting, 1, static_cast<int>((deadline - now).count() / 1000) + 1);
    if (n > 0) return std::string();
    if (n < 0 && errno != EINTR) return std::string("poll: ") + std::strerror(errno);
  }
}

Result<Fd> connectTcp(const IpAddress& to, unsigned port, Instant deadline, const Clock& clock) {
  const std::string where = to.text() + " port " + std::to_string(port) + ": ";
  struct sockaddr_storage address;
  const socklen_t length = toSockaddr(to, port, &address);
  Fd fd(::socket(to.family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (length == 0 || !fd.valid()) return Error(where + std::strerror(errno));
  const int one = 1;
  ::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  if (::connect(fd.get(), reinterpret_cast<struct sockaddr*>(&address), length) != 0) {
    if (errno != EINPROGRESS) return Error(where + std::strerror(errno));
    const std::string waited = waitFor(fd.get(), POLLOUT, deadline, clock);
    if (!waited.empty()) return Error(where + waited);
    int error = 0;
    socklen_t size = sizeof error;
    if (::getsockopt(fd.get(), SOL_SOCKET, SO_ERROR, &error, &size) != 0 || error != 0)
      return Error(where + std::strerror(error));
  }
  // Spelt out: g++ 4.8 does not move into the converting constructor by itself.
  return Result<Fd>(std::move(fd));
}

// Connecting to it and looking at the source would not do: for a second address of one network the
// kernel prefers the first as source, and that is what a VIP with its network's prefix is.
bool isLocalAddress(const IpAddress& address) {
  struct ifaddrs* list = nullptr;
  if (::getifaddrs(&list) != 0) return false;
  bool found = false;
  for (const struct ifaddrs* one = list; one && !found; one = one->ifa_next)
    found = one->ifa_addr && one->ifa_addr->sa_family == address.family && addressOf(one->ifa_addr) == address;
  ::freeifaddrs(list);
  return found;
}

std::string PlainStream::send(Slice bytes, Instant deadline) {
  while (!bytes.empty()) {
    const ssize_t n = ::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n > 0) {
      bytes = bytes.sub(static_cast<std::size_t>(n));
      continue;
    }
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno != EAGAIN && errno != EWOULDBLOCK) return std::string("send: ") + std::strerror(errno);
    const std::string waited = waitFor(fd_.get(), POLLOUT, deadline, clock_);
    if (!waited.empty()) return waited;
  }
  return std::string();
}

std::string PlainStream::receive(char* to, std::size_t room, Instant deadline, std::size_t* count) {
  for (;;) {
    const ssize_t n = ::recv(fd_.get(), to, room, MSG_DONTWAIT);
    if (n >= 0) {
      *count = static_cast<std::size_t>(n);
      return std::string();
    }
    if (errno == EINTR) continue;
    if (errno != EAGAIN && errno != EWOULDBLOCK) return std::string("receive: ") + std::strerror(errno);
    const std::string waited = waitFor(fd_.get(), POLLIN, deadline, clock_);
    if (!waited.empty()) return waited;
  }
}

}  // namespace checks
}  // namespace sioha

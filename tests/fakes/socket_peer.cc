#include "tests/fakes/socket_peer.h"

#include <sys/socket.h>

#include <cstdio>
#include <cstdlib>
#include <utility>

namespace sioha {
namespace fakes {

SocketPeer::SocketPeer() {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
    std::perror("socketpair");
    std::abort();
  }
  connection = net::Connection::adopt(Fd(ends[0]));
  fd_.reset(ends[1]);
}

void SocketPeer::say(const std::string& bytes) {
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t n = ::send(fd_.get(), bytes.data() + done, bytes.size() - done, MSG_NOSIGNAL);
    if (n <= 0) return;
    done += static_cast<std::size_t>(n);
  }
}

void SocketPeer::stopSaying() { ::shutdown(fd_.get(), SHUT_WR); }

std::string SocketPeer::heard() {
  std::string all;
  char part[65536];
  for (;;) {
    const ssize_t n = ::recv(fd_.get(), part, sizeof part, MSG_DONTWAIT);
    if (n <= 0) return all;
    all.append(part, static_cast<std::size_t>(n));
  }
}

std::string SocketPeer::hear(std::size_t count) {
  std::string all(count, '\0');
  std::size_t done = 0;
  while (done < count) {
    const ssize_t n = ::recv(fd_.get(), &all[done], count - done, 0);
    if (n <= 0) break;
    done += static_cast<std::size_t>(n);
  }
  all.resize(done);
  return all;
}

}  // namespace fakes
}  // namespace sioha

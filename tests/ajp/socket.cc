#include "tests/ajp/socket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <random>
#include <thread>

namespace sioha {
namespace testajp {
namespace {

void endAtOnce(int) {
  _exit(0);
}

bool bindTo(int fd, const std::string& host, int port) {
  sockaddr_in address = sockaddr_in();
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<unsigned short>(port));
  if (::inet_pton(AF_INET, host.c_str(), &address.sin_addr) != 1) {
    errno = EINVAL;
    return false;
  }
  return ::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
}

// Below the range that connect(2) picks from: a client that knocks at the port
// of a server that was killed must not get it as its own and reach itself.
int bindFreePort(int fd, const std::string& host) {
  std::random_device device;
  for (int tries = 0; tries < 1000; ++tries) {
    const int port = 12000 + static_cast<int>(device() % 20000);
    if (bindTo(fd, host, port)) return port;
  }
  return 0;
}

int tcpListener(const std::string& host, int port, int* chosen, std::string* why) {
  sioha::Fd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const int on = 1;
  // A fixed port may have connections of a former process in TIME_WAIT. A free
  // one is looked for without the option, and gets it for the sake of a later
  // process: Linux wants it on the old sockets as well as on the new.
  if (port != 0) ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (port != 0)
    *chosen = bindTo(fd.get(), host, port) ? port : 0;
  else
    *chosen = bindFreePort(fd.get(), host);
  ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (*chosen == 0 || ::listen(fd.get(), 511) != 0) {
    *why = "cannot listen on " + host + ":" + std::to_string(port) + ": " + strerror(errno);
    return -1;
  }
  return fd.release();
}

bool unixAddress(const std::string& path, sockaddr_un* address) {
  *address = sockaddr_un();
  address->sun_family = AF_UNIX;
  if (path.size() >= sizeof address->sun_path) {
    errno = ENAMETOOLONG;
    return false;
  }
  path.copy(address->sun_path, path.size());
  return true;
}

}  // namespace

Conn::Conn(int fd) : resetAfterRead(-1), resetAfterWrite(-1), fd_(fd) {}

std::size_t Conn::readSome(char* data, std::size_t size) {
  if (!open()) return 0;
  if (resetAfterRead >= 0) size = std::min(size, static_cast<std::size_t>(resetAfterRead));
  ssize_t got = 0;
  while (size > 0 && (got = ::recv(fd_.get(), data, size, 0)) < 0 && errno == EINTR) continue;
  if (gate) gate();
  if (got > 0 && resetAfterRead >= 0) resetAfterRead -= got;
  if (resetAfterRead == 0) {
    reset();
    return 0;
  }
  return got > 0 ? static_cast<std::size_t>(got) : 0;
}

bool Conn::readExact(char* data, std::size_t size) {
  for (std::size_t done = 0; done < size;) {
    const std::size_t got = readSome(data + done, size - done);
    if (got == 0) return false;
    done += got;
  }
  return true;
}

bool Conn::write(const char* data, std::size_t size) {
  if (!open()) return false;
  if (gate) gate();
  const bool cut = resetAfterWrite >= 0 && size >= static_cast<std::size_t>(resetAfterWrite);
  if (cut) size = static_cast<std::size_t>(resetAfterWrite);
  for (std::size_t done = 0; done < size;) {
    const ssize_t sent = ::send(fd_.get(), data + done, size - done, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) return false;
    done += static_cast<std::size_t>(sent);
  }
  if (resetAfterWrite >= 0) resetAfterWrite -= static_cast<long>(size);
  if (cut) {
    // A reset throws away what the peer has not read yet; let the kernel deliver it first.
    ::usleep(20000);
    reset();
  }
  return !cut;
}

bool Conn::readableWithin(int milliseconds) {
  pollfd waited = {fd_.get(), POLLIN, 0};
  return open() && ::poll(&waited, 1, milliseconds) > 0;
}

bool Conn::peerGone() {
  char byte;
  if (!open()) return true;
  const ssize_t got = ::recv(fd_.get(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return got == 0 || (got < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR);
}

// The server knows the descriptor by number and closes it itself, so that the
// number cannot come back as another connection in the meantime.
void Conn::reset() {
  if (!open()) return;
  // Disconnecting is the one way to send RST on a descriptor that stays open.
  sockaddr nowhere = sockaddr();
  nowhere.sa_family = AF_UNSPEC;
  ::connect(fd_.release(), &nowhere, sizeof nowhere);
}

void Conn::close() {
  if (open()) ::shutdown(fd_.release(), SHUT_RDWR);
}

bool Server::listen(int port, const Serve& serve, std::string* why) {
  return listen("127.0.0.1", port, serve, why);
}

bool Server::listen(const std::string& host, int port, const Serve& serve, std::string* why) {
  const int fd = tcpListener(host, port, &port_, why);
  if (fd < 0) return false;
  listener_.reset(fd);
  serve_ = serve;
  stopping_ = false;
  std::thread(&Server::acceptLoop, this, fd).detach();
  return true;
}

void Server::acceptLoop(int fd) {
  for (;;) {
    const int accepted = ::accept4(fd, 0, 0, SOCK_CLOEXEC);
    if (accepted < 0 && (errno == EINTR || errno == ECONNABORTED || errno == EMFILE)) continue;
    if (accepted < 0) return;
    const int on = 1;
    ::setsockopt(accepted, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    {
      std::lock_guard<std::mutex> hold(mutex_);
      live_.insert(accepted);
      if (stopping_) ::shutdown(accepted, SHUT_RDWR);
    }
    std::thread(&Server::serveOne, this, accepted).detach();
  }
}

void Server::serveOne(int fd) {
  {
    Conn conn(fd);
    serve_(&conn);
    conn.close();
  }
  std::lock_guard<std::mutex> hold(mutex_);
  live_.erase(fd);
  ::close(fd);
}

void Server::stop() {
  std::lock_guard<std::mutex> hold(mutex_);
  stopping_ = true;
  // shutdown wakes accept; only then may the number be used again.
  if (listener_.valid()) ::shutdown(listener_.get(), SHUT_RDWR);
  listener_.reset();
  for (int fd : live_) ::shutdown(fd, SHUT_RDWR);
}

int connectUnix(const std::string& path) {
  sockaddr_un address;
  if (!unixAddress(path, &address)) return -1;
  sioha::Fd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (::connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) return -1;
  return fd.release();
}

int listenUnix(const std::string& path) {
  sockaddr_un address;
  if (!unixAddress(path, &address)) return -1;
  ::unlink(path.c_str());
  sioha::Fd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (::bind(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) return -1;
  if (::listen(fd.get(), 511) != 0) return -1;
  return fd.release();
}

bool writeAll(int fd, const std::string& bytes) {
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t sent = ::send(fd, bytes.data() + done, bytes.size() - done, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) return false;
    done += static_cast<std::size_t>(sent);
  }
  return true;
}

void quietSignals() {
  ::signal(SIGPIPE, SIG_IGN);
  ::signal(SIGTERM, endAtOnce);
  ::signal(SIGINT, endAtOnce);
}

}  // namespace testajp
}  // namespace sioha

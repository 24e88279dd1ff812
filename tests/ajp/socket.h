#ifndef SIOHA_TESTS_AJP_SOCKET_H
#define SIOHA_TESTS_AJP_SOCKET_H

#include <atomic>
#include <cstddef>
#include <functional>
#include <mutex>
#include <set>
#include <string>

#include "mod_sioha/base/fd.h"
#include "mod_sioha/base/result.h"

namespace sioha {
namespace testajp {

/// One accepted connection. Used by one thread.
class Conn {
 public:
  explicit Conn(int fd);

  /// Both wait as long as it takes and are false when the peer is gone.
  bool readExact(char* data, std::size_t size);
  bool write(const std::string& bytes) { return write(bytes.data(), bytes.size()); }
  bool write(const char* data, std::size_t size);
  /// At most `size` bytes; 0 at the end of the stream or on error.
  std::size_t readSome(char* data, std::size_t size);
  /// False when nothing can be read for that long; true also at the end of the stream.
  bool readableWithin(int milliseconds);
  /// True once the peer has closed or reset, with nothing left to read.
  bool peerGone();
  /// Closes with RST: the peer sees ECONNRESET, unsent data is lost.
  void reset();
  void close();
  bool open() const { return fd_.valid(); }
  int fd() const { return fd_.get(); }

  /// Called before each read is acted upon and before each write: a process
  /// that stands still, as in a full garbage collection, blocks in it.
  std::function<void()> gate;
  /// Resets the connection when so many bytes more were read or written; no limit below 0.
  long resetAfterRead;
  long resetAfterWrite;

 private:
  sioha::Fd fd_;
};

/// A TCP listener that serves each connection in a thread of its own.
class Server {
 public:
  typedef std::function<void(Conn*)> Serve;
  Server() : port_(0), stopping_(false) {}
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// On loopback. Port 0 picks a free one. False, with a sentence in `why`, when it cannot listen.
  bool listen(int port, const Serve& serve, std::string* why);
  /// On another IPv4 address: only where nobody else reaches it, as in a network namespace.
  bool listen(const std::string& host, int port, const Serve& serve, std::string* why);
  int port() const { return port_; }
  /// Stops listening and cuts all connections; listen() may be called again.
  void stop();

 private:
  void acceptLoop(int fd);
  void serveOne(int fd);
  int port_;
  sioha::Fd listener_;
  Serve serve_;
  std::atomic<bool> stopping_;
  std::mutex mutex_;
  std::set<int> live_;
};

/// A blocking client connection to a unix socket, -1 on failure. The caller owns it.
int connectUnix(const std::string& path);
/// A listening unix socket; an old file of that name is replaced. -1 and errno on failure.
int listenUnix(const std::string& path);
bool writeAll(int fd, const std::string& bytes);

/// No SIGPIPE; SIGTERM and SIGINT end the process at once with status 0.
void quietSignals();

}  // namespace testajp
}  // namespace sioha
#endif

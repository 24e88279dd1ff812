#ifndef SIOHA_TESTS_FAKES_SOCKET_PEER_H
#define SIOHA_TESTS_FAKES_SOCKET_PEER_H

#include <string>

#include "mod_sioha/base/fd.h"
#include "mod_sioha/net/connection.h"

namespace sioha {
namespace fakes {

/// A Connection and the other end of it, over socketpair(2). What the peer
/// says before the exchange starts waits in the kernel, so most scripts need no thread.
class SocketPeer {
 public:
  SocketPeer();
  net::Connection connection;

  /// All of it; blocks while the other side does not read.
  void say(const std::string& bytes);
  /// No more bytes will come; the peer still listens.
  void stopSaying();
  void close() { fd_.reset(); }
  /// What arrived and was not heard yet, without waiting for more.
  std::string heard();
  /// Waits until `count` bytes arrived, or the other side closed.
  std::string hear(std::size_t count);

 private:
  Fd fd_;
};

}  // namespace fakes
}  // namespace sioha
#endif

#ifndef SIOHA_TESTS_FAKES_CANNED_NETLINK_H
#define SIOHA_TESTS_FAKES_CANNED_NETLINK_H

#include <netlink/netlink.h>
#include <stdlib.h>
#include <string.h>

#include <memory>
#include <string>

/// A netlink socket that is none: whatever is asked, one datagram is the answer, then nothing.
/// One at a time in a process. Memory of libnl's own kind, so that it can free it.
namespace sioha {
namespace fakes {

class CannedNetlink {
 public:
  explicit CannedNetlink(const std::string& datagram) : socket_(nl_socket_alloc()) {
    waiting() = datagram;
    nl_socket_disable_seq_check(socket_.get());
    struct nl_cb* callbacks = nl_socket_get_cb(socket_.get());
    nl_cb_overwrite_send(callbacks, send);
    nl_cb_overwrite_recv(callbacks, receive);
    nl_cb_put(callbacks);
  }
  struct nl_sock* socket() { return socket_.get(); }

 private:
  struct Free {
    void operator()(struct nl_sock* socket) const { nl_socket_free(socket); }
  };

  static std::string& waiting() {
    static std::string datagram;
    return datagram;
  }
  static int send(struct nl_sock*, struct nl_msg*) { return 1; }
  static int receive(struct nl_sock*, struct sockaddr_nl* from, unsigned char** buffer, struct ucred**) {
    const std::string datagram = waiting();
    waiting().clear();
    if (datagram.empty()) return 0;
    ::memset(from, 0, sizeof *from);
    *buffer = static_cast<unsigned char*>(::malloc(datagram.size()));
    ::memcpy(*buffer, datagram.data(), datagram.size());
    return static_cast<int>(datagram.size());
  }

  std::unique_ptr<struct nl_sock, Free> socket_;
};

}  // namespace fakes
}  // namespace sioha
#endif

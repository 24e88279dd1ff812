#ifndef SIOHA_TESTS_AJP_SESSION_H
#define SIOHA_TESTS_AJP_SESSION_H

#include <string>

#include "tests/ajp/codec.h"
#include "tests/ajp/socket.h"

namespace sioha {
namespace testajp {

/// One AJP connection as a container sees it: packets in, requests and bodies out.
class Session {
 public:
  Session(Conn* conn, std::size_t packetSize) : conn_(conn), packetSize_(packetSize), bodyLeft_(0) {}

  enum class Got { request, ping, nothing };
  /// Waits for the next packet. `nothing` at the end of the connection and for a
  /// malformed packet; then `why()` is not empty.
  Got next(ForwardRequest* out);

  /// The whole request body: the packet that comes unasked when there is a
  /// Content-Length, then one GET_BODY_CHUNK for each further one.
  bool readBody(const ForwardRequest& request, std::string* body);
  /// The same part by part: false at the end of the body or of the connection
  /// (then `broken()`).
  bool readBodyPart(std::string* part);
  /// Must be called once before readBodyPart().
  void startBody(const ForwardRequest& request);
  bool broken() const { return broken_; }

  /// A packet without an answer to it: the data of a body packet, empty at its end.
  bool readData(std::string* data);

  Conn* conn() { return conn_; }
  std::size_t packetSize() const { return packetSize_; }
  const std::string& why() const { return why_; }

 private:
  bool readPacket(std::string* payload);
  Conn* const conn_;
  const std::size_t packetSize_;
  bool broken_ = false;
  bool lengthKnown_ = false;
  bool askFirst_ = false;
  bool atEnd_ = true;
  unsigned long long bodyLeft_;
  std::string why_;
};

}  // namespace testajp
}  // namespace sioha
#endif

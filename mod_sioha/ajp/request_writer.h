#ifndef SIOHA_AJP_REQUEST_WRITER_H
#define SIOHA_AJP_REQUEST_WRITER_H

#include <cstddef>
#include <cstdint>

#include "mod_sioha/ajp/protocol.h"
#include "mod_sioha/base/slice.h"

namespace sioha {
namespace ajp {

/// What FORWARD_REQUEST says before the headers. `uri` is raw, without query
/// string, and starts with '/' or is "*". Empty `remoteHost` is sent as null.
struct RequestLine {
  RequestLine() : serverPort(0), isSsl(false) {}
  Slice method;
  Slice protocol;
  Slice uri;
  Slice remoteAddress;
  Slice remoteHost;
  Slice serverName;
  std::uint16_t serverPort;
  bool isSsl;
};

/// Writes one FORWARD_REQUEST packet into the caller's buffer, in the order of
/// the protocol: begin, header*, attribute*, finish. Nothing is allocated.
/// What does not fit (packet size, or a string above 65534 bytes) makes
/// finish() false, whatever else was written: the request head is too large
/// for this member (413), and no fault of the gateway's. A method without a
/// code is read until the first attribute is written: it has to live that long.
class RequestWriter {
 public:
  /// `capacity` is the member's max_packet_size (whole packet).
  RequestWriter(char* buffer, std::size_t capacity);

  void begin(const RequestLine& line);
  /// A well-known name is sent as its code.
  void header(Slice name, Slice value);
  void attribute(Attribute code, Slice value);
  /// ssl_key_size is the one attribute that is an integer (ajpv13a, "key_size").
  void keySize(std::uint16_t bits);
  void requestAttribute(Slice name, Slice value);
  bool finish();

  /// The packet after a finish() that said true.
  Slice packet() const { return Slice(buffer_, used_); }

 private:
  /// Room for `count` more bytes, or null (and overflow) where the packet has none.
  char* take(std::size_t count);
  void string(Slice text);
  void closeHeaders();

  char* buffer_;
  std::size_t capacity_;
  std::size_t used_;
  std::size_t headerCountAt_;
  std::uint16_t headerCount_;
  bool headersClosed_;
  bool overflow_;
  Slice storedMethod_;
};

}  // namespace ajp
}  // namespace sioha
#endif

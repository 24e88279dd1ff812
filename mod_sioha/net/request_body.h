#ifndef SIOHA_NET_REQUEST_BODY_H
#define SIOHA_NET_REQUEST_BODY_H

#include <cstddef>
#include <memory>

#include "mod_sioha/base/slice.h"
#include "mod_sioha/net/exchange.h"

namespace sioha {
namespace net {

/// The request body as AJP packets. Never more of it than Content-Length announced.
class RequestBody {
 public:
  RequestBody(BodySource* source, std::size_t maxPacketSize);

  /// ajpv13a: with a Content-Length the first packet goes out without being asked for.
  bool goesUnasked() const { return length_ > 0; }
  enum class Status { packet, end, clientGone };
  /// A packet with at most `most` bytes of body (0: as many as fit), valid until
  /// the next call. A body that ends before its Content-Length is clientGone: an
  /// empty packet would make a cut upload look complete to the application.
  Status next(std::size_t most, Slice* packet, std::size_t* bodyBytes);
  /// Nothing of the body is left that the gateway could take for the next request.
  bool isAtEnd() const { return length_ < 0 ? ended_ : left_ == 0; }

 private:
  BodySource* source_;
  std::size_t maxPacketSize_;
  long long length_;
  long long left_;  ///< of a length_ above 0
  bool ended_;
  std::unique_ptr<char[]> buffer_;
};

}  // namespace net
}  // namespace sioha
#endif

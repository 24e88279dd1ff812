#ifndef SIOHA_HTTPD_CLIENT_BODY_H
#define SIOHA_HTTPD_CLIENT_BODY_H

#include <vector>

#include "mod_sioha/httpd/private.h"
#include "mod_sioha/net/exchange.h"

namespace sioha {
namespace httpd {

/// The request body from httpd's input filters. Keeps what it has read as long
/// as that is within bounds, so that a request which did not run can be sent again.
class ClientBody : public net::BodySource {
 public:
  /// `keepAll`: the request may be repeated after it was sent, so the whole body is kept, up to
  /// `keepLimit`. Else only until the second read: the first went out with the head, or nothing did.
  ClientBody(request_rec* r, bool keepAll, std::size_t keepLimit);
  ~ClientBody();

  /// What Content-Length and Transfer-Encoding announce is usable; else the HTTP status to answer.
  int announced();
  /// An input filter will change the length (JK_IGNORE_CL): the gateway has to ask for the body.
  void ignoreLength() {
    if (length_ > 0) length_ = -1;
  }

  long long length() const override { return length_; }
  Status read(char* to, std::size_t room, std::size_t* count) override;

  /// Everything read so far can be read again.
  bool isAtHand() const { return !lost_; }
  bool isUnread() const { return !started_; }
  /// Nothing announced is left with the client.
  bool isConsumed() const { return length_ == 0 || ended_; }
  void rewind() { position_ = 0; }
  /// The status that a failed read calls for (408, 413, 400); 0: none.
  int failure() const { return failure_; }

 private:
  Status readFromClient(char* to, std::size_t room, std::size_t* count);
  void keep(const char* data, std::size_t count);

  request_rec* r_;
  apr_bucket_brigade* brigade_;
  const bool keepAll_;
  const std::size_t keepLimit_;
  long long length_;
  std::vector<char> kept_;
  std::size_t position_;
  bool started_, ended_, lost_;
  int failure_;
};

}  // namespace httpd
}  // namespace sioha
#endif

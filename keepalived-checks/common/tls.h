#ifndef SIOHA_CHECKS_COMMON_TLS_H
#define SIOHA_CHECKS_COMMON_TLS_H

#include <memory>
#include <string>
#include <vector>

#include "keepalived-checks/common/certificate.h"
#include "keepalived-checks/common/stream.h"

struct ssl_st;

namespace sioha {
namespace checks {

struct TlsAnswer;

/// A TLS client over a connected socket. It trusts whatever is served and lets the caller judge
/// it: the check is about what clients would see.
class TlsStream : public Stream {
 public:
  /// `serverName` is sent as SNI where it is a name. Error: why there was no handshake.
  static Result<std::unique_ptr<TlsStream>> handshake(Fd fd, const std::string& serverName, Instant deadline,
                                                      const Clock& clock);
  ~TlsStream();
  std::string send(Slice bytes, Instant deadline) override;
  std::string receive(char* to, std::size_t room, Instant deadline, std::size_t* count) override;

  /// The certificate that was served.
  Result<Certificate> peer() const;
  /// All that was served, the leaf first.
  Result<std::vector<Certificate>> peerChain() const;
  /// peerChain() as an answer to hand on.
  void describe(TlsAnswer* answer) const;
  std::string protocol() const;

 private:
  TlsStream(Fd fd, const Clock& clock);
  TlsStream(const TlsStream&);
  TlsStream& operator=(const TlsStream&);
  /// After a call that returned `result`: waits where OpenSSL wants that, else says what is wrong.
  std::string settle(int result, Instant deadline);

  Fd fd_;
  const Clock& clock_;
  struct ssl_st* ssl_;
};

}  // namespace checks
}  // namespace sioha
#endif

#ifndef SIOHA_CHECKS_COMMON_TLS_ANSWER_H
#define SIOHA_CHECKS_COMMON_TLS_ANSWER_H

#include <memory>
#include <string>
#include <vector>

#include "keepalived-checks/common/address.h"
#include "keepalived-checks/common/certificate.h"
#include "keepalived-checks/common/monitor.h"

namespace sioha {
namespace checks {

/// What is sent as server name (SNI) for `host`: nothing for a literal address (RFC 6066, 3).
std::string serverNameFor(const std::string& host);

/// All that decides which certificate a server shows. Plain value.
struct TlsTarget {
  TlsTarget(const IpAddress& to, unsigned toPort, const std::string& host)
      : address(to), port(toPort), serverName(serverNameFor(host)) {}
  IpAddress address;
  unsigned port;
  std::string serverName;
};
bool operator==(const TlsTarget& a, const TlsTarget& b);

/// What came of one attempt at a TLS connection. Plain value; at most one of the errors is there.
struct TlsAnswer {
  std::string connectError;         ///< no connection
  std::string handshakeError;       ///< no TLS on it
  std::string certificateError;     ///< TLS, and no certificate that can be read
  std::vector<Certificate> served;  ///< the leaf first
};

/// Takes one question's TLS answer to another that would ask the same, in one direction and once.
class TlsHandover {
 public:
  TlsHandover() : state_(State::silent) {}

  /// The giver is about to connect there. Who wants another target need not wait for it.
  void announce(const TlsTarget& target);
  void give(const TlsAnswer& answer);
  /// The giver has ended; what was not given will never be.
  void close();

  /// Waits for what the giver sees of `target`, until a little after `deadline`, which is the giver's as well.
  /// False: there is nothing, and the asker has to look for itself.
  bool take(const TlsTarget& target, Instant deadline, const Clock& clock, TlsAnswer* answer);

 private:
  enum class State { silent, announced, given, closed };
  Monitor monitor_;
  State state_;
  std::unique_ptr<TlsTarget> target_;  ///< as soon as it is announced
  TlsAnswer answer_;
};

}  // namespace checks
}  // namespace sioha
#endif

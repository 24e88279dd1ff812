#ifndef SIOHA_CHECKS_QUESTIONS_SERVING_H
#define SIOHA_CHECKS_QUESTIONS_SERVING_H

#include <string>
#include <utility>
#include <vector>

#include "keepalived-checks/common/certificate.h"
#include "keepalived-checks/common/program.h"

namespace sioha {
namespace checks {

extern const Program kServingProgram;

typedef std::vector<std::pair<int, int>> StatusRanges;
/// "200-399,401": the error says what to write.
Result<StatusRanges> parseStatusRanges(const std::string& text);

struct ServingWishes {
  StatusRanges accepted;
  std::string name;          ///< that the certificate has to cover; empty: any
  bool judgeCertificate;
  std::string match;         ///< text that the body has to hold; empty: none
  long long now;             ///< seconds since 1970
};

/// What was seen of httpd. Plain values.
struct ServingFacts {
  ServingFacts() : throughVip(false), vipElsewhere(false), tls(true), plainStatus(0), status(0), milliseconds(0) {}
  std::string where;         ///< "192.0.2.100 port 443"
  bool throughVip;           ///< asked through the virtual IP, which is on this node
  bool vipElsewhere;         ///< a VIP is named and is not on this node
  bool tls;                  ///< TLS was tried
  std::string connectError;  ///< empty: connected
  std::string tlsError;      ///< empty: handshake done
  int plainStatus;           ///< of an HTTP answer without TLS where the handshake failed; 0: none
  std::string certificateError;
  Certificate certificate;
  std::string httpError;     ///< empty: an answer came
  int status;
  std::string body;          ///< the beginning
  double milliseconds;       ///< connect to answer
};

/// Pure.
Verdict judgeServing(const ServingFacts& facts, const ServingWishes& wishes);

}  // namespace checks
}  // namespace sioha
#endif

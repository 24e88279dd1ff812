#ifndef SIOHA_HTTPD_FAN_OUT_H
#define SIOHA_HTTPD_FAN_OUT_H

#include <memory>
#include <string>
#include <vector>

#include "mod_sioha/gateway/token_record.h"
#include "mod_sioha/httpd/runtime.h"

namespace sioha {
namespace httpd {

/// Small calls to several gateways at once, from the thread that serves a request: logins, logouts, and the
/// reads that keep the peers' tokens from going idle. What is not over in time is given up.
class FanOut {
 public:
  FanOut(const Runtime& runtime, const BalancerRuntime& balancer);
  ~FanOut();

  /// `authorization`: the header's value. Kept only as long as this object.
  void add(const MemberRuntime& member, const char* uri, const std::string& authorization);
  /// Serves all calls for so long at most; may be called again.
  void run(Duration limit);
  bool isOver() const;
  /// Tokens that logins have brought since the last call, into the record. False: none.
  bool collect(gateway::TokenRecord* record);
  /// The gateways that said 401.
  std::vector<std::uint32_t> refused() const;

 private:
  FanOut(const FanOut&);
  FanOut& operator=(const FanOut&);
  class Call;
  const Runtime& runtime_;
  std::vector<std::unique_ptr<Call>> calls_;
};

/// The value for HTTP Basic with a token; the user part is ignored by gateways.
std::string authorizationFor(Slice token);

}  // namespace httpd
}  // namespace sioha
#endif

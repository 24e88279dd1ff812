#ifndef SIOHA_HTTPD_REQUEST_JOB_H
#define SIOHA_HTTPD_REQUEST_JOB_H

#include "mod_sioha/balance/settle.h"
#include "mod_sioha/gateway/calls.h"
#include "mod_sioha/httpd/affinity.h"
#include "mod_sioha/httpd/client_answer.h"
#include "mod_sioha/httpd/client_body.h"
#include "mod_sioha/httpd/elector.h"
#include "mod_sioha/httpd/request_context.h"
#include "mod_sioha/httpd/request_head.h"
#include "mod_sioha/httpd/request_rule.h"
#include "mod_sioha/httpd/server_config.h"
#include "mod_sioha/httpd/timing.h"

namespace sioha {
namespace httpd {

/// One request's way: classify, elect, exchange, settle; and again where settle says so.
class RequestJob : private ClientAnswer::Judge {
 public:
  RequestJob(request_rec* r, Runtime* runtime, const RequestContext& context);
  /// What the handler returns to httpd.
  int run();

 private:
  /// What one try of one member came to.
  struct Try {
    net::ExchangeResult result;
    bool pooledConnection;
  };

  bool isDoubtful(int status, Slice contentType) override;
  bool refuses(int status, Slice contentType, Slice body) override;

  int prepare();
  int answerAfterTries(int owner);
  Try exchangeWith(MemberRuntime* member, bool fresh);
  Try notSent(Cause cause, bool pooledConnection) const;
  int electOrQueue(int owner);
  bool connect(MemberRuntime* member, net::Connection* connection, net::Patience* patience, Try* failed);
  bool pingFirst(MemberRuntime* member, net::Pool::Lease* lease, net::Patience* patience, Try* failed) const;
  balance::Settlement settleTry(const MemberRuntime& member, const Try& done, bool freshTried);
  void count(const MemberRuntime& member, const Try& done, const balance::Settlement& settlement) const;
  int conclude(const Try& done);
  int answerLogout();
  bool othersLeft() { return !affinity_.oneGatewayOnly() && elector_.othersLeft(); }
  int fail(int status);
  void logTry(const MemberRuntime& member, const Try& done, const balance::Settlement& settlement) const;

  request_rec* r_;
  Runtime& runtime_;
  BalancerRuntime& balancer_;
  const RequestContext& context_;
  const RequestRule rule_;
  const ServerConfig& config_;
  gateway::Call call_;
  bool repeatable_;
  Affinity affinity_;
  HeadOptions head_;
  ClientBody body_;
  ClientAnswer answer_;
  Elector elector_;
  MemberRuntime* member_;  ///< of the try that runs
  bool unauthorized_;      ///< it ended in a 401: not executed
  int tries_;
  int membersTried_;
  const Instant since_;
  Timing timing_;
};

}  // namespace httpd
}  // namespace sioha
#endif

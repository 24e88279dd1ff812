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
  int answerAfterTries();
  int electNext();
  void begin(int elected);
  Try exchangeWith(MemberRuntime* member, bool fresh);
  Try notSent(Cause cause, bool pooledConnection, int error = 0) const;
  int electOrQueue();
  balance::Settlement settleTry(const MemberRuntime& member, const Try& done, bool freshTried);
  void countFailure(ChildCounters* counters, const MemberRuntime& member, const Try& done,
                    const balance::Settlement& settlement) const;
  void count(const MemberRuntime& member, const Try& done, const balance::Settlement& settlement) const;
  int conclude(const Try& done);
  int answerLogout();
  bool othersLeft();
  bool isGateway() const { return balancer_.config().health.kind == config::HealthKind::scaleio; }
  unsigned triesPerRound() const {
    const unsigned most = balancer_.config().triesPerRound;
    return most ? most : ~0u;
  }
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
  unsigned round_;  ///< from 1
  unsigned triedInRound_;
  unsigned triesHere_;  ///< of member_, without those that found a stale connection
  const Instant since_;
  Timing timing_;
};

}  // namespace httpd
}  // namespace sioha
#endif

#include "mod_sioha/httpd/request_job.h"

#include <apr_strings.h>
#include <http_protocol.h>
#include <poll.h>
#include <string.h>

#include <algorithm>

#include "mod_sioha/gateway/answer.h"
#include "mod_sioha/httpd/admission.h"
#include "mod_sioha/httpd/error_answer.h"
#include "mod_sioha/httpd/reach.h"
#include "mod_sioha/httpd/request_notes.h"
#include "mod_sioha/httpd/request_variables.h"
#include "mod_sioha/httpd/route_cookie.h"
#include "mod_sioha/httpd/sent_path.h"
#include "mod_sioha/httpd/server_config.h"
#include "mod_sioha/httpd/verdict_patience.h"

namespace sioha {
namespace httpd {
namespace {

net::Limits limitsOf(const config::Member& member, const RequestRule& rule) {
  net::Limits limits;
  limits.connect = member.connectTimeout;
  limits.send = member.sendTimeout;
  limits.firstByte = rule.replyTimeout(member);
  limits.betweenPackets = limits.firstByte;
  return limits;
}

// A balancer whose health is not scaleio serves another application, whose paths mean nothing to us even
// where they look like a gateway's: there only the method counts, or the client's own promise.
bool mayRepeat(const request_rec* r, gateway::Call call, const config::Balancer& balancer) {
  if (balancer.health.kind != config::HealthKind::scaleio) call = gateway::Call::other;
  if (gateway::isRepeatable(call, r->method)) return true;
  if (call != gateway::Call::other || !balancer.idempotencyKey) return false;
  const char* key = apr_table_get(r->headers_in, "Idempotency-Key");
  return key && gateway::isIdempotencyKey(key);
}

void pauseFor(Duration pause) {
  const Duration kLongest = seconds(10);  // a thread of httpd's waits here
  ::poll(nullptr, 0, static_cast<int>(std::min(pause, kLongest).count() / 1000));
}

// A packet buffer a thread, not a request: 64 KB from a request's pool would be memory that httpd keeps.
thread_local char headBuffer[ajp::kMaxPacketSize];

}  // namespace

RequestJob::RequestJob(request_rec* r, Runtime* runtime, const RequestContext& context)
    : r_(r),
      runtime_(*runtime),
      balancer_(*context.balancer),
      context_(context),
      rule_(r, context.target, balancer_.config()),
      config_(serverConfig(r)),
      call_(gateway::classify(r->method, r->uri)),
      repeatable_(mayRepeat(r, call_, balancer_.config())),
      affinity_(r, runtime_, balancer_, call_, context.target),
      // A 401 to a token may send even what may not run twice to another gateway.
      body_(r, repeatable_ || affinity_.carriesToken(), balancer_.config().maxReplayBody),
      answer_(r, &body_),
      elector_(runtime, &balancer_, rule_),
      member_(nullptr),
      unauthorized_(false),
      tries_(0),
      membersTried_(0),
      round_(1),
      triedInRound_(0),
      triesHere_(0),
      since_(runtime->clock().now()) {
  if (affinity_.learnsFromAnswer()) answer_.setObserver(&affinity_);
  answer_.leaveToServerFrom(rule_.serverErrorsFrom());
}

int RequestJob::run() {
  const int refused = prepare();
  if (refused != OK) return refused;
  elector_.findSession(r_, head_.rawPath);
  const int answered = answerAfterTries();
  timing_.total = runtime_.clock().now() - since_;
  tellAccessLog(r_, timing_);
  if (member_) noteLastMember(r_, runtime_, balancer_, *member_, elector_.isLastResort());
  return answered;
}

// Only of gateways we know what their answers mean: 403, 428 and 500 need a look at the body, and HTML
// where JSON is due may be Tomcat's own error page.
bool RequestJob::isDoubtful(int status, Slice contentType) {
  if (rule_.failsOn(status, member_->config()) != RequestRule::Fault::none) return true;
  if (!isGateway()) return false;
  switch (status) {
    case 401:
      return affinity_.carriesToken();
    case 403:
    case 428:
    case 500:
    case 502:
    case 503:
      return true;
    default:
      return call_ != gateway::Call::other && call_ != gateway::Call::installer &&
             (status == 200 || status == 404) && contentType.startsWith("text/html");
  }
}

bool RequestJob::refuses(int status, Slice contentType, Slice body) {
  const RequestRule::Fault fault = rule_.failsOn(status, member_->config());
  if (fault == RequestRule::Fault::ofMember)
    atomicStore(&runtime_.shared().member(member_->index).condemned,
                static_cast<std::uint32_t>(Reason::failedStatus));
  if (fault != RequestRule::Fault::none) return true;
  if (status == HTTP_UNAUTHORIZED) {
    const bool goesOn = affinity_.mayGoElsewhere() && body_.isAtHand() && othersLeft();
    return unauthorized_ = goesOn || affinity_.isLogout();
  }
  gateway::Answer answer;
  answer.status = status;
  answer.contentType = contentType;
  answer.body = body;
  const bool isApi = call_ != gateway::Call::other && call_ != gateway::Call::installer;
  const Reason reason = gateway::readLiveAnswer(answer, isApi);
  if (reason == Reason::none) return false;
  atomicAdd(&runtime_.shared().member(member_->index).wake, 1u);
  return repeatable_ && body_.isAtHand() && othersLeft();
}

int RequestJob::prepare() {
  const int announced = body_.announced();
  if (announced != OK) return announced;
  const RequestSettings& settings = config_.request;
  head_.settings = &settings;
  head_.rawPath = rawPathOf(r_, context_.uriBeforeMapping, settings.options.pathForm);
  if (head_.rawPath) head_.rawPath = pathSeenAsMapped(r_, head_.rawPath, context_.uriBeforeMapping);
  if (!head_.rawPath) return HTTP_BAD_REQUEST;
  if (isOn(apr_table_get(r_->subprocess_env, settings.names[SIOHA_IGNORE_LENGTH]))) body_.ignoreLength();
  head_.bodyLength = body_.length();
  answer_.flushEarly(settings.options.flushHeader, settings.options.flushPackets);
  return OK;
}

/// In this round, or after a pause in the next one.
int RequestJob::electNext() {
  const config::Balancer& config = balancer_.config();
  for (;; ++round_) {
    int elected = triedInRound_ < triesPerRound() ? electOrQueue() : balance::kNobody;
    // sticky_session_force: rather no answer than one from a node that does not know the session.
    if (config.stickySessionForce && !elector_.knowsSession(elected)) elected = balance::kNobody;
    if (elected != balance::kNobody || affinity_.oneGatewayOnly() || round_ >= config.rounds) return elected;
    pauseFor(config.retryInterval);
    elector_.forgetTried();
    triedInRound_ = 0;
  }
}

void RequestJob::begin(int elected) {
  elector_.markTried(elected);
  ++membersTried_;
  ++triedInRound_;
  member_ = balancer_.members[static_cast<std::size_t>(elected)].get();
  elector_.countElection(elected);
  if (membersTried_ == 1) noteFirstMember(r_, runtime_, balancer_, *member_, elector_.isLastResort());
  affinity_.tries(*member_);
  head_.authorization = affinity_.authorization();
  if (isGateway() || rule_.hasFaults(member_->config())) answer_.setJudge(this);
  const bool isNew = rule_.setsSessionCookie() && !rule_.ignoresSession() && elector_.owner() != elected;
  answer_.addCookie(isNew ? makeRouteCookie(r_, rule_, member_->config().route) : RouteCookie());
}

int RequestJob::answerAfterTries() {
  for (;;) {
    const int elected = electNext();
    if (elected == balance::kNobody) return fail(HTTP_SERVICE_UNAVAILABLE);
    begin(elected);
    MemberRuntime* member = member_;
    triesHere_ = 1;
    for (bool fresh = false;; fresh = true) {
      const Try done = exchangeWith(member, fresh);
      ++tries_;
      timing_.add(*member, done.result, tries_);
      elector_.countTraffic(*member, done.result.bodyIn + done.result.bodyOut);
      const balance::Settlement settlement = settleTry(*member, done, fresh);
      count(*member, done, settlement);
      if (settlement.step == balance::Step::done) return conclude(done);
      if (settlement.step == balance::Step::cut) {
        answer_.cut();
        return OK;
      }
      answer_.forget();
      if (settlement.step == balance::Step::fail) return fail(settlement.status);
      unauthorized_ = false;
      body_.rewind();
      if (settlement.step == balance::Step::otherMember) break;
      if (settlement.step != balance::Step::sameMember) continue;
      ++triesHere_;
      pauseFor(member->config().retryInterval);
    }
  }
}

bool RequestJob::othersLeft() {
  if (affinity_.oneGatewayOnly()) return false;
  if (round_ < balancer_.config().rounds) return true;
  return triedInRound_ < triesPerRound() && elector_.othersLeft();
}

int RequestJob::electOrQueue() {
  int elected = affinity_.elect(&elector_, elector_.owner());
  // Better a short wait for the member that knows the session than a session that begins anew.
  const auto waits = [&] {
    return elector_.isOwnerFull() || (elected == balance::kNobody && elector_.anyFull());
  };
  if (!waits()) return elected;
  Queue queue(runtime_, balancer_);
  while (waits() && queue.wait())
    elected = affinity_.elect(&elector_, elector_.owner());
  timing_.queue += queue.waited();
  return elected;
}

RequestJob::Try RequestJob::notSent(Cause cause, bool pooledConnection, int error) const {
  Try failed;
  failed.result.ending = Ending::notSent;
  failed.result.cause = cause;
  failed.result.error = error;
  failed.pooledConnection = pooledConnection;
  return failed;
}

RequestJob::Try RequestJob::exchangeWith(MemberRuntime* member, bool fresh) {
  const config::Member& config = member->config();
  ajp::RequestWriter writer(headBuffer, config.maxPacketSize);
  const std::uint32_t admin =
      adminOf(runtime_, context_.target, *member, member->index - balancer_.members.front()->index);
  if (!writeHead(r_, head_, config, balance::activationWord(static_cast<balance::Admin>(admin)), &writer))
    return notSent(Cause::requestTooLarge, false);
  const Admission admission(runtime_, *member);
  if (!admission) return notSent(Cause::noFreeConnection, false);
  atomicAdd(&runtime_.counters(*member).elected, std::uint64_t(1));
  VerdictPatience patience(runtime_, *member, elector_);
  net::Pool::Lease lease = member->pool->acquire(fresh, &patience);
  if (!lease) return notSent(Cause::noFreeConnection, false);
  Try done;
  done.pooledConnection = lease.connection.isOpen();
  if (!done.pooledConnection) {
    const Instant since = runtime_.clock().now();
    const Reach opened = openConnection(runtime_, *member, &patience, &lease.connection);
    timing_.connect += runtime_.clock().now() - since;
    if (opened.cause != Cause::none) return notSent(opened.cause, false, opened.error);
  }
  const Duration limit = pingLimit(config, done.pooledConnection, repeatable_);
  if (limit > Duration(0)) {
    const Reach pong = askForPong(runtime_, limit, &patience, &lease.connection);
    if (pong.cause != Cause::none) return notSent(pong.cause, done.pooledConnection, pong.error);
  }
  net::ExchangeRequest request;
  request.head = writer.packet();
  request.answerHasNoBody = r_->header_only;
  request.maxPacketSize = config.maxPacketSize;
  request.limits = limitsOf(config, rule_);
  done.result = net::exchange(  // lint48:ok
      &lease.connection, request, &body_, &answer_, runtime_.clock(), &patience);
  lease.reusable = done.result.reusable && !config_.request.options.disableReuse;
  if (done.result.ending == Ending::clientGone) lease.connection.abort();
  if (done.result.ending == Ending::complete && answer_.isRefusedAtEnd()) {
    done.result.ending = Ending::refused;
    done.result.cause = Cause::refusedStatus;
  }
  // Cut before any of its body came: the client knows nothing of it.
  if (done.result.ending == Ending::partial && !answer_.hasStarted() && !answer_.isKeptBack())
    done.result.ending = Ending::noAnswer;
  return done;
}

balance::Settlement RequestJob::settleTry(const MemberRuntime& member, const Try& done, bool freshTried) {
  balance::Situation situation;
  situation.ending = done.result.ending;
  situation.cause = done.result.cause;
  if (situation.ending == Ending::complete) return balance::settle(situation);
  situation.pooledConnection = done.pooledConnection;
  situation.anyByte = done.result.anyByte;
  situation.keptBack = answer_.isKeptBack();
  const bool wasSent = done.result.ending == Ending::noAnswer || done.result.ending == Ending::partial;
  const bool forbidden = wasSent &&
                         balance::recoveryForbids(member.config().recoveryOptions,
                                                  r_->method_number == M_GET && !r_->header_only,
                                                  r_->header_only != 0);
  situation.repeatable = (repeatable_ && !forbidden) || unauthorized_;
  situation.bodyAtHand = body_.isAtHand();
  situation.othersLeft = othersLeft();
  situation.freshTried = freshTried;
  situation.triesLeft = triesHere_ < member.config().tries && !affinity_.oneGatewayOnly();
  const balance::HealthRecord health = runtime_.shared().readHealth(member.index);
  situation.trusted = health.state == balance::Health::up;
  balance::Settlement settlement = balance::settle(situation);
  // What is said of a token is nothing that is said of the gateway.
  if (unauthorized_) settlement.suspect = false;
  if (done.result.cause == Cause::replyTimeout)
    atomicAdd(&runtime_.shared().member(member.index).lateReplies, 1u);
  if (settlement.suspect) atomicAdd(&runtime_.shared().member(member.index).wake, 1u);
  logTry(member, done, settlement);
  return settlement;
}

void RequestJob::countFailure(ChildCounters* counters, const MemberRuntime& member, const Try& done,
                              const balance::Settlement& settlement) const {
  const bool goesOn = settlement.step == balance::Step::otherMember;
  atomicAdd(goesOn ? &counters->failedOver : &counters->failed, std::uint64_t(1));
  if (done.result.cause == Cause::replyTimeout) atomicAdd(&counters->replyTimeouts, std::uint64_t(1));
  atomicStore(&runtime_.shared().member(member.index).errorUs, static_cast<std::int64_t>(r_->request_time));
}

void RequestJob::count(const MemberRuntime& member, const Try& done,
                       const balance::Settlement& settlement) const {
  ChildCounters& counters = runtime_.counters(member);
  const std::uint64_t one = 1;
  if (done.result.ending == Ending::complete)
    atomicAdd(&counters.served, one);
  else if (done.result.ending == Ending::clientGone)
    atomicAdd(&counters.clientErrors, one);
  else if (settlement.step != balance::Step::freshConnection)
    countFailure(&counters, member, done, settlement);
  // From the client's side: what came in as a request body, what went out as an answer's.
  if (done.result.bodyOut) atomicAdd(&counters.bytesIn, std::uint64_t(done.result.bodyOut));
  if (done.result.bodyIn) atomicAdd(&counters.bytesOut, std::uint64_t(done.result.bodyIn));
  if (done.result.cause == Cause::released) atomicAdd(&counters.released, one);
  if (membersTried_ > 1 && done.result.ending == Ending::complete) atomicAdd(&counters.takenOver, one);
}

int RequestJob::conclude(const Try& done) {
  // The other member that it was withheld for is gone meanwhile.
  if (done.result.ending == Ending::refused) {
    answer_.forget();
    return fail(HTTP_SERVICE_UNAVAILABLE);
  }
  if (done.result.ending == Ending::complete) {
    const int answered = answer_.finish();
    affinity_.answered(done.result.status);
    return answered;
  }
  if (answer_.hasStarted()) {
    answer_.cut();
    return OK;
  }
  answer_.forget();
  r_->connection->keepalive = AP_CONN_CLOSE;
  return body_.failure() ? body_.failure() : HTTP_BAD_REQUEST;
}

int RequestJob::fail(int status) {
  if (!body_.isConsumed()) r_->connection->keepalive = AP_CONN_CLOSE;
  if (affinity_.isLogout()) return answerLogout();
  if (tries_ == 0) atomicAdd(&runtime_.counters(*balancer_.members[0]).noMember, std::uint64_t(1));
  if (rule_.serverErrorsFrom() && static_cast<unsigned>(status) >= rule_.serverErrorsFrom()) return status;
  return answerError(r_, call_, status);
}

// The gateway that knew the token is gone, or has forgotten it: it is logged out. Clients take anything but
// 200 for a failure of the call before it, and repeat that (PyPowerFlex).
int RequestJob::answerLogout() {
  affinity_.forget();
  answer_.forget();
  r_->status = HTTP_OK;
  r_->status_line = nullptr;
  ap_set_content_type(r_, "application/json;charset=UTF-8");
  ap_set_content_length(r_, 0);
  return OK;
}

void RequestJob::logTry(const MemberRuntime& member, const Try& done,
                        const balance::Settlement& settlement) const {
  static const char* const kSteps[] = {"done", "fresh-connection", "same-member", "other-member",
                                       "fail", "cut"};
  ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, r_,
                "balancer=%s member=%s try=%d outcome=%s cause=%s errno=%d next=%s status=%d",
                balancer_.config().name.c_str(), member.config().name.c_str(), tries_,
                endingWord(done.result.ending), causeWord(done.result.cause), done.result.error,
                kSteps[static_cast<int>(settlement.step)], settlement.status);
}

}  // namespace httpd
}  // namespace sioha

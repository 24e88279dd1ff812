#include <cppunit/extensions/HelperMacros.h>

#include "mod_sioha/config/known_properties.h"
#include "mod_sioha/config/nearest.h"
#include "mod_sioha/config/workers.h"
#include "tests/unit/config/config_fakes.h"

namespace sioha {
namespace config {

class WorkerValuesTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(WorkerValuesTest);
  CPPUNIT_TEST(readsAMembersAddressAndPlace);
  CPPUNIT_TEST(readsTimesInTheirUnits);
  CPPUNIT_TEST(socketTimeoutStandsInForTheOthers);
  CPPUNIT_TEST(readsPoolAndSocket);
  CPPUNIT_TEST(readsRetriesAndWhatFails);
  CPPUNIT_TEST(readsTheBalancersSessionAndErrorTimes);
  CPPUNIT_TEST(readsWhatBelongsToNoWorker);
  CPPUNIT_TEST(readsPings);
  CPPUNIT_TEST(readsActivationInAllItsSpellings);
  CPPUNIT_TEST(readsHealth);
  CPPUNIT_TEST(priorityIsTheMethodOnlyWhereHealthIsScaleio);
  CPPUNIT_TEST(aWorkerByItselfIsABalancerOfOne);
  CPPUNIT_TEST(inheritsWhatIsNotSet);
  CPPUNIT_TEST(referencesEndAtTwentySteps);
  CPPUNIT_TEST(listsGrowAndOldNamesGiveWay);
  CPPUNIT_TEST(secretsComeFromFilesAndBalancers);
  CPPUNIT_TEST(onlyTheGoodPropertiesAreSuggested);
  CPPUNIT_TEST(theTableOfPropertiesIsWellFormed);
  CPPUNIT_TEST(theTablesDefaultsAreTheRealOnes);
  CPPUNIT_TEST_SUITE_END();

  static Member member(const std::string& text) {
    return mustRead("worker.list=a\nworker.a.type=ajp13\n" + text).balancers[0].members[0];
  }
  static Balancer lb(const std::string& text) {
    return mustRead("worker.list=l\nworker.l.type=lb\nworker.l.balance_workers=a\nworker.a.type=ajp13\n" +
                    text)
        .balancers[0];
  }

 public:
  void readsAMembersAddressAndPlace() {
    const Member m = member(
        "worker.a.host=gw.example\nworker.a.port=8010\nworker.a.route=r1.x\nworker.a.lbfactor=2k\n"
        "worker.a.distance=3\nworker.a.prefer_ipv6=yes\nworker.a.redirect=a\n");
    CPPUNIT_ASSERT_EQUAL(std::string("gw.example"), m.host);
    CPPUNIT_ASSERT_EQUAL(8010u, m.port);
    CPPUNIT_ASSERT_EQUAL(std::string("r1.x"), m.route);
    CPPUNIT_ASSERT_EQUAL(std::string("r1"), m.domain);
    CPPUNIT_ASSERT_EQUAL(std::string("a"), m.redirect);
    CPPUNIT_ASSERT_EQUAL(2048u, m.lbfactor);
    CPPUNIT_ASSERT_EQUAL(3u, m.distance);
    CPPUNIT_ASSERT(m.preferIpv6);
    CPPUNIT_ASSERT_EQUAL(std::string("d"), member("worker.a.route=r.x\nworker.a.domain=d\n").domain);
    CPPUNIT_ASSERT_EQUAL(std::string("2001:db8::1"), member("worker.a.host=2001:db8::1\n").host);
  }

  void readsTimesInTheirUnits() {
    const Member m = member(
        "worker.a.socket_timeout=7\nworker.a.socket_connect_timeout=300\nworker.a.reply_timeout=1500\n"
        "worker.a.ping_timeout=250\nworker.a.connection_pool_timeout=9\n"
        "worker.a.connection_acquire_timeout=20\n");
    CPPUNIT_ASSERT(m.sendTimeout == seconds(7));
    CPPUNIT_ASSERT(m.connectTimeout == milliseconds(300));
    CPPUNIT_ASSERT(m.replyTimeout == milliseconds(1500));
    CPPUNIT_ASSERT(m.pingTimeout == milliseconds(250));
    CPPUNIT_ASSERT(m.poolIdle == seconds(9));
    CPPUNIT_ASSERT(m.poolAcquire == milliseconds(20));
    CPPUNIT_ASSERT(member("worker.a.connection_pool_timeout=0\n").poolIdle > seconds(86400));
    CPPUNIT_ASSERT(member("worker.a.ping_timeout=0\n").pingTimeout == seconds(0));
  }

  void socketTimeoutStandsInForTheOthers() {
    const Member m = member("worker.a.socket_timeout=7\n");
    CPPUNIT_ASSERT(m.connectTimeout == seconds(7) && m.replyTimeout == seconds(7) &&
                   m.sendTimeout == seconds(7));
    const Member never = member("worker.a.socket_timeout=0\nworker.a.socket_connect_timeout=0\n");
    CPPUNIT_ASSERT(never.sendTimeout == Member().sendTimeout &&
                   never.connectTimeout == Member().connectTimeout);
    CPPUNIT_ASSERT(never.replyTimeout == Member().replyTimeout);
  }

  void readsPoolAndSocket() {
    const Member m = member(
        "worker.a.connection_pool_size=8\nworker.a.connection_pool_minsize=8\nworker.a.max_in_flight=50\n"
        "worker.a.max_packet_size=10000\nworker.a.socket_buffer=1\nworker.a.socket_keepalive=On\n");
    CPPUNIT_ASSERT_EQUAL(std::size_t(8), m.poolSize);
    CPPUNIT_ASSERT_EQUAL(std::size_t(8), m.poolMinimum);
    CPPUNIT_ASSERT_EQUAL(std::size_t(50), m.maxInFlight);
    CPPUNIT_ASSERT_EQUAL(std::size_t(10240), m.maxPacketSize);
    CPPUNIT_ASSERT_EQUAL(10240, m.socketBuffer);
    CPPUNIT_ASSERT(m.socketKeepAlive);
    CPPUNIT_ASSERT_EQUAL(std::size_t(65536), member("worker.a.max_packet_size=64k\n").maxPacketSize);
    CPPUNIT_ASSERT_EQUAL(std::size_t(65536), member("worker.a.max_packet_size=65537\n").maxPacketSize);
  }

  void readsRetriesAndWhatFails() {
    const Member m = member(
        "worker.a.retries=3\nworker.a.retry_interval=7\nworker.a.fail_on_status=500,-404\n"
        "worker.a.fail_on_status=503\nworker.a.source=127.0.0.9\nworker.a.busy_limit=4\n");
    CPPUNIT_ASSERT(m.tries == 3 && m.retryInterval == milliseconds(7));
    CPPUNIT_ASSERT(m.failOnStatus == std::vector<int>({500, -404, 503}));
    CPPUNIT_ASSERT_EQUAL(std::string("127.0.0.9"), m.source);
    CPPUNIT_ASSERT_EQUAL(std::size_t(4), m.maxInFlight);
    const Balancer b = lb("worker.l.retries=4\nworker.l.lb_retries=2\nworker.l.retry_interval=9\n");
    CPPUNIT_ASSERT(b.rounds == 4 && b.triesPerRound == 2 && b.retryInterval == milliseconds(9));
    CPPUNIT_ASSERT_EQUAL(1u, mustRead("worker.list=a\nworker.a.retries=3\n").balancers[0].rounds);
  }

  void readsTheBalancersSessionAndErrorTimes() {
    const Balancer b =
        lb("worker.l.set_session_cookie=1\nworker.l.session_cookie_path=/x\nworker.l.recover_time=30\n"
           "worker.l.error_escalation_time=5\nworker.l.max_reply_timeouts=2\n");
    CPPUNIT_ASSERT(b.setSessionCookie && b.sessionCookiePath == "/x");
    CPPUNIT_ASSERT(b.health.recoverTime == seconds(30) && b.health.escalation == seconds(5));
    CPPUNIT_ASSERT(b.health.maxReplyTimeouts == 2 && b.health.fall == 2);
    CPPUNIT_ASSERT_EQUAL(-1, lb("").health.maxReplyTimeouts);
    CPPUNIT_ASSERT_EQUAL(1u, lb("worker.l.error_escalation_time=0\n").health.fall);
    CPPUNIT_ASSERT_EQUAL(3u, lb("worker.l.error_escalation_time=0\nworker.l.health_fall=3\n").health.fall);
  }

  void readsWhatBelongsToNoWorker() {
    const Workers workers =
        mustRead("worker.ajp13.port=8010\nworker.ajp13.mount=/a/* /b|/*\nworker.maintain=7\n");
    CPPUNIT_ASSERT_EQUAL(std::string("ajp13"), workers.balancers[0].name);
    CPPUNIT_ASSERT(workers.maintain == seconds(7));
    CPPUNIT_ASSERT(mustRead("worker.ajp13.port=8010\n").maintain == seconds(60));
    CPPUNIT_ASSERT_EQUAL(std::size_t(3), workers.mounts.size());
    CPPUNIT_ASSERT_EQUAL(std::string("/b/*"), workers.mounts[2].pattern);
    CPPUNIT_ASSERT_EQUAL(std::string("ajp13"), workers.mounts[0].worker);
    CPPUNIT_ASSERT(workers.mounts[0].source == MountSource::worker && workers.mounts[0].line == 2);
  }

  void readsPings() {
    const Member all = member("worker.a.ping_mode=A\nworker.a.recovery_options=7\n");
    CPPUNIT_ASSERT(all.connectPing == seconds(1) && all.prepostPing == seconds(1) &&
                   all.pingInterval == seconds(10));
    CPPUNIT_ASSERT_EQUAL(7u, all.recoveryOptions);
    const Member some =
        member("worker.a.ping_mode=c\nworker.a.prepost_timeout=70\nworker.a.connection_ping_interval=5\n");
    CPPUNIT_ASSERT(some.connectPing == seconds(1) && some.prepostPing == milliseconds(70) &&
                   some.pingInterval == seconds(5));
    const Member none = member("");
    CPPUNIT_ASSERT(none.connectPing + none.prepostPing + none.pingInterval == seconds(0));
  }

  void readsActivationInAllItsSpellings() {
    static const struct {
      const char* line;
      Activation activation;
    } kTable[] = {
        {"", Activation::active},
        {"worker.a.activation=A\n", Activation::active},
        {"worker.a.activation=disabled\n", Activation::disabled},
        {"worker.a.activation=d\n", Activation::disabled},
        {"worker.a.activation=STP\n", Activation::stopped},
        {"worker.a.activation=2\n", Activation::stopped},
        {"worker.a.disabled=1\n", Activation::disabled},
        {"worker.a.disabled=0\n", Activation::active},
        {"worker.a.disabled=1\nworker.a.stopped=1\n", Activation::stopped},
        {"worker.a.stopped=1\nworker.a.activation=D\n", Activation::disabled},
        {"worker.a.port=0\n", Activation::stopped},
        {"worker.a.port=0\nworker.a.activation=A\n", Activation::stopped},
    };
    for (const auto& row : kTable)
      CPPUNIT_ASSERT_MESSAGE(row.line, member(row.line).activation == row.activation);
  }

  void readsHealth() {
    const Health h =
        lb("worker.l.health=http\nworker.l.health_path=/up\nworker.l.health_expect_status=204\n"
           "worker.l.health_expect_header=X: y\nworker.l.health_expect_body=ok then\nworker.l.fall=4\n"
           "worker.l.health_rise=5\nworker.l.health_interval=1m\nworker.l.health_fast_interval=200ms\n"
           "worker.l.slow_start=0\nworker.l.suspect_after=3 s\nworker.l.health_cping_timeout=1\n"
           "worker.l.health_timeout=5s\n")
            .health;
    CPPUNIT_ASSERT(h.kind == HealthKind::http);
    CPPUNIT_ASSERT_EQUAL(std::string("/up|X: y|ok then"), h.path + "|" + h.expectHeader + "|" + h.expectBody);
    CPPUNIT_ASSERT(h.expectStatus == 204 && h.fall == 4 && h.rise == 5);
    CPPUNIT_ASSERT(h.interval == seconds(60) && h.fastInterval == milliseconds(200));
    CPPUNIT_ASSERT(h.slowStart == seconds(0) && h.suspectAfter == seconds(3) && h.cpingTimeout == seconds(1));
    CPPUNIT_ASSERT(h.requestTimeout == seconds(5) && h.mdmTimeout == seconds(5));
    CPPUNIT_ASSERT_EQUAL(std::string("/api/version"), lb("").health.path);
    CPPUNIT_ASSERT_EQUAL(std::string("/x"), lb("worker.l.health_path=/x\n").health.path);
    CPPUNIT_ASSERT_EQUAL(std::string("creds"),
                         lb("worker.l.health_credentials_file=creds\n").health.credentialsFile);
    // A short interval takes the default of the fast one down with it.
    CPPUNIT_ASSERT(lb("worker.l.health_interval=100ms\n").health.fastInterval == milliseconds(100));
  }

  void priorityIsTheMethodOnlyWhereHealthIsScaleio() {
    static const struct {
      const char* lines;
      Method method;
    } kTable[] = {
        {"", Method::priority},
        {"worker.l.health=cping\n", Method::requests},
        {"worker.l.health=http\n", Method::requests},
        {"worker.l.health=cping\nworker.l.method=priority\n", Method::priority},
        {"worker.l.method=Request\n", Method::requests},
        {"worker.l.method=r\n", Method::requests},
        {"worker.l.method=Session\n", Method::sessions},
        {"worker.l.method=Next\n", Method::next},
        {"worker.l.method=T\n", Method::traffic},
        {"worker.l.method=2\n", Method::busyness},
    };
    for (const auto& row : kTable) CPPUNIT_ASSERT_MESSAGE(row.lines, lb(row.lines).method == row.method);
  }

  void aWorkerByItselfIsABalancerOfOne() {
    const Workers workers =
        mustRead("worker.list=b,a\nworker.a.host=h\nworker.a.health=scaleio\nworker.b.port=1\n");
    CPPUNIT_ASSERT_EQUAL(std::string(), join(workers.warnings));
    CPPUNIT_ASSERT_EQUAL(std::string("b,a"), workers.balancers[0].name + "," + workers.balancers[1].name);
    CPPUNIT_ASSERT(workers.balancers[0].health.kind == HealthKind::cping);
    CPPUNIT_ASSERT(workers.balancers[1].health.kind == HealthKind::scaleio);
    CPPUNIT_ASSERT_EQUAL(std::size_t(1), workers.balancers[1].members.size());
    CPPUNIT_ASSERT_EQUAL(std::string("a"), workers.balancers[1].members[0].name);
  }

  void inheritsWhatIsNotSet() {
    const Workers workers = mustRead(
        "worker.list=l,a\nworker.tpl.type=ajp13\nworker.tpl.port=8010\nworker.tpl.reference=worker.base\n"
        "worker.base.port=8011\nworker.base.lbfactor=5\nworker.base.balance_workers=a,b\nworker.l.type=lb\n"
        "worker.l.reference=worker.base\nworker.a.reference=worker.tpl\nworker.b.reference=worker."
        "tpl\nworker.b.port=8012\n");
    CPPUNIT_ASSERT_EQUAL(std::string(), join(workers.warnings));
    const std::vector<Member>& members = workers.balancers[0].members;
    CPPUNIT_ASSERT_EQUAL(8010u, members[0].port);
    CPPUNIT_ASSERT_EQUAL(8012u, members[1].port);
    CPPUNIT_ASSERT_EQUAL(5u, members[0].lbfactor);
    CPPUNIT_ASSERT_EQUAL(10u, members[0].line);
  }

  void referencesEndAtTwentySteps() {
    for (const unsigned steps : {20u, 21u}) {
      std::string text = "worker.list=w0\nworker.w" + std::to_string(steps) + ".port=8010\n";
      for (unsigned i = 0; i < steps; ++i)
        text += "worker.w" + std::to_string(i) + ".reference=worker.w" + std::to_string(i + 1) + "\n";
      const Result<Workers> workers = readText(text);
      CPPUNIT_ASSERT_EQUAL_MESSAGE(workers.error(), steps == 20, workers.ok());
      if (workers.ok()) CPPUNIT_ASSERT_EQUAL(8010u, workers.value().balancers[0].members[0].port);
      if (!workers.ok())
        CPPUNIT_ASSERT(workers.error().find("more than 20 references deep") != std::string::npos);
    }
  }

  void listsGrowAndOldNamesGiveWay() {
    const std::string base = "worker.list=l\nworker.l.type=lb\nworker.a.port=1\nworker.b.port=2\n";
    CPPUNIT_ASSERT_EQUAL(std::size_t(2),
                         mustRead(base + "worker.l.balance_workers=a\nworker.l.balance_workers=b\n")
                             .balancers[0]
                             .members.size());
    CPPUNIT_ASSERT_EQUAL(
        std::size_t(2),
        mustRead("worker.list=a\nworker.list=b\nworker.a.port=1\nworker.b.port=2\n").balancers.size());
    const std::string both = "worker.a.connection_pool_size=6\nworker.a.cachesize=5\n";
    const std::string turned = "worker.a.cachesize=5\nworker.a.connection_pool_size=6\n";
    CPPUNIT_ASSERT_EQUAL(std::size_t(6), member(both).poolSize);
    CPPUNIT_ASSERT_EQUAL(std::size_t(6), member(turned).poolSize);
    CPPUNIT_ASSERT_EQUAL(std::size_t(5), member("worker.a.cachesize=5\n").poolSize);
    CPPUNIT_ASSERT_EQUAL(
        std::string("w.properties:2: 'cachesize' is deprecated: write 'connection_pool_size'.\n"
                    "w.properties:2: worker.a.cachesize is overridden by worker.a.connection_pool_size "
                    "at w.properties:3: remove it."),
        join(mustRead("worker.list=a\n" + turned).warnings));
  }

  void secretsComeFromFilesAndBalancers() {
    CPPUNIT_ASSERT_EQUAL(std::string("x"), member("worker.a.secret=x\n").secret);
    CPPUNIT_ASSERT_EQUAL(std::string("s3cret"), member("worker.a.secret_file=good\n").secret);
    CPPUNIT_ASSERT_EQUAL(std::string("of-lb"), lb("worker.l.secret=of-lb\n").members[0].secret);
    CPPUNIT_ASSERT_EQUAL(std::string("own"),
                         lb("worker.l.secret=of-lb\nworker.a.secret=own\n").members[0].secret);
    CPPUNIT_ASSERT_EQUAL(std::string("own"), member("worker.a.reference=worker.t\nworker.a.secret=own\n"
                                                    "worker.t.secret_file=good\n")
                                                 .secret);
    CPPUNIT_ASSERT_EQUAL(std::string("s3cret"),
                         member("worker.a.reference=worker.t\nworker.a.secret_file=good\n"
                                "worker.t.secret=no\n")
                             .secret);
    FakeVariables none;
    const std::string text = "worker.list=a\nworker.a.secret_file=good\n";
    CPPUNIT_ASSERT(!readWorkers(parseProperties(text, "w.properties", none).value()).ok());
    // A secret is in no message.
    const Result<Workers> wrong =
        readText("worker.list=a\nworker.a.secret=hidden\nworker.a.secret_file=good\n");
    CPPUNIT_ASSERT(!wrong.ok() && wrong.error().find("hidden") == std::string::npos);
  }

  void onlyTheGoodPropertiesAreSuggested() {
    CPPUNIT_ASSERT_EQUAL(std::string("did you mean 'secret'?"), suggestProperty("secrt"));
    CPPUNIT_ASSERT_EQUAL(std::string("did you mean 'socket_timeout'?"), suggestProperty("socket_timout"));
    CPPUNIT_ASSERT(suggestProperty(std::string(5000, 'x')).find("mean") == std::string::npos);
    CPPUNIT_ASSERT_EQUAL(std::size_t(0), editDistance("port", "port"));
    CPPUNIT_ASSERT_EQUAL(std::size_t(1), editDistance("prot", "port"));
    CPPUNIT_ASSERT_EQUAL(std::size_t(4), editDistance("", "port"));
    CPPUNIT_ASSERT_EQUAL(std::size_t(3), editDistance("kitten", "sitting"));
  }

  void theTableOfPropertiesIsWellFormed() {
    for (std::size_t i = 0; i < kKnownPropertyCount; ++i) {
      const KnownProperty& known = kKnownProperties[i];
      CPPUNIT_ASSERT_MESSAGE(known.name, findKnownProperty(known.name) == &known);
      CPPUNIT_ASSERT_MESSAGE(known.name, known.scope != 0);
      const bool other = known.support == Support::renamed || known.support == Support::alias;
      const KnownProperty* target = findKnownProperty(known.note);
      CPPUNIT_ASSERT_MESSAGE(known.name, !other || (target && target->support == Support::full));
      CPPUNIT_ASSERT_MESSAGE(known.name, known.support != Support::refused || *known.note != '\0');
      CPPUNIT_ASSERT_MESSAGE(known.name, known.support != Support::full || *known.unit != '\0');
      CPPUNIT_ASSERT_EQUAL_MESSAGE(
          known.name, isListProperty(known.name),
          Slice(known.unit) == Slice("list") || Slice(known.name) == Slice("balanced_workers"));
    }
  }
  static std::string fingerprint(const Balancer& b) {
    const Member& m = b.members[0];
    const Health& h = b.health;
    std::string all = m.host + " " + activationWord(m.activation) + " " + b.sessionCookie + " " +
                      b.sessionPath + " " + b.sessionCookiePath + " " + methodWord(b.method) + " " + healthKindWord(h.kind) + " " +
                      h.path;
    const unsigned long long numbers[] = {m.port,
                                          m.lbfactor,
                                          m.distance,
                                          m.maxPacketSize,
                                          m.poolSize,
                                          m.poolMinimum,
                                          m.socketKeepAlive,
                                          static_cast<unsigned>(m.socketBuffer),
                                          m.preferIpv6,
                                          m.maxInFlight,
                                          b.stickySession,
                                          b.stickySessionForce,
                                          b.maxReplayBody,
                                          b.idempotencyKey,
                                          b.tokenFanout,
                                          static_cast<unsigned long long>(b.fanoutWait.count()),
                                          m.tries,
                                          m.recoveryOptions,
                                          b.rounds,
                                          b.setSessionCookie,
                                          h.fall,
                                          h.rise,
                                          h.expectStatus};
    for (const unsigned long long number : numbers) all += " " + std::to_string(number);
    const Duration times[] = {m.poolIdle,    m.poolAcquire,  m.connectTimeout, m.replyTimeout,
                              m.sendTimeout, m.pingTimeout,  h.interval,       h.fastInterval,
                              h.slowStart,   h.suspectAfter, h.cpingTimeout,   h.requestTimeout,
                              h.mdmTimeout,  m.connectPing,  m.prepostPing,    m.pingInterval,
                              m.retryInterval, b.retryInterval, h.recoverTime};
    for (const Duration time : times) all += " " + std::to_string(time.count());
    return all;
  }

  /// Writing a property with its documented default changes nothing.
  void theTablesDefaultsAreTheRealOnes() {
    const std::string unset = fingerprint(lb(""));
    unsigned tried = 0;
    for (std::size_t i = 0; i < kKnownPropertyCount; ++i) {
      const KnownProperty& known = kKnownProperties[i];
      const std::string name = known.name, value = known.defaultValue;
      if (known.support != Support::full || value.empty() || name == "type") continue;
      // It stands in for other time-outs too, once it is set.
      const std::string others = name == "socket_timeout"
                                     ? "worker.a.socket_connect_timeout=1000\nworker.a.reply_timeout=60000\n"
                                     : "";
      const std::string worker = (known.scope & kForMember) != 0 ? "worker.a." : "worker.l.";
      CPPUNIT_ASSERT_EQUAL_MESSAGE(name, unset, fingerprint(lb(worker + name + "=" + value + "\n" + others)));
      ++tried;
    }
    CPPUNIT_ASSERT(tried > 35);
    CPPUNIT_ASSERT(fingerprint(lb("worker.l.health_interval=3s\n")) != unset);
    for (const char* on : {"On", "on", "1", "true", "yes"}) {
      CPPUNIT_ASSERT(lb("worker.l.token_fanout=" + std::string(on) + "\n").tokenFanout);
      CPPUNIT_ASSERT(lb("worker.l.idempotency_key=" + std::string(on) + "\n").idempotencyKey);
    }
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(WorkerValuesTest);

}  // namespace config
}  // namespace sioha

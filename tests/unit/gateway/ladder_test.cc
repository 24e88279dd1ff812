#include "mod_sioha/gateway/ladder.h"

#include <cppunit/extensions/HelperMacros.h>

namespace sioha {
namespace gateway {
namespace {

LadderPlan planOf(LadderPlan::Kind kind) {
  LadderPlan plan;
  plan.kind = kind;
  plan.path = kind == LadderPlan::Kind::http ? "/shop" : "/api/version";
  plan.cpingTimeout = milliseconds(500);
  plan.requestTimeout = milliseconds(1000);
  return plan;
}

ProbeAnswer answer(int status, const std::string& body, const std::string& contentType = "") {
  ProbeAnswer a;
  a.status = status;
  a.body = body;
  a.contentType = contentType;
  return a;
}

// Climbs to step 2 and hands in its answer.
std::string verdict(const LadderPlan& plan, const ProbeAnswer& application, Ladder* ladder) {
  ProbeCall call;
  const ProbeAnswer pong;
  CPPUNIT_ASSERT(ladder->next(nullptr, &call));
  CPPUNIT_ASSERT(ladder->next(&pong, &call));
  CPPUNIT_ASSERT_EQUAL(plan.path, call.uri);
  CPPUNIT_ASSERT(!ladder->next(&application, &call));
  return reasonWord(ladder->reason());
}

std::string verdict(const LadderPlan& plan, const ProbeAnswer& application) {
  Ladder ladder(plan, nullptr, Instant(0));
  return verdict(plan, application, &ladder);
}

}  // namespace

class LadderTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(LadderTest);
  CPPUNIT_TEST(asksCpingFirstAndThenTheApplication);
  CPPUNIT_TEST(endsAfterCpingWhereThatIsAll);
  CPPUNIT_TEST(readsAGatewaysAnswer);
  CPPUNIT_TEST(comparesWhatAnyOtherApplicationSays);
  CPPUNIT_TEST(namesTheCauseOfEachFailure);
  CPPUNIT_TEST(logsInOnceAndKeepsTheToken);
  CPPUNIT_TEST(logsInAgainOnceWhenTheTokenHasRunOut);
  CPPUNIT_TEST(backsOffFromARefusedLogin);
  CPPUNIT_TEST(saysWhatTheMdmStepSaw);
  CPPUNIT_TEST_SUITE_END();

 public:
  void asksCpingFirstAndThenTheApplication() {
    Ladder ladder(planOf(LadderPlan::Kind::scaleio), nullptr, Instant(0));
    ProbeCall call;
    const ProbeAnswer pong;
    CPPUNIT_ASSERT(ladder.next(nullptr, &call));
    CPPUNIT_ASSERT(call.cping && call.step == 1 && call.timeout == milliseconds(500));
    CPPUNIT_ASSERT(!ladder.isGood());
    CPPUNIT_ASSERT(ladder.next(&pong, &call));
    CPPUNIT_ASSERT(!call.cping && call.step == 2 && call.timeout == milliseconds(1000));
    CPPUNIT_ASSERT_EQUAL(std::string("GET /api/version"), call.method + " " + call.uri);
    const ProbeAnswer version = answer(200, "\"3.5\"");
    CPPUNIT_ASSERT(!ladder.next(&version, &call));
    CPPUNIT_ASSERT(ladder.isGood() && ladder.text().empty());
    CPPUNIT_ASSERT_EQUAL(2, int(ladder.step()));
  }

  void endsAfterCpingWhereThatIsAll() {
    Ladder ladder(planOf(LadderPlan::Kind::cping), nullptr, Instant(0));
    ProbeCall call;
    const ProbeAnswer pong;
    CPPUNIT_ASSERT(ladder.next(nullptr, &call));
    CPPUNIT_ASSERT(!ladder.next(&pong, &call));
    CPPUNIT_ASSERT(ladder.isGood());
    CPPUNIT_ASSERT_EQUAL(1, int(ladder.step()));
  }

  void readsAGatewaysAnswer() {
    const LadderPlan plan = planOf(LadderPlan::Kind::scaleio);
    CPPUNIT_ASSERT_EQUAL(std::string("unavailable"), verdict(plan, answer(503, "")));
    CPPUNIT_ASSERT_EQUAL(std::string("not-json"), verdict(plan, answer(200, "<html>", "text/html")));
    CPPUNIT_ASSERT_EQUAL(std::string("mdm-not-configured"), verdict(plan, answer(428, "{}")));
    ProbeAnswer refusal = answer(403, "");
    refusal.closed = true;
    Ladder ladder(plan, nullptr, Instant(0));
    CPPUNIT_ASSERT_EQUAL(std::string("wrong-secret"), verdict(plan, refusal, &ladder));
    CPPUNIT_ASSERT_EQUAL(std::string("GET /api/version answered 403"), ladder.text());
  }

  void comparesWhatAnyOtherApplicationSays() {
    struct {
      const char* header;
      const char* body;
      const char* reason;
    } const rows[] = {{"", "", "ok"},
                      {"X-State", "", "ok"},
                      {"x-state: ready", "", "ok"},
                      {"X-State: Ready", "", "unexpected-content"},
                      {"X-Other", "", "unexpected-content"},
                      {"X-Last: 1", "", "ok"},
                      {"", "all good", "ok"},
                      {"", "All good", "unexpected-content"},
                      {"X-State: ready", "good", "ok"}};
    for (const auto& row : rows) {
      LadderPlan plan = planOf(LadderPlan::Kind::http);
      plan.expectHeader = row.header;
      plan.expectBody = row.body;
      ProbeAnswer given = answer(200, "now all good");
      given.headers = "Content-Length: 12\nX-State:  ready \nX-Last:1";
      CPPUNIT_ASSERT_EQUAL_MESSAGE(std::string(row.header) + row.body, std::string(row.reason),
                                   verdict(plan, given));
    }
    LadderPlan plan = planOf(LadderPlan::Kind::http);
    plan.expectStatus = 204;
    CPPUNIT_ASSERT_EQUAL(std::string("unexpected-status"), verdict(plan, answer(200, "")));
    CPPUNIT_ASSERT_EQUAL(std::string("ok"), verdict(plan, answer(204, "")));
  }

  void namesTheCauseOfEachFailure() {
    struct {
      unsigned step;
      bool connecting;
      Cause cause;
      const char* reason;
    } const rows[] = {{1, true, Cause::connectRefused, "connect-refused"},
                      {1, true, Cause::connectTimeout, "connect-timeout"},
                      {1, true, Cause::connectFailed, "connect-failed"},
                      {1, false, Cause::replyTimeout, "cping-timeout"},
                      {1, false, Cause::closed, "cping-failed"},
                      {1, false, Cause::protocolError, "cping-failed"},
                      {2, false, Cause::replyTimeout, "reply-timeout"},
                      {2, false, Cause::sendTimeout, "reply-timeout"},
                      {2, false, Cause::reset, "reply-failed"},
                      {2, true, Cause::connectRefused, "connect-refused"}};
    for (const auto& row : rows) {
      Ladder ladder(planOf(LadderPlan::Kind::scaleio), nullptr, Instant(0));
      ProbeCall call;
      const ProbeAnswer pong;
      ladder.next(nullptr, &call);
      if (row.step == 2) ladder.next(&pong, &call);
      ladder.failed(row.cause, row.connecting);
      CPPUNIT_ASSERT_EQUAL(std::string(row.reason), std::string(reasonWord(ladder.reason())));
      CPPUNIT_ASSERT_EQUAL(row.step, unsigned(ladder.step()));
      CPPUNIT_ASSERT(!ladder.isGood() && !ladder.text().empty());
    }
  }

  void logsInOnceAndKeepsTheToken() {
    ProbeSession session;
    const char kCluster[] =
        "{\"clusterState\":\"ClusteredDegraded\",\"master\":{\"id\":\"1\",\"name\":\"m\"}}";
    for (int probe = 0; probe < 2; ++probe) {
      Ladder ladder(withMdm(), &session, Instant(0));
      ProbeCall call;
      climbToMdm(&ladder, &call);
      if (probe == 0) {
        CPPUNIT_ASSERT_EQUAL(std::string("/api/login"), call.uri);
        CPPUNIT_ASSERT_EQUAL(std::string("Basic YWRtaW46cHc="), call.authorization);
        const ProbeAnswer login = answer(200, "\"dG9r\"", "application/json");
        CPPUNIT_ASSERT(ladder.next(&login, &call));
      }
      CPPUNIT_ASSERT_EQUAL(std::string("/api/instances/System/queryMdmCluster"), call.uri);
      CPPUNIT_ASSERT_EQUAL(std::string("Basic OmRHOXI="), call.authorization);
      CPPUNIT_ASSERT_EQUAL(std::string("POST"), call.method);
      CPPUNIT_ASSERT(call.timeout == milliseconds(2000));
      const ProbeAnswer cluster = answer(200, kCluster, "application/json");
      CPPUNIT_ASSERT(!ladder.next(&cluster, &call));
      CPPUNIT_ASSERT(ladder.isGood() && ladder.step() == 3);
      CPPUNIT_ASSERT_EQUAL(std::string("ClusteredDegraded"), ladder.cluster().clusterState);
    }
  }

  void logsInAgainOnceWhenTheTokenHasRunOut() {
    ProbeSession session;
    session.token = "old";
    Ladder ladder(withMdm(), &session, Instant(0));
    ProbeCall call;
    climbToMdm(&ladder, &call);
    const ProbeAnswer unauthorized = answer(401, "{}", "application/json");
    CPPUNIT_ASSERT(ladder.next(&unauthorized, &call));
    CPPUNIT_ASSERT_EQUAL(std::string("/api/login"), call.uri);
    const ProbeAnswer login = answer(200, "bmV3", "application/json");
    CPPUNIT_ASSERT(ladder.next(&login, &call));
    CPPUNIT_ASSERT(!ladder.next(&unauthorized, &call));
    CPPUNIT_ASSERT_EQUAL(std::string("credentials-refused"), std::string(reasonWord(ladder.reason())));
    CPPUNIT_ASSERT(session.token.empty());
  }

  void backsOffFromARefusedLogin() {
    ProbeSession session;
    const ProbeAnswer unauthorized = answer(401, "{}", "application/json");
    ProbeCall call;
    Ladder first(withMdm(), &session, seconds(100));
    climbToMdm(&first, &call);
    CPPUNIT_ASSERT(!first.next(&unauthorized, &call));
    CPPUNIT_ASSERT(first.reason() == Reason::credentialsRefused);
    const ProbeAnswer version = answer(200, "\"3.6\"", "application/json"), pong;
    Ladder early(withMdm(), &session, seconds(109));
    CPPUNIT_ASSERT(early.next(nullptr, &call) && early.next(&pong, &call));
    CPPUNIT_ASSERT(!early.next(&version, &call));
    CPPUNIT_ASSERT(early.reason() == Reason::credentialsRefused && early.step() == 3);
    Ladder later(withMdm(), &session, seconds(111));
    climbToMdm(&later, &call);
    CPPUNIT_ASSERT_EQUAL(std::string("/api/login"), call.uri);
  }

  void saysWhatTheMdmStepSaw() {
    const struct {
      int status;
      const char* body;
      const char* reason;
    } kRows[] = {
        {500, "{\"message\":\"The MDM is not connected\",\"httpStatusCode\":500,\"errorCode\":0}",
         "mdm-unreachable"},
        {428, "{\"message\":\"x\",\"httpStatusCode\":428,\"errorCode\":0}", "mdm-not-configured"},
        {503, "", "unavailable"},
    };
    for (const auto& row : kRows) {
      ProbeSession session;
      session.token = "t";
      Ladder ladder(withMdm(), &session, Instant(0));
      ProbeCall call;
      climbToMdm(&ladder, &call);
      const ProbeAnswer said = answer(row.status, row.body, "application/json");
      CPPUNIT_ASSERT(!ladder.next(&said, &call));
      CPPUNIT_ASSERT_EQUAL(std::string(row.reason), std::string(reasonWord(ladder.reason())));
    }
  }

 private:
  static LadderPlan withMdm() {
    LadderPlan plan = planOf(LadderPlan::Kind::scaleio);
    plan.credentials = "admin:pw";
    plan.mdmTimeout = milliseconds(2000);
    return plan;
  }

  static void climbToMdm(Ladder* ladder, ProbeCall* call) {
    const ProbeAnswer pong, version = answer(200, "\"3.6\"", "application/json");
    CPPUNIT_ASSERT(ladder->next(nullptr, call));
    CPPUNIT_ASSERT(ladder->next(&pong, call));
    CPPUNIT_ASSERT(ladder->next(&version, call));
    CPPUNIT_ASSERT_EQUAL(3, int(call->step));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(LadderTest);

}  // namespace gateway
}  // namespace sioha

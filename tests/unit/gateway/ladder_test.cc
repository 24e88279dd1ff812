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
  Ladder ladder(plan);
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
  CPPUNIT_TEST_SUITE_END();

 public:
  void asksCpingFirstAndThenTheApplication() {
    Ladder ladder(planOf(LadderPlan::Kind::scaleio));
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
    Ladder ladder(planOf(LadderPlan::Kind::cping));
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
    Ladder ladder(plan);
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
      Ladder ladder(planOf(LadderPlan::Kind::scaleio));
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
};
CPPUNIT_TEST_SUITE_REGISTRATION(LadderTest);

}  // namespace gateway
}  // namespace sioha

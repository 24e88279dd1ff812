#include "mod_sioha/net/probe.h"

#include <cppunit/extensions/HelperMacros.h>
#include <poll.h>
#include <string.h>

#include <string>
#include <vector>

#include "tests/fakes/fake_clock.h"
#include "tests/fakes/gateway_packets.h"
#include "tests/fakes/probe_fakes.h"

namespace sioha {
namespace net {

using fakes::chunk;
using fakes::cpong;
using fakes::end;
using fakes::FakeListener;
using fakes::FakeScript;
using fakes::head;
using fakes::packet;

class ProbeTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ProbeTest);
  CPPUNIT_TEST(asksOneCallAfterTheOtherOnOneConnection);
  CPPUNIT_TEST(keepsItsConnectionForTheNextProbe);
  CPPUNIT_TEST(aConnectionThatWentStaleCostsAFreshOneAndIsNoFailure);
  CPPUNIT_TEST(aConnectionThatClosesUnderTheCallIsReplacedOnce);
  CPPUNIT_TEST(aFreshConnectionThatClosesIsAFailure);
  CPPUNIT_TEST(strayBytesCostTheConnection);
  CPPUNIT_TEST(anAnswerThatSaysDoNotReuseIsBelieved);
  CPPUNIT_TEST(theSecretAndTheAuthorizationAreSent);
  CPPUNIT_TEST(aBodyIsSentUnasked);
  CPPUNIT_TEST(anAnswerIsHandedOverWhole);
  CPPUNIT_TEST(everyTruncationIsAFailureOrATimeout);
  CPPUNIT_TEST(everySplitOfTheAnswerReadsTheSame);
  CPPUNIT_TEST(hostileAnswersAreProtocolErrors);
  CPPUNIT_TEST(anEndlessAnswerEndsAtTheDeadlineAndIsNotKept);
  CPPUNIT_TEST(aDribbleDoesNotMoveTheDeadline);
  CPPUNIT_TEST(silenceIsAReplyTimeout);
  CPPUNIT_TEST(eachCallHasItsOwnTimeout);
  CPPUNIT_TEST(nobodyListeningIsRefused);
  CPPUNIT_TEST(abandonClosesTheConnection);
  CPPUNIT_TEST_SUITE_END();

  fakes::FakeClock clock_;
  FakeListener listener_;
  FakeScript script_;

  static ProbeTarget target() {
    ProbeTarget t;
    t.secret = "s3cret";
    t.serverName = "gateway.example";
    return t;
  }

  // Until the probe has nothing to do but wait for the gateway.
  static void settle(Probe* probe) {
    for (int i = 0; i < 50 && probe->isRunning(); ++i) {
      struct pollfd fd = {probe->fd(), probe->wants(), 0};
      if (::poll(&fd, 1, 0) <= 0) return;
      probe->proceed();
    }
  }

  void begin(Probe* probe) {
    script_.restart();
    probe->start(listener_.endpoint(), &script_);
    settle(probe);
  }

  void say(Probe* probe, const std::string& bytes) {
    listener_.say(bytes);
    settle(probe);
  }

  // A whole probe: CPING and one GET.
  void runOnce(Probe* probe) {
    script_.calls = {FakeScript::cping(), FakeScript::get("/api/version")};
    begin(probe);
    listener_.accept();
    say(probe, cpong());
    say(probe, head(200) + chunk("\"1.0\"") + end());
    CPPUNIT_ASSERT(!probe->isRunning());
    CPPUNIT_ASSERT_EQUAL(std::string("2 answers"), script_.outcome());
  }

  std::string outcomeOf(const std::string& answer, bool closeAfter) {
    FakeListener listener;
    FakeScript script;
    script.calls = {FakeScript::get("/api/version")};
    Probe probe(target(), clock_);
    probe.start(listener.endpoint(), &script);
    settle(&probe);
    listener.accept();
    listener.heard();
    listener.say(answer);
    if (closeAfter) listener.close();
    settle(&probe);
    if (probe.isRunning()) {
      clock_.advance(script.calls[0].timeout);
      probe.proceed();
    }
    CPPUNIT_ASSERT(!probe.isRunning());
    return script.outcome();
  }

 public:
  void asksOneCallAfterTheOtherOnOneConnection() {
    Probe probe(target(), clock_);
    script_.calls = {FakeScript::cping(), FakeScript::get("/api/version")};
    begin(&probe);
    listener_.accept();
    settle(&probe);
    CPPUNIT_ASSERT_EQUAL(std::string("\x12\x34\x00\x01\x0a", 5), listener_.heard());
    say(&probe, cpong());
    const std::string request = listener_.heard();
    CPPUNIT_ASSERT(request.find("/api/version") != std::string::npos);
    CPPUNIT_ASSERT_EQUAL(static_cast<short>(POLLIN), probe.wants());
    say(&probe, head(200) + end());
    CPPUNIT_ASSERT(!probe.isRunning());
    CPPUNIT_ASSERT_EQUAL(1, listener_.accepted);
  }

  void keepsItsConnectionForTheNextProbe() {
    Probe probe(target(), clock_);
    runOnce(&probe);
    begin(&probe);
    say(&probe, cpong());
    say(&probe, head(200) + end());
    CPPUNIT_ASSERT_EQUAL(std::string("2 answers"), script_.outcome());
    CPPUNIT_ASSERT(!listener_.hasAnother());
  }

  void aConnectionThatWentStaleCostsAFreshOneAndIsNoFailure() {
    Probe probe(target(), clock_);
    runOnce(&probe);
    listener_.close();
    runOnce(&probe);
    CPPUNIT_ASSERT_EQUAL(2, listener_.accepted);
  }

  void aConnectionThatClosesUnderTheCallIsReplacedOnce() {
    Probe probe(target(), clock_);
    runOnce(&probe);
    begin(&probe);
    listener_.close();
    settle(&probe);
    CPPUNIT_ASSERT(probe.isRunning());
    listener_.accept();
    say(&probe, cpong());
    say(&probe, head(200) + end());
    CPPUNIT_ASSERT_EQUAL(std::string("2 answers"), script_.outcome());
  }

  void aFreshConnectionThatClosesIsAFailure() {
    Probe probe(target(), clock_);
    script_.calls = {FakeScript::cping()};
    begin(&probe);
    listener_.accept();
    listener_.heard();  // else the kernel makes a reset of it
    listener_.close();
    settle(&probe);
    CPPUNIT_ASSERT_EQUAL(std::string("closed"), script_.outcome());
    CPPUNIT_ASSERT(!listener_.hasAnother());
  }

  void strayBytesCostTheConnection() {
    Probe probe(target(), clock_);
    runOnce(&probe);
    listener_.say(head(200));
    runOnce(&probe);
    CPPUNIT_ASSERT_EQUAL(2, listener_.accepted);
  }

  void anAnswerThatSaysDoNotReuseIsBelieved() {
    Probe probe(target(), clock_);
    script_.calls = {FakeScript::get("/one"), FakeScript::get("/two")};
    begin(&probe);
    listener_.accept();
    say(&probe, head(200) + end(false));
    CPPUNIT_ASSERT(probe.isRunning());
    CPPUNIT_ASSERT(listener_.isClosedByPeer());
    CPPUNIT_ASSERT(listener_.hasAnother());
    listener_.accept();
    say(&probe, head(200) + end());
    CPPUNIT_ASSERT_EQUAL(std::string("2 answers"), script_.outcome());
    CPPUNIT_ASSERT(script_.answers[0].closed && !script_.answers[1].closed);
  }

  void theSecretAndTheAuthorizationAreSent() {
    Probe probe(target(), clock_);
    ProbeCall call = FakeScript::get("/api/version");
    call.authorization = "Basic OnRva2Vu";
    script_.calls = {call};
    begin(&probe);
    listener_.accept();
    const std::string request = listener_.heard();
    CPPUNIT_ASSERT(request.find("s3cret") != std::string::npos);
    CPPUNIT_ASSERT(request.find("Basic OnRva2Vu") != std::string::npos);
    CPPUNIT_ASSERT(request.find("gateway.example") != std::string::npos);
  }

  void aBodyIsSentUnasked() {
    Probe probe(target(), clock_);
    ProbeCall call = FakeScript::get("/api/instances/System/queryMdmCluster");
    call.method = "POST";
    call.body = "{}";
    script_.calls = {call};
    begin(&probe);
    listener_.accept();
    const std::string request = listener_.heard();
    const std::string body("\x12\x34\x00\x04\x00\x02{}", 8);
    CPPUNIT_ASSERT(request.size() > body.size());
    CPPUNIT_ASSERT_EQUAL(body, request.substr(request.size() - body.size()));
    // Who asks for more gets the body's end.
    say(&probe, fakes::wantBody(8186));
    CPPUNIT_ASSERT_EQUAL(std::string("\x12\x34\x00\x00", 4), listener_.heard());
    say(&probe, head(200) + end());
    CPPUNIT_ASSERT_EQUAL(std::string("1 answers"), script_.outcome());
  }

  void anAnswerIsHandedOverWhole() {
    Probe probe(target(), clock_);
    script_.calls = {FakeScript::get("/")};
    begin(&probe);
    listener_.accept();
    fakes::Headers headers;
    headers.push_back(std::make_pair("Content-Type", "application/json"));
    headers.push_back(std::make_pair("X-One", "1"));
    say(&probe, head(503, headers) + chunk("ab") + chunk("cd") + end());
    CPPUNIT_ASSERT_EQUAL(503, script_.answers[0].status);
    CPPUNIT_ASSERT_EQUAL(std::string("application/json"), script_.answers[0].contentType);
    CPPUNIT_ASSERT_EQUAL(std::string("Content-Type: application/json\nX-One: 1\n"), script_.answers[0].headers);
    CPPUNIT_ASSERT_EQUAL(std::string("abcd"), script_.answers[0].body);
  }

  void everyTruncationIsAFailureOrATimeout() {
    const std::string whole = head(200) + chunk("\"1.0\"") + end();
    for (std::size_t size = 0; size < whole.size(); ++size) {
      CPPUNIT_ASSERT_EQUAL(std::string("closed"), outcomeOf(whole.substr(0, size), true));
      CPPUNIT_ASSERT_EQUAL(std::string("reply-timeout"), outcomeOf(whole.substr(0, size), false));
    }
    CPPUNIT_ASSERT_EQUAL(std::string("1 answers"), outcomeOf(whole, true));
  }

  void everySplitOfTheAnswerReadsTheSame() {
    const std::string whole = head(200) + chunk("\"1.0\"") + end();
    for (std::size_t at = 1; at < whole.size(); ++at) {
      FakeListener listener;
      FakeScript script;
      script.calls = {FakeScript::get("/api/version")};
      Probe probe(target(), clock_);
      probe.start(listener.endpoint(), &script);
      settle(&probe);
      listener.accept();
      listener.say(whole.substr(0, at));
      settle(&probe);
      CPPUNIT_ASSERT(probe.isRunning());
      listener.say(whole.substr(at));
      settle(&probe);
      CPPUNIT_ASSERT_EQUAL(std::string("1 answers"), script.outcome());
      CPPUNIT_ASSERT_EQUAL(std::string("\"1.0\""), script.answers[0].body);
    }
  }

  void hostileAnswersAreProtocolErrors() {
    const std::vector<std::string> answers = {
        "HTTP/1.1 200 OK\r\n\r\n",
        packet(""),
        packet("\x63"),
        std::string("AB\xff\xff\x04", 5),
        cpong(),
        end(),
        chunk("a body before its head"),
        head(200) + head(200),
        head(99),
        packet(std::string("\x04\x00", 2)),
        packet("\x04" + std::string("\x00\xc8\x00\x02OK\x00\xff\xff", 10)),
        head(200) + packet(std::string("\x03\xff\xff" "ab", 5)),
        head(200) + packet("\x05"),
    };
    for (std::size_t i = 0; i < answers.size(); ++i)
      CPPUNIT_ASSERT_EQUAL_MESSAGE("answer " + std::to_string(i), std::string("protocol-error"),
                                   outcomeOf(answers[i], false));
    // CPING: nothing but a CPONG, and nothing after it.
    const std::vector<std::string> pongs = {head(200), cpong() + cpong(), cpong() + "A", packet("\x08")};
    for (std::size_t i = 0; i < pongs.size(); ++i) {
      FakeListener listener;
      FakeScript script;
      script.calls = {FakeScript::cping()};
      Probe probe(target(), clock_);
      probe.start(listener.endpoint(), &script);
      settle(&probe);
      listener.accept();
      listener.say(pongs[i]);
      settle(&probe);
      CPPUNIT_ASSERT_EQUAL_MESSAGE("pong " + std::to_string(i), std::string("protocol-error"), script.outcome());
      CPPUNIT_ASSERT(listener.isClosedByPeer());
    }
  }

  void anEndlessAnswerEndsAtTheDeadlineAndIsNotKept() {
    Probe probe(target(), clock_);
    script_.calls = {FakeScript::get("/")};
    begin(&probe);
    listener_.accept();
    listener_.say(head(200));
    for (int i = 0; i < 20; ++i) {
      listener_.say(chunk(std::string(8000, 'x')));
      listener_.say(chunk(std::string(8000, 'x')));
      listener_.say(chunk(std::string(8000, 'x')));
      // One call reads once, however much there is.
      probe.proceed();
      CPPUNIT_ASSERT(probe.isRunning());
      settle(&probe);
      CPPUNIT_ASSERT(probe.isRunning());
    }
    listener_.say(chunk(std::string(8000, 'x')));
    clock_.advance(script_.calls[0].timeout);
    probe.proceed();
    CPPUNIT_ASSERT_EQUAL(std::string("reply-timeout"), script_.outcome());
    CPPUNIT_ASSERT(listener_.isClosedByPeer());
  }

  void aDribbleDoesNotMoveTheDeadline() {
    Probe probe(target(), clock_);
    script_.calls = {FakeScript::get("/")};
    begin(&probe);
    listener_.accept();
    const std::string answer = head(200) + chunk("slow") + end();
    for (std::size_t i = 0; i + 1 < 10; ++i) {
      clock_.advance(script_.calls[0].timeout / 10);
      say(&probe, answer.substr(i, 1));
      CPPUNIT_ASSERT(probe.isRunning());
    }
    clock_.advance(script_.calls[0].timeout / 10);
    say(&probe, answer.substr(9, 1));
    CPPUNIT_ASSERT_EQUAL(std::string("reply-timeout"), script_.outcome());
  }

  void silenceIsAReplyTimeout() {
    Probe probe(target(), clock_);
    script_.calls = {FakeScript::cping()};
    begin(&probe);
    listener_.accept();
    clock_.advance(script_.calls[0].timeout - std::chrono::microseconds(1));
    probe.proceed();
    CPPUNIT_ASSERT(probe.isRunning());
    clock_.advance(std::chrono::microseconds(1));
    probe.proceed();
    CPPUNIT_ASSERT_EQUAL(std::string("reply-timeout"), script_.outcome());
    CPPUNIT_ASSERT(!script_.connecting);
  }

  void eachCallHasItsOwnTimeout() {
    Probe probe(target(), clock_);
    script_.calls = {FakeScript::cping(), FakeScript::get("/")};
    script_.calls[1].timeout = seconds(7);
    begin(&probe);
    listener_.accept();
    clock_.advance(script_.calls[0].timeout / 2);
    const Instant answered = clock_.now();
    say(&probe, cpong());
    CPPUNIT_ASSERT(probe.deadline() == answered + seconds(7));
  }

  void nobodyListeningIsRefused() {
    Probe probe(target(), clock_);
    script_.calls = {FakeScript::cping()};
    listener_.stop();
    begin(&probe);
    CPPUNIT_ASSERT_EQUAL(std::string("connect-refused"), script_.outcome());
    CPPUNIT_ASSERT(script_.connecting);
  }

  void abandonClosesTheConnection() {
    Probe probe(target(), clock_);
    script_.calls = {FakeScript::cping()};
    begin(&probe);
    listener_.accept();
    probe.abandon();
    CPPUNIT_ASSERT(!probe.isRunning());
    CPPUNIT_ASSERT(listener_.isClosedByPeer());
    CPPUNIT_ASSERT_EQUAL(std::string("0 answers"), script_.outcome());
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ProbeTest);

}  // namespace net
}  // namespace sioha

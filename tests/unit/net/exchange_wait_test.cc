#include <cppunit/extensions/HelperMacros.h>

#include <cerrno>
#include <thread>

#include "tests/unit/net/exchange_fixture.h"

namespace sioha {
namespace net {

using fakes::chunk;
using fakes::end;
using fakes::head;

/// Is asked before each wait: then the peer says one more byte.
class Dribble : public Patience {
 public:
  Dribble(fakes::SocketPeer* peer, const std::string& answer) : said(0), peer_(peer), answer_(answer) {}
  bool released(Duration) override {
    if (said < answer_.size()) peer_->say(answer_.substr(said++, 1));
    return false;
  }
  std::size_t said;

 private:
  fakes::SocketPeer* peer_;
  std::string answer_;
};

/// The time limits: the clock jumps at each look, so a wait takes one slice or two.
class ExchangeWaitTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ExchangeWaitTest);
  CPPUNIT_TEST(silenceEndsInAReplyTimeout);
  CPPUNIT_TEST(eachPartOfTheAnswerHasItsOwnLimit);
  CPPUNIT_TEST(aDribbleDoesNotExtendTheLimit);
  CPPUNIT_TEST(aVerdictReleasesTheWait);
  CPPUNIT_TEST(aVerdictLetsAnAnswerFlowUntilItIsSilent);
  CPPUNIT_TEST(aReleaseBeforeTheRequestSendsNothing);
  CPPUNIT_TEST(aDeadConnectionWasNotSentTo);
  CPPUNIT_TEST(aRequestSentInPartIsNoLongerUnsent);
  CPPUNIT_TEST(aPeerThatDiesAfterTheRequestGaveNoAnswer);
  CPPUNIT_TEST(anAnswerMayComeInSingleBytes);
  CPPUNIT_TEST(aMegabyteKeepsItsBytes);
  CPPUNIT_TEST_SUITE_END();

 public:
  void silenceEndsInAReplyTimeout() {
    Talk t;
    t.clock.step = seconds(6);
    const ExchangeResult r = t.run();
    CPPUNIT_ASSERT_EQUAL(std::string("no-answer reply-timeout closed"), words(r));
    CPPUNIT_ASSERT(!r.anyByte);
    CPPUNIT_ASSERT_EQUAL(3, t.clock.readings);  // sent, 6 s, 12 s
    CPPUNIT_ASSERT(!t.peer.connection.isOpen());
  }

  void eachPartOfTheAnswerHasItsOwnLimit() {
    Talk first;
    first.clock.step = seconds(6);
    first.request.limits.firstByte = seconds(1);
    first.request.limits.betweenPackets = seconds(1000);
    CPPUNIT_ASSERT_EQUAL(std::string("no-answer reply-timeout closed"), words(first.run()));
    Talk later;
    later.clock.step = seconds(6);
    later.request.limits.firstByte = seconds(1000);
    later.request.limits.betweenPackets = seconds(1);
    later.peer.say(head(200) + chunk("a"));
    CPPUNIT_ASSERT_EQUAL(std::string("partial reply-timeout closed"), words(later.run()));
    CPPUNIT_ASSERT_EQUAL(std::string("a"), later.sink.bodyText());
  }

  // Each byte comes in time and still the packet is late.
  void aDribbleDoesNotExtendTheLimit() {
    Talk t;
    Dribble dribble(&t.peer, head(200, fakes::Headers(1, std::make_pair("X", std::string(1000, 'x')))));
    t.clock.step = seconds(1);
    t.request.limits.firstByte = seconds(5);
    t.request.head = t.head;
    const ExchangeResult r =
        exchange(&t.peer.connection, t.request, &t.body, &t.sink, t.clock, &dribble);  // lint48:ok
    CPPUNIT_ASSERT_EQUAL(std::string("no-answer reply-timeout closed"), words(r));
    CPPUNIT_ASSERT(r.anyByte);
    CPPUNIT_ASSERT(dribble.said < 15);
  }

  void aVerdictReleasesTheWait() {
    Talk t;
    t.patience = fakes::FakePatience(3);  // before the request, before the wait, after a slice
    const ExchangeResult r = t.run();
    CPPUNIT_ASSERT_EQUAL(std::string("no-answer released closed"), words(r));
  }

  void aVerdictLetsAnAnswerFlowUntilItIsSilent() {
    const std::string start = head(200) + chunk("a");
    Talk silent;
    silent.patience = fakes::FakePatience(3);  // before the request, before each of two receives
    silent.clock.step = milliseconds(100);
    silent.peer.say(start);
    CPPUNIT_ASSERT_EQUAL(std::string("partial released closed"), words(silent.run()));
    CPPUNIT_ASSERT_EQUAL(6, silent.clock.readings);  // sent, first packet, since; 100, 200 and 300 ms later

    Talk flowing;
    flowing.patience = fakes::FakePatience(3);
    flowing.clock.step = milliseconds(1);
    const std::string rest = chunk(std::string(5000, 'b')) + end();
    std::thread peer([&] {
      flowing.peer.hear(flowing.head.size());
      flowing.peer.say(start);
      for (std::size_t at = 0; at < rest.size(); at += 1000) flowing.peer.say(rest.substr(at, 1000));
    });
    const ExchangeResult r = flowing.run();
    peer.join();
    CPPUNIT_ASSERT_EQUAL(std::string("complete none reusable"), words(r));
    CPPUNIT_ASSERT_EQUAL(std::size_t(5001), flowing.sink.bodyText().size());
  }

  void aReleaseBeforeTheRequestSendsNothing() {
    Talk t;
    t.patience = fakes::FakePatience(1);
    CPPUNIT_ASSERT_EQUAL(std::string("not-sent released reusable"), words(t.run()));
    CPPUNIT_ASSERT_EQUAL(std::string(), t.peer.heard());
  }

  void aDeadConnectionWasNotSentTo() {
    Talk t;
    t.peer.close();
    const ExchangeResult r = t.run();
    CPPUNIT_ASSERT_EQUAL(std::string("not-sent send-failed closed"), words(r));
    CPPUNIT_ASSERT_EQUAL(EPIPE, r.error);
  }

  void aRequestSentInPartIsNoLongerUnsent() {
    Talk t;
    t.head.assign(4 << 20, 'h');  // more than a socket holds
    t.clock.step = seconds(6);
    const ExchangeResult r = t.run();
    CPPUNIT_ASSERT_EQUAL(std::string("no-answer send-timeout closed"), words(r));
    Talk released;
    released.head = t.head;
    released.patience = fakes::FakePatience(2);
    CPPUNIT_ASSERT_EQUAL(std::string("no-answer released closed"), words(released.run()));
  }

  void aPeerThatDiesAfterTheRequestGaveNoAnswer() {
    Talk t;
    std::thread peer([&t] {
      t.peer.hear(t.head.size());
      t.peer.close();
    });
    const ExchangeResult r = t.run();
    peer.join();
    CPPUNIT_ASSERT_EQUAL(std::string("no-answer closed closed"), words(r));
    Talk reset;  // closing with unread bytes resets
    std::thread resetter([&reset] {
      reset.peer.hear(1);
      reset.peer.close();
    });
    const ExchangeResult r2 = reset.run();
    resetter.join();
    CPPUNIT_ASSERT_EQUAL(std::string("no-answer reset closed"), words(r2));
    CPPUNIT_ASSERT_EQUAL(ECONNRESET, r2.error);
  }

  void anAnswerMayComeInSingleBytes() {
    Talk t;
    const std::string answer = fakes::headWithLength(200, "5") + chunk("hel") + chunk("lo") + end();
    std::thread peer([&t, &answer] {
      t.peer.hear(t.head.size());
      for (std::size_t i = 0; i < answer.size(); ++i) t.peer.say(answer.substr(i, 1));
    });
    const ExchangeResult r = t.run();
    peer.join();
    CPPUNIT_ASSERT_EQUAL(std::string("complete none reusable"), words(r));
    CPPUNIT_ASSERT_EQUAL(std::string("hello"), t.sink.bodyText());
  }

  void aMegabyteKeepsItsBytes() {
    for (int known = 0; known < 2; ++known) {
      Talk t;
      std::string all, answer;
      for (int i = 0; i < 140; ++i) {
        const std::string part(static_cast<std::size_t>(7000 + 8 * i), static_cast<char>(i));
        all += part;
        answer += chunk(part);
      }
      answer = (known ? fakes::headWithLength(200, std::to_string(all.size())) : head(200)) + answer + end();
      std::thread peer([&t, &answer] { t.peer.say(answer); });
      const ExchangeResult r = t.run();
      peer.join();
      CPPUNIT_ASSERT_EQUAL(std::string("complete none reusable"), words(r));
      CPPUNIT_ASSERT(t.sink.bodyText() == all);
      CPPUNIT_ASSERT_EQUAL(static_cast<unsigned long long>(all.size()), r.bodyIn);
    }
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ExchangeWaitTest);

}  // namespace net
}  // namespace sioha

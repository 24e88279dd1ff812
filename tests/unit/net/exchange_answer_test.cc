#include <cppunit/extensions/HelperMacros.h>

#include "tests/unit/net/exchange_fixture.h"

namespace sioha {
namespace net {

using fakes::chunk;
using fakes::end;
using fakes::flushChunk;
using fakes::head;
using fakes::Headers;
using fakes::headWithLength;
using fakes::packet;
using fakes::wantBody;

class ExchangeAnswerTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ExchangeAnswerTest);
  CPPUNIT_TEST(aWholeAnswerReachesTheSinkAndKeepsTheConnection);
  CPPUNIT_TEST(theSmallestExchangeReadsTheClockTwice);
  CPPUNIT_TEST(aBigAnswerTakesFewReceives);
  CPPUNIT_TEST(endsAreToldApart);
  CPPUNIT_TEST(everyCutOfAnAnswerIsSeen);
  CPPUNIT_TEST(aCutAfterTheWholeAnswerIsNoFault);
  CPPUNIT_TEST(answersWithoutBodyHaveNone);
  CPPUNIT_TEST(interimHeadsAreSkipped);
  CPPUNIT_TEST(badHeadsAreRefusedAsAWhole);
  CPPUNIT_TEST(aReasonWithControlCharactersIsDropped);
  CPPUNIT_TEST(flushIsPassedOnlyAfterTheHead);
  CPPUNIT_TEST(theSinkIsToldToShowBeforeAWait);
  CPPUNIT_TEST(theSinkDecides);
  CPPUNIT_TEST_SUITE_END();

 public:
  void aWholeAnswerReachesTheSinkAndKeepsTheConnection() {
    Talk t;
    Headers headers;
    headers.push_back(std::make_pair("\xA0\x01", "text/plain"));
    headers.push_back(std::make_pair("\xA0\x03", "5"));
    headers.push_back(std::make_pair("X-Own", ""));
    const ExchangeResult r = t.runWith(head(200, headers, "200") + chunk("he") + chunk("llo") + end());
    CPPUNIT_ASSERT_EQUAL(std::string("complete none reusable"), words(r));
    CPPUNIT_ASSERT_EQUAL(200, r.status);
    CPPUNIT_ASSERT(r.anyByte);
    CPPUNIT_ASSERT_EQUAL(5ULL, r.bodyIn);
    CPPUNIT_ASSERT_EQUAL(0ULL, r.bodyOut);
    CPPUNIT_ASSERT_EQUAL(std::string("hbb"), t.sink.order);
    CPPUNIT_ASSERT_EQUAL(std::string("200"), t.sink.reason);
    CPPUNIT_ASSERT_EQUAL(std::string("hello"), t.sink.bodyText());
    CPPUNIT_ASSERT_EQUAL(std::size_t(3), t.sink.headers.size());
    CPPUNIT_ASSERT_EQUAL(std::string("Content-Length"), t.sink.headers[1].first);
    CPPUNIT_ASSERT_EQUAL(std::string("X-Own"), t.sink.headers[2].first);
    CPPUNIT_ASSERT_EQUAL(t.head, t.peer.heard());
    CPPUNIT_ASSERT(t.peer.connection.isOpen());
  }

  void theSmallestExchangeReadsTheClockTwice() {
    Talk t;
    t.clock.step = milliseconds(7);
    const ExchangeResult r = t.runWith(head(200) + chunk("x") + end());
    CPPUNIT_ASSERT_EQUAL(2, t.clock.readings);
    CPPUNIT_ASSERT(r.firstByte == milliseconds(7));
    CPPUNIT_ASSERT_EQUAL(1, t.sink.buffers);
    CPPUNIT_ASSERT_EQUAL(std::size_t(8192), t.sink.largest);
  }

  void aBigAnswerTakesFewReceives() {
    Talk t;
    std::string all, answer = headWithLength(200, "114576");
    for (int i = 0; i < 14; ++i) {
      const std::string part(8184, static_cast<char>('a' + i));
      answer += chunk(part);
      all += part;
    }
    const ExchangeResult r = t.runWith(answer + end());
    CPPUNIT_ASSERT_EQUAL(std::string("complete none reusable"), words(r));
    CPPUNIT_ASSERT(t.sink.bodyText() == all);
    CPPUNIT_ASSERT(t.sink.buffers <= 3);
  }

  void endsAreToldApart() {
    static const struct {
      const char* what;
      std::string answer;
      const char* expected;
    } kTable[] = {
        {"nothing", "", "no-answer closed closed"},
        {"no body at all", head(200) + end(), "complete none reusable"},
        {"told not to reuse", head(200) + end(false), "complete none closed"},
        {"bytes after the end", head(200) + end() + end(), "complete none closed"},
        {"half a packet after the end", head(200) + end() + "A", "complete none closed"},
        {"an end without a head", end(), "no-answer protocol-error closed"},
        {"a body without a head", chunk("x"), "no-answer protocol-error closed"},
        {"two heads", head(200) + head(200) + end(), "partial protocol-error closed"},
        {"a CPONG", fakes::cpong() + head(200) + end(), "no-answer protocol-error closed"},
        {"a CPONG after the head", head(200) + fakes::cpong() + end(), "partial protocol-error closed"},
        {"an unknown packet", packet("\x07"), "no-answer protocol-error closed"},
        {"an empty packet", packet(""), "no-answer protocol-error closed"},
        {"HTTP", "HTTP/1.1 200 OK\r\n\r\n", "no-answer protocol-error closed"},
        {"garbage after the head", head(200) + "HTTP", "partial protocol-error closed"},
        {"too large a packet", packet(std::string(8189, '\x04')), "no-answer protocol-error closed"},
        {"a wrong chunk", head(200) + packet(std::string("\x03\0\x05x", 4)), "partial protocol-error closed"},
        {"a wrong end", head(200) + packet("\x05"), "partial protocol-error closed"},
        {"a wrong GET_BODY_CHUNK", packet("\x06"), "no-answer protocol-error closed"},
        {"shorter than announced", headWithLength(200, "3") + chunk("ab") + end(),
         "partial length-mismatch closed"},
        {"longer than announced", headWithLength(200, "3") + chunk("ab") + chunk("cd") + end(),
         "partial length-mismatch closed"},
        {"a body where none was announced", headWithLength(200, "0") + chunk("a") + end(),
         "partial length-mismatch closed"},
        {"as long as announced", headWithLength(200, " 3 ") + chunk("abc") + end(), "complete none reusable"},
        {"asked for a body that is none", wantBody(8186) + head(200) + end(), "complete none reusable"},
    };
    for (std::size_t i = 0; i < sizeof kTable / sizeof kTable[0]; ++i) {
      Talk t;
      const ExchangeResult r = t.runWith(kTable[i].answer);
      CPPUNIT_ASSERT_EQUAL_MESSAGE(kTable[i].what, std::string(kTable[i].expected), words(r));
      CPPUNIT_ASSERT_EQUAL_MESSAGE(kTable[i].what, !kTable[i].answer.empty(), r.anyByte);
    }
  }

  void everyCutOfAnAnswerIsSeen() {
    const std::string start = headWithLength(200, "5");
    const std::string whole = start + chunk("hel") + chunk("lo") + end();
    for (std::size_t n = 0; n < whole.size() - end().size(); ++n) {
      Talk t;
      const ExchangeResult r = t.runWith(whole.substr(0, n));
      const std::string expected = n < start.size() ? "no-answer closed closed" : "partial closed closed";
      CPPUNIT_ASSERT_EQUAL(expected, words(r));
      CPPUNIT_ASSERT(t.sink.bodyText() != "hello");
      CPPUNIT_ASSERT(!t.peer.connection.isOpen());
    }
  }

  void aCutAfterTheWholeAnswerIsNoFault() {
    Talk t;
    CPPUNIT_ASSERT_EQUAL(std::string("complete none closed"),
                         words(t.runWith(headWithLength(200, "5") + chunk("hello"))));
    Talk unknownLength;
    CPPUNIT_ASSERT_EQUAL(std::string("partial closed closed"),
                         words(unknownLength.runWith(head(200) + chunk("hello"))));
  }

  void answersWithoutBodyHaveNone() {
    static const int kStatus[] = {204, 205, 304, 200};
    for (int i = 0; i < 4; ++i) {
      Talk t;
      t.request.answerHasNoBody = kStatus[i] == 200;  // HEAD
      const ExchangeResult r =
          t.runWith(headWithLength(kStatus[i], "400") + chunk("stray") + flushChunk() + end());
      CPPUNIT_ASSERT_EQUAL(std::string("complete none reusable"), words(r));
      CPPUNIT_ASSERT_EQUAL(std::string("h"), t.sink.order);
    }
  }

  void interimHeadsAreSkipped() {
    Talk t;
    const ExchangeResult r = t.runWith(headWithLength(103, "9") + head(100) + head(200) + chunk("ab") + end());
    CPPUNIT_ASSERT_EQUAL(std::string("complete none reusable"), words(r));
    CPPUNIT_ASSERT_EQUAL(1, t.sink.heads);
    CPPUNIT_ASSERT_EQUAL(200, t.sink.status);
    Talk only;
    CPPUNIT_ASSERT_EQUAL(std::string("no-answer protocol-error closed"), words(only.runWith(head(103) + end())));
  }

  void badHeadsAreRefusedAsAWhole() {
    const std::string nul(1, '\0');
    const struct {
      const char* name;
      std::string value;
    } kBad[] = {{"X", "a\r\nSet-Cookie: b"}, {"X", "a\rb"},     {"X", "a\nb"},       {"X", "a" + nul + "b"},
                {"X", "seven..\x7F"},        {"X: y\r\nZ", ""}, {"X Y", "z"},        {"X:", "z"},
                {"", "z"},                   {"\xA0\x03", ""},  {"\xA0\x03", "-1"},  {"\xA0\x03", "5, 5"},
                {"\xA0\x03", "0x5"},         {"\xA0\x0C", "z"}, {"content-length", "9223372036854775808"}};
    for (std::size_t i = 0; i < sizeof kBad / sizeof kBad[0]; ++i) {
      Talk t;
      Headers headers(1, std::make_pair(std::string("X-First"), std::string("good")));
      headers.push_back(std::make_pair(std::string(kBad[i].name), kBad[i].value));
      const ExchangeResult r = t.runWith(head(200, headers) + end());
      CPPUNIT_ASSERT_EQUAL_MESSAGE(kBad[i].value, std::string("no-answer protocol-error closed"), words(r));
      CPPUNIT_ASSERT_EQUAL(0, t.sink.heads);
    }
    Talk differ, agree;
    Headers twice(1, std::make_pair(std::string("\xA0\x03"), std::string("1")));
    twice.push_back(std::make_pair(std::string("content-LENGTH"), std::string("2")));
    CPPUNIT_ASSERT_EQUAL(std::string("no-answer protocol-error closed"),
                         words(differ.runWith(head(200, twice) + chunk("x") + end())));
    twice[1].second = "01";
    CPPUNIT_ASSERT_EQUAL(std::string("complete none reusable"),
                         words(agree.runWith(head(200, twice) + chunk("x") + end())));
  }

  void aReasonWithControlCharactersIsDropped() {
    Talk t;
    t.runWith(head(404, Headers(), "Not\r\nX-Evil: 1") + end());
    CPPUNIT_ASSERT_EQUAL(404, t.sink.status);
    CPPUNIT_ASSERT_EQUAL(std::string(), t.sink.reason);
  }

  void flushIsPassedOnlyAfterTheHead() {
    Talk t;
    const ExchangeResult r =
        t.runWith(flushChunk() + head(200) + flushChunk() + chunk("a") + chunk("") + chunk("b") + end());
    CPPUNIT_ASSERT_EQUAL(std::string("complete none reusable"), words(r));
    CPPUNIT_ASSERT_EQUAL(std::string("hfbfb"), t.sink.order);
  }

  void theSinkIsToldToShowBeforeAWait() {
    Talk cut;
    cut.runWith(head(200) + chunk("a"));
    CPPUNIT_ASSERT_EQUAL(std::string("hbp"), cut.sink.order);
    Talk flushed;
    flushed.runWith(head(200) + chunk("a") + flushChunk());
    CPPUNIT_ASSERT_EQUAL(std::string("hbf"), flushed.sink.order);
    Talk gone;
    gone.sink.pauseAnswer = AnswerSink::Take::clientGone;
    CPPUNIT_ASSERT_EQUAL(std::string("client-gone client-write closed"), words(gone.runWith(head(200))));
  }

  void theSinkDecides() {
    Talk refused;
    refused.sink.answerTo = AnswerSink::Take::refuse;
    const ExchangeResult r = refused.runWith(head(503) + chunk("down") + end());
    CPPUNIT_ASSERT_EQUAL(std::string("refused refused-status closed"), words(r));
    CPPUNIT_ASSERT_EQUAL(503, r.status);
    CPPUNIT_ASSERT_EQUAL(std::string("h"), refused.sink.order);
    Talk malformed;
    malformed.sink.answerTo = AnswerSink::Take::malformed;
    CPPUNIT_ASSERT_EQUAL(std::string("no-answer protocol-error closed"),
                         words(malformed.runWith(head(200) + end())));
    Talk gone;
    gone.sink.answerTo = AnswerSink::Take::clientGone;
    CPPUNIT_ASSERT_EQUAL(std::string("client-gone client-write closed"), words(gone.runWith(head(200) + end())));
    Talk goneLater;
    goneLater.sink.bodyAnswer = AnswerSink::Take::clientGone;
    CPPUNIT_ASSERT_EQUAL(std::string("client-gone client-write closed"),
                         words(goneLater.runWith(head(200) + chunk("x") + end())));
    CPPUNIT_ASSERT(!goneLater.peer.connection.isOpen());
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ExchangeAnswerTest);

}  // namespace net
}  // namespace sioha

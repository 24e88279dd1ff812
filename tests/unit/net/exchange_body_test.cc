#include <cppunit/extensions/HelperMacros.h>

#include <vector>

#include "mod_sioha/ajp/protocol.h"
#include "tests/unit/net/exchange_fixture.h"

namespace sioha {
namespace net {

using fakes::chunk;
using fakes::end;
using fakes::head;
using fakes::wantBody;

typedef std::vector<std::string> Parts;
typedef BodySource::Status After;

static std::string bodyPacket(const std::string& data) {
  char six[6];
  ajp::writeBodyHeader(six, data.size());
  return std::string(six, 6) + data;
}
static std::string emptyPacket() { return ajp::emptyBodyPacket().str(); }

class ExchangeBodyTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ExchangeBodyTest);
  CPPUNIT_TEST(theFirstPacketOfAKnownLengthGoesUnasked);
  CPPUNIT_TEST(aChunkedBodyWaitsToBeAskedFor);
  CPPUNIT_TEST(noMoreThanAnnouncedIsSent);
  CPPUNIT_TEST(noMoreThanAskedForIsSent);
  CPPUNIT_TEST(aPacketIsNoLargerThanTheMembersSize);
  CPPUNIT_TEST(askingPastTheEndGivesAnEmptyPacket);
  CPPUNIT_TEST(askingAfterTheHeadIsServed);
  CPPUNIT_TEST(whatCameIsShownBeforeTheClientIsWaitedFor);
  CPPUNIT_TEST(anUploadThatNeverStartsTouchesNoGateway);
  CPPUNIT_TEST(aCutUploadNeverLooksComplete);
  CPPUNIT_TEST(anEarlyAnswerSpendsTheConnection);
  CPPUNIT_TEST_SUITE_END();

 public:
  void theFirstPacketOfAKnownLengthGoesUnasked() {
    Talk t;
    t.body = fakes::FakeBody(5, Parts(1, "hello"), After::end);
    const ExchangeResult r = t.runWith(head(200) + chunk("ok") + end());
    CPPUNIT_ASSERT_EQUAL(std::string("complete none reusable"), words(r));
    CPPUNIT_ASSERT_EQUAL(t.head + bodyPacket("hello"), t.peer.heard());
    CPPUNIT_ASSERT_EQUAL(5ULL, r.bodyOut);
    CPPUNIT_ASSERT_EQUAL(1, t.body.reads);
  }

  void aChunkedBodyWaitsToBeAskedFor() {
    Talk t;
    t.body = fakes::FakeBody(-1, Parts(2, "abc"), After::end);
    const ExchangeResult r = t.runWith(wantBody(8186) + wantBody(8186) + wantBody(8186) + head(200) + end());
    CPPUNIT_ASSERT_EQUAL(std::string("complete none reusable"), words(r));
    CPPUNIT_ASSERT_EQUAL(t.head + bodyPacket("abc") + bodyPacket("abc") + emptyPacket(), t.peer.heard());
    CPPUNIT_ASSERT_EQUAL(6ULL, r.bodyOut);
    Talk unasked;
    unasked.body = fakes::FakeBody(-1, Parts(1, "abc"), After::end);
    CPPUNIT_ASSERT_EQUAL(std::string("complete none closed"), words(unasked.runWith(head(200) + end())));
    CPPUNIT_ASSERT_EQUAL(unasked.head, unasked.peer.heard());
  }

  void noMoreThanAnnouncedIsSent() {
    Talk t;
    t.body = fakes::FakeBody(7, Parts(3, "abcd"), After::end);
    const ExchangeResult r = t.runWith(wantBody(8186) + wantBody(8186) + head(200) + end());
    CPPUNIT_ASSERT_EQUAL(std::string("complete none reusable"), words(r));
    CPPUNIT_ASSERT_EQUAL(t.head + bodyPacket("abcd") + bodyPacket("abc") + emptyPacket(), t.peer.heard());
    CPPUNIT_ASSERT_EQUAL(7ULL, r.bodyOut);
  }

  void noMoreThanAskedForIsSent() {
    Talk t;
    t.body = fakes::FakeBody(-1, Parts(1, "abcdef"), After::end);
    t.runWith(wantBody(1) + wantBody(2) + wantBody(0) + head(200) + end());
    CPPUNIT_ASSERT_EQUAL(t.head + bodyPacket("a") + bodyPacket("bc") + bodyPacket("def"), t.peer.heard());
  }

  void aPacketIsNoLargerThanTheMembersSize() {
    static const std::size_t kSizes[] = {8192, 65536};
    for (int i = 0; i < 2; ++i) {
      Talk t;
      t.request.maxPacketSize = kSizes[i];
      const std::string first(kSizes[i] - 6, 'x');
      t.body = fakes::FakeBody(static_cast<long long>(first.size() + 10), Parts(1, first + "0123456789"),
                               After::end);
      const ExchangeResult r = t.runWith(wantBody(65535) + head(200) + end());
      CPPUNIT_ASSERT_EQUAL(std::string("complete none reusable"), words(r));
      CPPUNIT_ASSERT(t.peer.heard() == t.head + bodyPacket(first) + bodyPacket("0123456789"));
    }
  }

  void askingPastTheEndGivesAnEmptyPacket() {
    Talk t;
    t.body = fakes::FakeBody(1, Parts(1, "a"), After::clientGone);
    const ExchangeResult r = t.runWith(wantBody(9) + wantBody(9) + head(200) + wantBody(9) + end());
    CPPUNIT_ASSERT_EQUAL(std::string("complete none reusable"), words(r));
    CPPUNIT_ASSERT_EQUAL(t.head + bodyPacket("a") + emptyPacket() + emptyPacket() + emptyPacket(),
                         t.peer.heard());
    CPPUNIT_ASSERT_EQUAL(1, t.body.reads);
  }

  void askingAfterTheHeadIsServed() {
    Talk t;
    t.body = fakes::FakeBody(6, Parts(2, "abc"), After::end);
    const ExchangeResult r = t.runWith(head(200) + chunk("1") + wantBody(100) + chunk("2") + end());
    CPPUNIT_ASSERT_EQUAL(std::string("complete none reusable"), words(r));
    CPPUNIT_ASSERT_EQUAL(t.head + bodyPacket("abc") + bodyPacket("abc"), t.peer.heard());
    CPPUNIT_ASSERT_EQUAL(std::string("12"), t.sink.bodyText());
  }

  void whatCameIsShownBeforeTheClientIsWaitedFor() {
    Talk t;
    t.body = fakes::FakeBody(-1, Parts(1, "abc"), After::end);
    t.runWith(head(200) + chunk("1") + wantBody(100) + wantBody(100) + chunk("2") + end());
    CPPUNIT_ASSERT_EQUAL(std::string("hbpb"), t.sink.order);
  }

  void anUploadThatNeverStartsTouchesNoGateway() {
    static const After kHow[] = {After::end, After::clientGone};
    for (int i = 0; i < 2; ++i) {
      Talk t;
      t.body = fakes::FakeBody(100, Parts(), kHow[i]);
      CPPUNIT_ASSERT_EQUAL(std::string("client-gone client-read reusable"), words(t.runWith("")));
      CPPUNIT_ASSERT_EQUAL(std::string(), t.peer.heard());
      CPPUNIT_ASSERT(t.peer.connection.isOpen());
    }
  }

  // CVE-2008-5519, and: an empty packet would end the body for the application.
  void aCutUploadNeverLooksComplete() {
    static const struct {
      long long length;
      After how;
    } kTable[] = {{100, After::end}, {100, After::clientGone}, {-1, After::clientGone}};
    for (int i = 0; i < 3; ++i) {
      Talk t;
      t.body = fakes::FakeBody(kTable[i].length, Parts(1, "abc"), kTable[i].how);
      const ExchangeResult r = t.runWith(wantBody(8186) + wantBody(8186) + head(200) + end());
      CPPUNIT_ASSERT_EQUAL(std::string("client-gone client-read closed"), words(r));
      CPPUNIT_ASSERT_EQUAL(3ULL, r.bodyOut);
      CPPUNIT_ASSERT_EQUAL(t.head + bodyPacket("abc"), t.peer.heard());
      CPPUNIT_ASSERT(!t.peer.connection.isOpen());
      CPPUNIT_ASSERT_EQUAL(0, t.sink.heads);
    }
  }

  void anEarlyAnswerSpendsTheConnection() {
    Talk t;
    t.body = fakes::FakeBody(6, Parts(2, "abc"), After::end);
    const ExchangeResult r = t.runWith(head(413) + chunk("too large") + end());
    CPPUNIT_ASSERT_EQUAL(std::string("complete none closed"), words(r));
    CPPUNIT_ASSERT_EQUAL(413, t.sink.status);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ExchangeBodyTest);

}  // namespace net
}  // namespace sioha

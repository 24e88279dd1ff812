#include "keepalived-checks/common/http.h"

#include <cppunit/extensions/HelperMacros.h>

namespace sioha {
namespace checks {

static const HttpLimits kLimits = {1024, 4096, false};

class HttpTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(HttpTest);
  CPPUNIT_TEST(readsBodiesOfEachFraming);
  CPPUNIT_TEST(refusesWhatIsNoAnswer);
  CPPUNIT_TEST(everyTruncationIsIncompleteAndAtTheEndMalformed);
  CPPUNIT_TEST(skipsInterimAnswersButNotForEver);
  CPPUNIT_TEST(cutsALongBody);
  CPPUNIT_TEST(headOnlyEndsAtTheHead);
  CPPUNIT_TEST_SUITE_END();

  static HttpParse parse(const std::string& text, bool ended, HttpAnswer* answer) {
    return parseHttpAnswer(text, ended, kLimits, answer);
  }

 public:
  void readsBodiesOfEachFraming() {
    const struct { const char* text; bool ended; int status; const char* body; } rows[] = {
        {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", false, 200, "hi"},
        {"HTTP/1.1 200 OK\nContent-Length: 2\n\nhi", false, 200, "hi"},
        {"HTTP/1.0 503 Busy\r\n\r\nno", true, 503, "no"},
        {"HTTP/1.1 204\r\n\r\n", false, 204, ""},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n2;x=y\r\nhi\r\n1\r\n!\r\n0\r\n\r\n", false, 200, "hi!"},
        {"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", false, 200, ""}};
    for (const auto& row : rows) {
      HttpAnswer a;
      CPPUNIT_ASSERT_MESSAGE(row.text, parse(row.text, row.ended, &a) == HttpParse::complete);
      CPPUNIT_ASSERT_EQUAL(row.status, a.status);
      CPPUNIT_ASSERT_EQUAL(std::string(row.body), a.body);
    }
  }

  void refusesWhatIsNoAnswer() {
    const char* rows[] = {
        "SSH-2.0-OpenSSH\r\n", "HTTP/2.0 200 OK\r\n\r\n", "HTTP/1.1 20 OK\r\n\r\n", "HTTP/1.1 2000 OK\r\n\r\n",
        "HTTP/1.1 099 X\r\n\r\n", "HTTP/1.1 200 OK\r\n folded: x\r\n\r\n", "HTTP/1.1 200 OK\r\na b: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\n: x\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx",
        "HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\nx", "HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\nx",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffff\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nxyz\r\n"};
    for (const char* row : rows) {
      HttpAnswer a;
      CPPUNIT_ASSERT_MESSAGE(row, parse(row, false, &a) == HttpParse::malformed);
    }
    HttpAnswer a;
    CPPUNIT_ASSERT(parse("HTTP/1.1 200 OK\r\nx: " + std::string(2000, 'x'), false, &a) == HttpParse::malformed);
  }

  void everyTruncationIsIncompleteAndAtTheEndMalformed() {
    const std::string texts[] = {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi",
                                 "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n"};
    for (const std::string& text : texts) {
      HttpAnswer a;
      CPPUNIT_ASSERT(parse(text, false, &a) == HttpParse::complete);
      for (std::size_t n = 0; n < text.size(); ++n) {
        CPPUNIT_ASSERT_MESSAGE(text.substr(0, n), parse(text.substr(0, n), false, &a) == HttpParse::incomplete);
        CPPUNIT_ASSERT_MESSAGE(text.substr(0, n), parse(text.substr(0, n), true, &a) == HttpParse::malformed);
      }
    }
  }

  void skipsInterimAnswersButNotForEver() {
    const std::string interim = "HTTP/1.1 100 Continue\r\n\r\n";
    HttpAnswer a;
    CPPUNIT_ASSERT(parse(interim + "HTTP/1.1 204 No\r\n\r\n", false, &a) == HttpParse::complete);
    CPPUNIT_ASSERT_EQUAL(204, a.status);
    std::string many;
    for (int i = 0; i < 20; ++i) many += interim;
    CPPUNIT_ASSERT(parse(many, false, &a) == HttpParse::malformed);
  }

  void cutsALongBody() {
    HttpAnswer a;
    CPPUNIT_ASSERT(parse("HTTP/1.1 200 OK\r\nContent-Length: 999999\r\n\r\n" + std::string(5000, 'x'), false, &a) ==
                   HttpParse::complete);
    CPPUNIT_ASSERT_EQUAL(kLimits.body, a.body.size());
    CPPUNIT_ASSERT(parse("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2000\r\n" + std::string(5000, 'x'), false,
                         &a) == HttpParse::complete);
    CPPUNIT_ASSERT_EQUAL(kLimits.body, a.body.size());
  }

  void headOnlyEndsAtTheHead() {
    const HttpLimits limits = {1024, 4096, true};
    HttpAnswer a;
    CPPUNIT_ASSERT(parseHttpAnswer("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", false, limits, &a) ==
                   HttpParse::complete);
    CPPUNIT_ASSERT_EQUAL(std::string("9"), a.header("CONTENT-length"));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(HttpTest);

}  // namespace checks
}  // namespace sioha

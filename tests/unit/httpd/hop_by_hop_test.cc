#include "mod_sioha/httpd/hop_by_hop.h"

#include <string>

#include <cppunit/extensions/HelperMacros.h>

namespace sioha {
namespace httpd {

class HopByHopTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(HopByHopTest);
  CPPUNIT_TEST(knowsWhatEndsAtEachHop);
  CPPUNIT_TEST(letsTheOthersPass);
  CPPUNIT_TEST(aPartOfAHopByHopNameIsNone);
  CPPUNIT_TEST(connectionNamesMore);
  CPPUNIT_TEST(whatFramesOrRoutesCannotBeNamedAway);
  CPPUNIT_TEST_SUITE_END();

 public:
  void knowsWhatEndsAtEachHop() {
    const char* const names[] = {
        "Connection",          "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate",
        "Proxy-Authorization", "TE",         "Trailer",          "Upgrade",
        "Transfer-Encoding",   "Expect",     "HTTP2-Settings",   "connection",
        "TRANSFER-ENCODING",
    };
    for (const char* name : names) CPPUNIT_ASSERT_MESSAGE(name, isHopByHop(name));
  }

  void letsTheOthersPass() {
    const char* const names[] = {
        "",
        "Host",
        "Content-Length",
        "Content-Type",
        "Authorization",
        "Cookie",
        "Accept",
        "Set-Cookie",
        "Date",
        "ETag",
        "X-Connection",
        "Connection ",
        "Trailer2",
        "Trailing",
        "WWW-Authenticate",
        "TF",
        "Transfer_Encoding",
    };
    for (const char* name : names) CPPUNIT_ASSERT_MESSAGE(name, !isHopByHop(name));
  }

  void aPartOfAHopByHopNameIsNone() {
    const std::string name = "Proxy-Authorization";
    for (std::size_t size = 0; size < name.size(); ++size)
      CPPUNIT_ASSERT_MESSAGE(name.substr(0, size), !isHopByHop(Slice(name).sub(0, size)));
  }

  void connectionNamesMore() {
    struct Row {
      const char* connection;
      const char* name;
      bool named;
    };
    const Row rows[] = {
        {"X-Secret", "x-secret", true},
        {"close, X-Secret", "X-Secret", true},
        {"X-Secret,close", "X-Secret", true},
        {" ,, \tX-Secret ,", "X-Secret", true},
        {"a,b,X-Secret", "X-Secret", true},
        {"close", "X-Secret", false},
        {"", "X-Secret", false},
        {",", "X-Secret", false},
        {"X-Secret2", "X-Secret", false},
        {"X-Secre", "X-Secret", false},
        {"X-Secret;q=1", "X-Secret", false},
        {"X-Secret close", "X-Secret", false},
    };
    for (const Row& row : rows)
      CPPUNIT_ASSERT_EQUAL_MESSAGE(row.connection, row.named, isNamedBy(row.connection, row.name));
  }

  void whatFramesOrRoutesCannotBeNamedAway() {
    CPPUNIT_ASSERT(!isNamedBy("Host, Content-Length", "Host"));
    CPPUNIT_ASSERT(!isNamedBy("Host, Content-Length", "content-length"));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(HopByHopTest);

}  // namespace httpd
}  // namespace sioha

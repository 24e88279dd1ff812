#include <cstring>
#include <string>

#include <cppunit/extensions/HelperMacros.h>

#include "mod_sioha/config/log_stamp.h"
#include "mod_sioha/config/request_log_format.h"

namespace sioha {
namespace config {

class LogFormatsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(LogFormatsTest);
  CPPUNIT_TEST(stampsAsModJkDoesByDefault);
  CPPUNIT_TEST(stampsWithFractionsOfASecond);
  CPPUNIT_TEST(aStampThatDoesNotFitIsLeftOut);
  CPPUNIT_TEST(refusesWhatIsNoStamp);
  CPPUNIT_TEST(writesEachCodeOfARequestLine);
  CPPUNIT_TEST(aRequestStaysOnOneLine);
  CPPUNIT_TEST(refusesUnknownCodes);
  CPPUNIT_TEST(aFormatCutAnywhereIsTakenOrRefused);
  CPPUNIT_TEST_SUITE_END();

  static std::string stamped(const LogStamp& stamp, std::size_t room = 200) {
    struct tm when;
    std::memset(&when, 0, sizeof when);
    when.tm_year = 126;
    when.tm_mon = 10;
    when.tm_mday = 25;
    when.tm_wday = 3;
    when.tm_hour = 22;
    when.tm_min = 3;
    when.tm_sec = 9;
    char text[256];
    CPPUNIT_ASSERT(room <= sizeof text);
    return std::string(text, stamp.write(when, 4567, text, room));
  }

  static std::string stamped(const char* format) {
    const Result<LogStamp> stamp = LogStamp::parse(format);
    CPPUNIT_ASSERT_MESSAGE(stamp.error(), stamp.ok());
    return stamped(stamp.value());
  }

  static RequestLogValues values() {
    RequestLogValues v;
    v.bytes = 1234;
    v.protocol = "HTTP/1.1";
    v.method = "GET";
    v.port = 443;
    v.query = "?a=b";
    v.requestLine = "GET /x?a=b HTTP/1.1";
    v.status = 200;
    v.microseconds = 3000042;
    v.path = "/x";
    v.serverName = "name";
    v.canonicalName = "canonical";
    v.worker = "balance1";
    v.route = "n2";
    return v;
  }

  static std::string written(const char* format, const RequestLogValues& v = values()) {
    const Result<RequestLogFormat> parsed = RequestLogFormat::parse(format);
    CPPUNIT_ASSERT_MESSAGE(parsed.error(), parsed.ok());
    return parsed.value().write(v);
  }

 public:
  void stampsAsModJkDoesByDefault() {
    CPPUNIT_ASSERT_EQUAL(std::string("[Wed Nov 25 22:03:09.004 2026] "), stamped(LogStamp()));
  }

  void stampsWithFractionsOfASecond() {
    CPPUNIT_ASSERT_EQUAL(std::string("2026-11-25T22:03:09.004567 "), stamped("%Y-%m-%dT%H:%M:%S.%q "));
    CPPUNIT_ASSERT_EQUAL(std::string("004/004567/004"), stamped("%Q/%q/%Q"));
    CPPUNIT_ASSERT_EQUAL(std::string("%Q %q"), stamped("%%Q %%q"));
    CPPUNIT_ASSERT_EQUAL(std::string(), stamped(""));
    CPPUNIT_ASSERT_EQUAL(std::string("004567004567"), stamped("%q%q"));
    std::string longest;
    while (longest.size() < 62) longest += "%q";
    CPPUNIT_ASSERT_EQUAL(std::size_t(31 * 6 + 1), stamped((longest + "x").c_str()).size());
  }

  void aStampThatDoesNotFitIsLeftOut() {
    for (std::size_t room = 0; room < 31; ++room)
      CPPUNIT_ASSERT_EQUAL(std::string(), stamped(LogStamp(), room));
    CPPUNIT_ASSERT_EQUAL(std::size_t(31), stamped(LogStamp(), 31).size());
  }

  void refusesWhatIsNoStamp() {
    CPPUNIT_ASSERT_EQUAL(std::string("the format has 64 characters; write 63 at most"),
                         LogStamp::parse(std::string(64, 'x')).error());
    CPPUNIT_ASSERT(LogStamp::parse(std::string(63, 'x')).ok());
    for (const char* format : {"%", "x%", "%i", "%5Q", "%E", "a\nb"})
      CPPUNIT_ASSERT_MESSAGE(format, !LogStamp::parse(format).ok());
    CPPUNIT_ASSERT_EQUAL(
        std::string("%i is no conversion; write those of strftime, %Q (milliseconds), %q (microseconds) or %%"),
        LogStamp::parse("%i").error());
  }

  void writesEachCodeOfARequestLine() {
    CPPUNIT_ASSERT_EQUAL(
        std::string("1234 1234 HTTP/1.1 GET 443 ?a=b GET /x?a=b HTTP/1.1 200 3.000042 /x name canonical "
                    "balance1 n2"),
        written("%b %B %H %m %p %q %r %s %T %U %v %V %w %R"));
    CPPUNIT_ASSERT_EQUAL(std::string("a\tb\nc\\d%e"), written("a\\tb\\nc\\\\d%%e"));
    CPPUNIT_ASSERT_EQUAL(std::string("- 0 0.000000"), written("%b %B %T", RequestLogValues()));
    CPPUNIT_ASSERT(RequestLogFormat::parse("").value().empty());
    CPPUNIT_ASSERT(!RequestLogFormat::parse("x").value().empty());
  }

  void aRequestStaysOnOneLine() {
    RequestLogValues v = values();
    v.path = "/a\nb\x01\x7f";
    CPPUNIT_ASSERT_EQUAL(std::string("/a\\x0ab\\x01\\x7f"), written("%U", v));
  }

  void refusesUnknownCodes() {
    CPPUNIT_ASSERT_EQUAL(
        std::string("%x is no code of it; write %b %B %H %m %p %q %r %s %T %U %v %V %w %R or %%, without "
                    "modifiers"),
        RequestLogFormat::parse("%w %x").error());
    for (const char* format : {"%", "%>s", "%{X}i", "a%"})
      CPPUNIT_ASSERT_MESSAGE(format, !RequestLogFormat::parse(format).ok());
  }

  void aFormatCutAnywhereIsTakenOrRefused() {
    const std::string format("%b%%\\n%w \\\\ %R%T%");
    for (std::size_t i = 0; i <= format.size(); ++i) {
      const Result<RequestLogFormat> parsed = RequestLogFormat::parse(Slice(format).sub(0, i));
      CPPUNIT_ASSERT(parsed.ok() ? parsed.value().empty() == (i == 0) : !parsed.error().empty());
    }
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(LogFormatsTest);

}  // namespace config
}  // namespace sioha

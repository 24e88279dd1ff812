#include "mod_sioha/status/format.h"

#include <cppunit/extensions/HelperMacros.h>

#include "mod_sioha/base/clock.h"

namespace sioha {
namespace status {

class FormatTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(FormatTest);
  CPPUNIT_TEST(spellsDurations);
  CPPUNIT_TEST(spellsBytes);
  CPPUNIT_TEST(placesTheDecimalPoint);
  CPPUNIT_TEST(writesUtc);
  CPPUNIT_TEST(cleansLines);
  CPPUNIT_TEST_SUITE_END();

 public:
  void spellsDurations() {
    struct {
      std::int64_t us;
      const char* text;
    } const rows[] = {{-5, "0 s"},
                      {99999, "0 s"},
                      {100000, "0.1 s"},
                      {9999999, "9.9 s"},
                      {10900000, "10 s"},
                      {60000000, "1 min 0 s"},
                      {3599000000LL, "59 min 59 s"},
                      {3600000000LL, "1 h 0 min"},
                      {86399000000LL, "23 h 59 min"},
                      {86400000000LL, "1 d 0 h"},
                      {9007199254740991LL, "104249 d 23 h"}};
    for (const auto& row : rows)
      CPPUNIT_ASSERT_EQUAL(std::string(row.text), spellDuration(std::chrono::microseconds(row.us)));
  }

  void spellsBytes() {
    struct {
      std::uint64_t bytes;
      const char* text;
    } const rows[] = {{0, "0 B"},       {999, "999 B"},     {1000, "1.0 kB"},    {1999, "1.9 kB"},
                      {10000, "10 kB"}, {999999, "999 kB"}, {1000000, "1.0 MB"}, {~0ULL, "18 EB"}};
    for (const auto& row : rows) CPPUNIT_ASSERT_EQUAL(std::string(row.text), spellBytes(row.bytes));
  }

  void placesTheDecimalPoint() {
    CPPUNIT_ASSERT_EQUAL(std::string("0.000"), decimal(0, 3));
    CPPUNIT_ASSERT_EQUAL(std::string("0.012"), decimal(12, 3));
    CPPUNIT_ASSERT_EQUAL(std::string("12.345"), decimal(12345, 3));
    CPPUNIT_ASSERT_EQUAL(std::string("-0.500000"), decimal(-500000, 6));
  }

  void writesUtc() {
    CPPUNIT_ASSERT_EQUAL(std::string("1970-01-01T00:00:00Z"), utcTime(seconds(0)));
    CPPUNIT_ASSERT_EQUAL(std::string("2026-11-22T17:06:57Z"), utcTime(seconds(1795367217)));
  }

  void cleansLines() {
    CPPUNIT_ASSERT_EQUAL(std::string("a?b?\xEF\xBF\xBD\xC3\xA4"), cleanLine(std::string("a\x1b"
                                                                                        "b\n\xff\xC3\xA4")));
    CPPUNIT_ASSERT_EQUAL(std::size_t(2), columns("a\xC3\xA4"));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(FormatTest);

}  // namespace status
}  // namespace sioha

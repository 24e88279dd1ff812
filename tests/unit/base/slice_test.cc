#include "mod_sioha/base/slice.h"

#include <cppunit/extensions/HelperMacros.h>

namespace sioha {

class SliceTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(SliceTest);
  CPPUNIT_TEST(subStaysInside);
  CPPUNIT_TEST(findsFromAPosition);
  CPPUNIT_TEST(trimsBothEnds);
  CPPUNIT_TEST(comparesWithoutCaseButOnlyAscii);
  CPPUNIT_TEST(parsesDecimalsUpToTheirMaximum);
  CPPUNIT_TEST_SUITE_END();

 public:
  void subStaysInside() {
    const Slice s("abc");
    CPPUNIT_ASSERT(s.sub(1) == Slice("bc"));
    CPPUNIT_ASSERT(s.sub(1, 1) == Slice("b"));
    CPPUNIT_ASSERT(s.sub(3).empty());
    CPPUNIT_ASSERT(s.sub(99, Slice::npos).empty());
  }

  void findsFromAPosition() {
    const Slice s("a:b:c");
    CPPUNIT_ASSERT_EQUAL(std::size_t(1), s.find(':'));
    CPPUNIT_ASSERT_EQUAL(std::size_t(3), s.find(':', 2));
    CPPUNIT_ASSERT_EQUAL(std::size_t(Slice::npos), s.find(':', 4));
    CPPUNIT_ASSERT_EQUAL(std::size_t(Slice::npos), s.find('a', 99));
  }

  void trimsBothEnds() {
    CPPUNIT_ASSERT(Slice(" \t a b\r\n").trimmed() == Slice("a b"));
    CPPUNIT_ASSERT(Slice(" \t\r\n").trimmed().empty());
  }

  void comparesWithoutCaseButOnlyAscii() {
    CPPUNIT_ASSERT(equalsNoCase("Content-Length", "content-LENGTH"));
    CPPUNIT_ASSERT(!equalsNoCase("a", "ab"));
    CPPUNIT_ASSERT(!equalsNoCase("\xC4", "\xE4"));
  }

  void parsesDecimalsUpToTheirMaximum() {
    unsigned long long n = 0;
    CPPUNIT_ASSERT(parseDecimal("65535", 65535, &n) && n == 65535);
    CPPUNIT_ASSERT(!parseDecimal("65536", 65535, &n));
    CPPUNIT_ASSERT(!parseDecimal("", 9, &n));
    CPPUNIT_ASSERT(!parseDecimal("+1", 9, &n));
    CPPUNIT_ASSERT(!parseDecimal("1 ", 9, &n));
    CPPUNIT_ASSERT(parseDecimal("18446744073709551615", ~0ULL, &n) && n == ~0ULL);
    CPPUNIT_ASSERT(!parseDecimal("18446744073709551616", ~0ULL, &n));
    CPPUNIT_ASSERT(!parseDecimal("5", 3, &n));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(SliceTest);

}  // namespace sioha

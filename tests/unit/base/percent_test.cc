#include "mod_sioha/base/percent.h"

#include <cppunit/extensions/HelperMacros.h>

namespace sioha {

class PercentTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(PercentTest);
  CPPUNIT_TEST(readsEachByteThatItWrote);
  CPPUNIT_TEST(readsBothCases);
  CPPUNIT_TEST(refusesWhatIsCutOrNoDigit);
  CPPUNIT_TEST_SUITE_END();

 public:
  void readsEachByteThatItWrote() {
    for (int byte = 0; byte < 256; ++byte) {
      std::string text = "x";
      appendPercentEncoded(static_cast<char>(byte), &text);
      CPPUNIT_ASSERT_EQUAL(std::size_t(4), text.size());
      CPPUNIT_ASSERT_EQUAL(byte, percentDecoded(text, 1));
    }
  }

  void readsBothCases() {
    CPPUNIT_ASSERT_EQUAL(0xaf, percentDecoded("%aF", 0));
    CPPUNIT_ASSERT_EQUAL(0xfa, percentDecoded("%Fa", 0));
  }

  void refusesWhatIsCutOrNoDigit() {
    for (const char* text : {"%", "%2", "%g0", "%0g", "%/0", "%0:", "%@0", "%0`", "%-1"})
      CPPUNIT_ASSERT_EQUAL_MESSAGE(text, -1, percentDecoded(text, 0));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(PercentTest);

}  // namespace sioha

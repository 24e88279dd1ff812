#include "mod_sioha/base/json_text.h"

#include <cppunit/extensions/HelperMacros.h>

namespace sioha {
namespace {

const std::string kBad = "\xEF\xBF\xBD";

std::string inQuotes(Slice text) {
  std::string json;
  appendJsonString(&json, text);
  return json;
}

}  // namespace

class JsonTextTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(JsonTextTest);
  CPPUNIT_TEST(escapesWhatMayNotStandInAString);
  CPPUNIT_TEST(keepsWellFormedUtf8);
  CPPUNIT_TEST(replacesWhatIsNotUtf8);
  CPPUNIT_TEST_SUITE_END();

 public:
  void escapesWhatMayNotStandInAString() {
    CPPUNIT_ASSERT_EQUAL(std::string("\"\""), inQuotes(""));
    CPPUNIT_ASSERT_EQUAL(std::string("\"a\\\"b\\\\c/\""), inQuotes("a\"b\\c/"));
    CPPUNIT_ASSERT_EQUAL(std::string("\"\\u0000\\u0001\\u001f\\u007f\\n\\r\\t\""),
                         inQuotes(Slice("\0\x01\x1f\x7f\n\r\t", 7)));
    CPPUNIT_ASSERT_EQUAL(std::string("\"\\u003c\\u003e\\u0026\""), inQuotes("<>&"));
  }

  // The first and the last code point of each length, and those beside the surrogates.
  void keepsWellFormedUtf8() {
    for (const char* text : {"\x7e", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
                             "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"}) {
      CPPUNIT_ASSERT_EQUAL(std::string(text), validUtf8(text));
      CPPUNIT_ASSERT_EQUAL("\"" + std::string(text) + "\"", inQuotes(text));
    }
  }

  void replacesWhatIsNotUtf8() {
    struct {
      const char* text;
      std::string valid;
    } const rows[] = {{"\x80", kBad},
                      {"\xC2", kBad},
                      {"a\xC2z", "a" + kBad + "z"},
                      {"\xC0\x80", kBad + kBad},
                      {"\xE0\x9F\xBF", kBad + kBad + kBad},
                      {"\xED\xA0\x80", kBad + kBad + kBad},
                      {"\xE2\x82", kBad + kBad},
                      {"\xF0\x8F\xBF\xBF", kBad + kBad + kBad + kBad},
                      {"\xF4\x90\x80\x80", kBad + kBad + kBad + kBad},
                      {"\xF5z", kBad + "z"},
                      {"\xFF\xC3\xA4", kBad + "\xC3\xA4"}};
    for (const auto& row : rows) CPPUNIT_ASSERT_EQUAL(row.valid, validUtf8(row.text));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(JsonTextTest);

}  // namespace sioha

#include "mod_sioha/gateway/json_scan.h"

#include <cppunit/extensions/HelperMacros.h>

#include <memory>

namespace sioha {
namespace gateway {
namespace {

const char kObject[] =
    " {\"a\" : 1 ,\"text\":\"x\\\"}y\",\"deep\":{\"a\":2,\"list\":[{\"a\":3},\"]\"]},"
    "\"none\":null,\"neg\":-7,\"big\":9223372036854775808,\"frac\":1.5,\"last\":\"\\u00e9\\ud83d\\ude00\"}";

std::string value(Slice object, Slice key) {
  Slice found;
  return findMember(object, key, &found) ? found.str() : "absent";
}

}  // namespace

class JsonScanTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(JsonScanTest);
  CPPUNIT_TEST(findsMembersOfTheTopLevelOnly);
  CPPUNIT_TEST(decodesStrings);
  CPPUNIT_TEST(refusesBadStrings);
  CPPUNIT_TEST(readsIntegersOnly);
  CPPUNIT_TEST(neverReadsPastATruncation);
  CPPUNIT_TEST(survivesDepth);
  CPPUNIT_TEST(refusesWhatIsNoObject);
  CPPUNIT_TEST_SUITE_END();

 public:
  void findsMembersOfTheTopLevelOnly() {
    CPPUNIT_ASSERT_EQUAL(std::string("1"), value(kObject, "a"));
    CPPUNIT_ASSERT_EQUAL(std::string("\"x\\\"}y\""), value(kObject, "text"));
    CPPUNIT_ASSERT_EQUAL(std::string("{\"a\":2,\"list\":[{\"a\":3},\"]\"]}"), value(kObject, "deep"));
    CPPUNIT_ASSERT_EQUAL(std::string("null"), value(kObject, "none"));
    CPPUNIT_ASSERT_EQUAL(std::string("absent"), value(kObject, "list"));
    CPPUNIT_ASSERT_EQUAL(std::string("absent"), value(kObject, ""));
  }

  void decodesStrings() {
    std::string text;
    CPPUNIT_ASSERT(findString(kObject, "last", &text));
    CPPUNIT_ASSERT_EQUAL(std::string("\xc3\xa9\xf0\x9f\x98\x80"), text);
    CPPUNIT_ASSERT(readString("\"\\b\\f\\n\\r\\t\\/\\\\\\u0000\"", &text));
    CPPUNIT_ASSERT_EQUAL(std::string("\b\f\n\r\t/\\\0", 8), text);
    CPPUNIT_ASSERT(readString("\"\\ud83dx\\ude00\\ud83d\"", &text));
    CPPUNIT_ASSERT_EQUAL(std::string("\xEF\xBF\xBDx\xEF\xBF\xBD\xEF\xBF\xBD"), text);
    CPPUNIT_ASSERT(!findString(kObject, "a", &text));
  }

  void refusesBadStrings() {
    std::string text = "kept";
    for (const char* bad :
         {"", "\"", "x", "\"a\"b\"", "\"\\\"", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "'a'"})
      CPPUNIT_ASSERT_MESSAGE(bad, !readString(bad, &text));
    CPPUNIT_ASSERT_EQUAL(std::string("kept"), text);
  }

  void readsIntegersOnly() {
    long long number = 0;
    CPPUNIT_ASSERT(findInteger(kObject, "neg", &number) && number == -7);
    CPPUNIT_ASSERT(readInteger("9223372036854775807", &number) && number == 9223372036854775807LL);
    CPPUNIT_ASSERT(!findInteger(kObject, "big", &number));
    CPPUNIT_ASSERT(!findInteger(kObject, "frac", &number));
    CPPUNIT_ASSERT(!findInteger(kObject, "none", &number));
    CPPUNIT_ASSERT(!readInteger("-", &number) && !readInteger("", &number) && !readInteger("--1", &number));
  }

  // Each cut is copied to a block of its own size, so that a sanitizer sees one byte too many.
  void neverReadsPastATruncation() {
    const Slice whole(kObject);
    for (std::size_t size = 0; size + 1 < whole.size(); ++size) {
      std::unique_ptr<char[]> cut(new char[size ? size : 1]);
      std::memcpy(cut.get(), whole.data(), size);
      const Slice part(cut.get(), size);
      CPPUNIT_ASSERT_EQUAL(std::string("absent"), value(part, "last"));
      const std::string deep = value(part, "deep");
      CPPUNIT_ASSERT(deep == "absent" || deep == value(whole, "deep"));
      const std::string a = value(part, "a");
      CPPUNIT_ASSERT(a == "absent" || a == "1");
      std::string text;
      readString(part, &text);
      for (std::size_t from = 0; from < size; ++from) readString(part.sub(from), &text);
    }
  }

  void survivesDepth() {
    const std::string deep = "{\"x\":" + std::string(200000, '[');
    CPPUNIT_ASSERT_EQUAL(std::string("absent"), value(deep, "y"));
    const std::string closed = deep + std::string(200000, ']') + ",\"y\":1}";
    CPPUNIT_ASSERT_EQUAL(std::string("1"), value(closed, "y"));
  }

  void refusesWhatIsNoObject() {
    for (const char* bad : {"", " ", "[]", "\"y\"", "{", "{}", "{,\"y\":1}", "{\"x\":1 \"y\":1}",
                            "{\"x\" 1,\"y\":1}", "{\"x\":,\"y\":1}", "{y:1}", "{\"x\":},\"y\":1}", "<y>"})
      CPPUNIT_ASSERT_EQUAL_MESSAGE(bad, std::string("absent"), value(bad, "y"));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(JsonScanTest);

}  // namespace gateway
}  // namespace sioha

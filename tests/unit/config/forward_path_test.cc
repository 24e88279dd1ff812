#include "mod_sioha/config/forward_path.h"

#include <string>

#include <cppunit/extensions/HelperMacros.h>

#include "mod_sioha/config/auto_alias.h"

namespace sioha {
namespace config {

class ForwardPathTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ForwardPathTest);
  CPPUNIT_TEST(escapesWhatModJkEscapes);
  CPPUNIT_TEST(aPathIsTheSameAfterOneDecoding);
  CPPUNIT_TEST(compatEscapesNoMoreThanItMust);
  CPPUNIT_TEST(unsafeIsWhatASecondDecodingWouldChange);
  CPPUNIT_TEST(stripsTheSessionAndNothingElse);
  CPPUNIT_TEST(looksForStaticFilesBelowAWebApplicationOnly);
  CPPUNIT_TEST_SUITE_END();

  struct Row {
    const char* from;
    const char* expected;
  };

  static std::string decoded(const std::string& path) {
    std::string out;
    for (std::size_t i = 0; i < path.size(); ++i) {
      if (path[i] == '%' && i + 2 < path.size()) {
        out.push_back(static_cast<char>(std::stoi(path.substr(i + 1, 2), nullptr, 16)));
        i += 2;
      } else {
        out.push_back(path[i]);
      }
    }
    return out;
  }

  static std::string everyByte() {
    std::string all = "/";
    for (int i = 1; i < 256; ++i) all.push_back(static_cast<char>(i));
    return all;
  }

  static char verdict(const char* path) {
    Slice context;
    switch (autoAlias(path, &context)) {
      case AutoAlias::none: return 'n';
      case AutoAlias::look: return 'l';
      case AutoAlias::hidden: return 'h';
      case AutoAlias::forbidden: return 'f';
    }
    return '?';
  }

 public:
  void escapesWhatModJkEscapes() {
    const Row rows[] = {
        {"/app/x", "/app/x"},
        {"/~$-_.+!*'(),;:@&=/", "/~$-_.+!*'(),;:@&=/"},
        {"/a b", "/a%20b"},
        {"/a%2Fb", "/a%252Fb"},
        {"/a\"<>\\^`{|}[]#?", "/a%22%3C%3E%5C%5E%60%7B%7C%7D%5B%5D%23%3F"},
        {"/\xC3\xA4\x7f\n", "/%C3%A4%7F%0A"},
        {"", ""},
    };
    for (const Row& row : rows) {
      CPPUNIT_ASSERT_EQUAL(std::string(row.expected), escapePath(row.from));
      CPPUNIT_ASSERT_EQUAL(std::string(row.from) != row.expected, needsEscape(row.from));
    }
  }

  void aPathIsTheSameAfterOneDecoding() {
    const std::string all = everyByte();
    for (std::size_t i = 0; i <= all.size(); ++i) {
      const std::string part = all.substr(0, i);
      CPPUNIT_ASSERT_EQUAL(part, decoded(escapePath(part)));
      CPPUNIT_ASSERT_EQUAL(part, decoded(escapeLeast(part)));
    }
  }

  void compatEscapesNoMoreThanItMust() {
    const Row rows[] = {{"/a%2e%2e/b", "/a%252e%252e/b"},
                        {"/a b\t\n", "/a%20b%09%0A"},
                        {"/\xC3\xA4\"<>?#", "/\xC3\xA4\"<>?#"}};
    for (const Row& row : rows) CPPUNIT_ASSERT_EQUAL(std::string(row.expected), escapeLeast(row.from));
  }

  void unsafeIsWhatASecondDecodingWouldChange() {
    for (const char* path : {"/a%b", "/a\\b", "%", "/x/..%2f", "\\"}) CPPUNIT_ASSERT(isUnsafePath(path));
    for (const char* path : {"/a/b", "", "/a;x=1//..", "/a b"}) CPPUNIT_ASSERT(!isUnsafePath(path));
  }

  void stripsTheSessionAndNothingElse() {
    const Row rows[] = {
        {"/a.html;jsessionid=1.n1", "/a.html"},
        {"/a;jsessionid=1/b.css", "/a/b.css"},
        {"/a;jsessionid=1;v=2", "/a;v=2"},
        {"/a;v=2;jsessionid=1", "/a;v=2"},
        {"/a;jsessionid", "/a"},
        {"/a;jsessionid=;jsessionid=2/b", "/a/b"},
        {"/a;jsessionids=1", "/a;jsessionids=1"},
        {"/jsessionid=1", "/jsessionid=1"},
        {"", ""},
    };
    for (const Row& row : rows)
      CPPUNIT_ASSERT_EQUAL(std::string(row.expected), withoutSession(row.from, ";jsessionid"));
    CPPUNIT_ASSERT_EQUAL(std::string("/a/b"), withoutSession("/a;sid=7/b", ";sid="));
    CPPUNIT_ASSERT_EQUAL(std::string("/a/b"), withoutSession("/a;sid=7/b", ";sid"));
  }

  void looksForStaticFilesBelowAWebApplicationOnly() {
    const struct {
      const char* path;
      char verdict;
    } rows[] = {
        {"/", 'n'},
        {"", 'n'},
        {"/app", 'l'},
        {"/app/", 'l'},
        {"//app//logo.png", 'l'},
        {"/app/WEB-INF/web.xml", 'h'},
        {"/app/WEB-INF", 'h'},
        {"/app/web-inf/web.xml", 'h'},
        {"/app//META-INF/MANIFEST.MF", 'h'},
        {"/app/WEB-INF;x=1/web.xml", 'h'},
        {"/app/deep/META-INF/x", 'h'},
        {"/app/index.jsp", 'h'},
        {"/app/part.JSPF", 'h'},
        {"/app/index.jsp;v=1", 'h'},
        {"/app/WEB-INFO/x", 'l'},
        {"/WEB-INF/x", 'l'},
        {"/app.war", 'f'},
        {"/app.WAR", 'f'},
        {"/app.war/x", 'f'},
        {"/app/x.war", 'l'},
        {"/app/../x", 'n'},
        {"/../app/x", 'n'},
        {"/app/..;/x", 'n'},
        {"/./app", 'n'},
    };
    for (const auto& row : rows) CPPUNIT_ASSERT_EQUAL_MESSAGE(row.path, row.verdict, verdict(row.path));
    Slice context;
    autoAlias("//shop//a/b", &context);
    CPPUNIT_ASSERT_EQUAL(std::string("shop"), context.str());
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ForwardPathTest);

}  // namespace config
}  // namespace sioha

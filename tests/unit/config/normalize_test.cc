#include "mod_sioha/config/normalize.h"

#include <cppunit/extensions/HelperMacros.h>

#include "mod_sioha/config/uri_map.h"

namespace sioha {
namespace config {

class NormalizeTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(NormalizeTest);
  CPPUNIT_TEST(seesPathsAsTomcatDoes);
  CPPUNIT_TEST(refusesWhatTomcatRefuses);
  CPPUNIT_TEST(isNormalAgreesWithNormalize);
  CPPUNIT_TEST(readsASentPathAsTomcatDoes);
  CPPUNIT_TEST(noSpellingWalksAroundAMountOrAnExclusion);
  CPPUNIT_TEST_SUITE_END();

 public:
  void seesPathsAsTomcatDoes() {
    static const char* const kTable[][2] = {
        {"/", "/"},
        {"//", "/"},
        {"/.", "/"},
        {"/./", "/"},
        {"/;x", "/"},
        {"/;x/", "/"},
        {"/a", "/a"},
        {"/a/", "/a/"},
        {"/a//b", "/a/b"},
        {"/a///b//", "/a/b/"},
        {"/a/.", "/a/"},
        {"/a/./b", "/a/b"},
        {"/a/..", "/"},
        {"/a/../b", "/b"},
        {"/a/b/..", "/a/"},
        {"/a/b/../../c", "/c"},
        {"/a//../b", "/b"},
        {"/a/./../b", "/b"},
        {"/a;x", "/a"},
        {"/a;x=1;y=2/b;z", "/a/b"},
        {"/a/;x/b", "/a/b"},
        {"/;a/b", "/b"},
        {"/a/..;/b", "/b"},
        {"/a/..;x=1/b", "/b"},
        {"/a/.;x/b", "/a/b"},
        {"/a/..;x", "/"},
        {"/a/...", "/a/..."},
        {"/a/.b", "/a/.b"},
        {"/a/..b", "/a/..b"},
        {"/a/b..", "/a/b.."},
        {"/a/b.", "/a/b."},
        {"/a/%2e%2e/b", "/a/%2e%2e/b"},
        {"/a/..%2fb", "/a/..%2fb"},
        {"/a/%5c../b", "/a/%5c../b"},
    };
    for (const auto& row : kTable) {
      std::string normalized;
      CPPUNIT_ASSERT_MESSAGE(row[0], normalizePath(row[0], &normalized));
      CPPUNIT_ASSERT_EQUAL_MESSAGE(row[0], std::string(row[1]), normalized);
      CPPUNIT_ASSERT_EQUAL_MESSAGE(row[0], normalized == row[0], isNormalPath(row[0]));
      CPPUNIT_ASSERT_MESSAGE(row[1], isNormalPath(row[1]));
    }
  }

  void refusesWhatTomcatRefuses() {
    const Slice refused[] = {
        "",           "*",      "a/b",      ";",     "/..", "/../",      "/../a",    "/a/../..",
        "/a/../../b", "/..;/a", "/.;/../a", "/a\\b", "/\\", "/a/\\../b", "/a/..\\b", Slice("/a\0b", 4)};
    for (const Slice path : refused) {
      std::string normalized;
      CPPUNIT_ASSERT_MESSAGE(path.str(), !normalizePath(path, &normalized));
      CPPUNIT_ASSERT_MESSAGE(path.str(), !isNormalPath(path));
    }
  }

  /// Every path of up to 6 characters out of those that mean something.
  void isNormalAgreesWithNormalize() {
    const std::string letters = "/.;a\\";
    std::size_t normal = 0;
    for (std::size_t number = 0; number < 5 * 5 * 5 * 5 * 5 * 5; ++number) {
      std::string path = "/";
      for (std::size_t rest = number; rest != 0; rest /= 5) path += letters[rest % 5];
      std::string normalized, again;
      const bool accepted = normalizePath(path, &normalized);
      CPPUNIT_ASSERT_EQUAL_MESSAGE(path, accepted && normalized == path, isNormalPath(path));
      if (!accepted) continue;
      CPPUNIT_ASSERT_MESSAGE(path, normalizePath(normalized, &again) && again == normalized);
      if (normalized == path) ++normal;
    }
    CPPUNIT_ASSERT(normal > 100);
  }

  void readsASentPathAsTomcatDoes() {
    static const char* const kTable[][2] = {
        {"/", "/"},
        {"/a/b", "/a/b"},
        {"/a;x=%2f/b", "/a/b"},
        {"/%61/%62", "/a/b"},
        {"/a%20b", "/a b"},
        {"/a/%2e%2e/b", "/b"},
        {"/a/..;/b", "/b"},
        {"/a/b/..;/../c", "/c"},
        // A ';' that comes out of the decoding is an ordinary character.
        {"/a/..%3b/b", "/a/..;/b"},
        {"/a%3bx/b", "/a;x/b"},
        {"/a/%252e%252e/b", "/a/%2e%2e/b"},
        {"/a/..%252fb", "/a/..%2fb"},
        {"/a%25", "/a%"},
        {"/a//./b/", "/a/b/"},
        {";x/a", "/a"},
    };
    for (const auto& row : kTable) {
      std::string seen;
      CPPUNIT_ASSERT_MESSAGE(row[0], tomcatPath(row[0], &seen));
      CPPUNIT_ASSERT_EQUAL_MESSAGE(row[0], std::string(row[1]), seen);
    }
    static const char* const kRefused[] = {"",       "a",     "/a%2fb", "/a%2Fb", "/a%5cb", "/a\\b", "/a%00",
                                           "/a%",    "/a%2",  "/a%zz",  "/..",    "/a/../..", "/..;/a",
                                           "/%2e%2e", "*",    ";",      "/a/%2e%2e/%2e%2e/b"};
    for (const char* row : kRefused) {
      std::string seen;
      CPPUNIT_ASSERT_MESSAGE(row, !tomcatPath(row, &seen));
    }
  }

  /// The spellings of CVE-2014-8111, CVE-2018-11759, CVE-2007-0450 and CVE-2007-1860, as httpd
  /// hands them over: decoded once.
  void noSpellingWalksAroundAMountOrAnExclusion() {
    std::vector<MountRule> rules;
    static const char* const kRules[][2] = {{"/app/*", "w"}, {"!/app/priv/*", "w"}, {"/status", "s"}};
    for (const auto& row : kRules) rules.push_back(parseMount(row[0], row[1], "t", 1).value()[0]);
    const UriMap map(rules);
    static const char* const kTable[][2] = {
        {"/app/x", "w"},
        {"/app/priv/x", "-"},
        {"/app//priv/x", "-"},
        {"/app/./priv/x", "-"},
        {"/app/x/../priv/x", "-"},
        {"/app/;a/priv/x", "-"},
        {"/app/priv;x/y", "-"},
        {"/app/x/..;/priv/x", "-"},
        {"//app/x", "w"},
        {"/;x/app/x", "w"},
        {"/x/../app/y", "w"},
        {"/app;v=1/x", "w"},
        {"/status;", "s"},
        {"/status;x=1", "s"},
        {"/status/", "-"},
        {"/app/..;/manager/html", "-"},
        {"/app/../manager", "-"},
        {"/app/../../etc", "400"},
        {"/app/\\../manager", "400"},
        {"/app/..\\manager", "400"},
        // What httpd leaves encoded goes out encoded once more: one file name to Tomcat.
        {"/app/..%2fmanager", "w"},
        {"/app/%2e%2e/manager", "w"},
        {"/app/%5c../manager", "w"},
    };
    for (const auto& row : kTable) {
      std::string normalized;
      std::string got = "400";
      if (normalizePath(row[0], &normalized)) {
        const MountRule* rule = map.find(normalized);
        got = rule ? rule->worker : "-";
      }
      CPPUNIT_ASSERT_EQUAL_MESSAGE(row[0], std::string(row[1]), got);
    }
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(NormalizeTest);

}  // namespace config
}  // namespace sioha

#include "mod_sioha/httpd/session_route.h"

#include <string>
#include <vector>

#include <cppunit/extensions/HelperMacros.h>

namespace sioha {
namespace httpd {

class SessionRouteTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(SessionRouteTest);
  CPPUNIT_TEST(findsTheSessionInThePath);
  CPPUNIT_TEST(aPathCutAnywhereGivesAPartOfTheSessionOrNothing);
  CPPUNIT_TEST(stepsThroughAllCookiesOfTheName);
  CPPUNIT_TEST(readsHostileCookieHeaders);
  CPPUNIT_TEST(theRouteFollowsTheFirstDot);
  CPPUNIT_TEST_SUITE_END();

  static std::string session(const char* path) { return sessionInPath(path, ";jsessionid").str(); }

  /// The values, each followed by '|'.
  static std::string cookies(Slice header) {
    CookieValues values(header, "JSESSIONID");
    std::string all;
    for (Slice value; values.next(&value);) all += value.str() + "|";
    return all;
  }

  struct Row {
    const char* from;
    const char* expected;
  };

 public:
  void findsTheSessionInThePath() {
    const Row rows[] = {
        {"/im/x;jsessionid=AB.machine2", "AB.machine2"},
        {"/im;jsessionid=AB.m1/x.jsp", "AB.m1"},
        {"/im;jsessionid=AB.m1;v=2", "AB.m1"},
        {"/im;v=2;jsessionid=AB.m1", "AB.m1"},
        {"/im;jsessionid=AB.m1?jsessionid=CD.m2", "AB.m1"},
        {"/a;jsessionid=AB.m1/b;jsessionid=CD.m2", "AB.m1"},
        {"/im;jsessionid=A=B.m1", "A=B.m1"},
        {"/im;jsessionid=", ""},
        {"/im;jsessionid", ""},
        {"/im;jsessionids=AB.m1", ""},
        {"/im;JSESSIONID=AB.m1", ""},
        {"/im;xjsessionid=AB.m1", ""},
        {"/im/jsessionid=AB.m1", ""},
        {";;;jsessionid=AB.m1", "AB.m1"},
        {";", ""},
        {"", ""},
    };
    for (const Row& row : rows)
      CPPUNIT_ASSERT_EQUAL_MESSAGE(row.from, std::string(row.expected), session(row.from));
  }

  void aPathCutAnywhereGivesAPartOfTheSessionOrNothing() {
    const std::string whole = "/im;jsessionid=AB.m1";
    const std::size_t start = whole.find('=') + 1;
    for (std::size_t size = 1; size <= whole.size(); ++size) {
      const std::string expected = size > start ? whole.substr(start, size - start) : std::string();
      // Not one byte more on the heap: a sanitizer sees a read behind the end.
      const std::vector<char> cut(whole.begin(), whole.begin() + size);
      CPPUNIT_ASSERT_EQUAL(expected, sessionInPath(Slice(cut.data(), size), ";jsessionid").str());
    }
  }

  void stepsThroughAllCookiesOfTheName() {
    const Row rows[] = {
        {"JSESSIONID=AB.m1", "AB.m1|"},
        {"a=b; JSESSIONID=AB.m1; c=d", "AB.m1|"},
        {"JSESSIONID=AB.m1; JSESSIONID=CD.m2", "AB.m1|CD.m2|"},
        {"JSESSIONID=AB.m1;JSESSIONID=CD.m2", "AB.m1|CD.m2|"},
        {"a=b, JSESSIONID=AB.m1", "AB.m1|"},
        {"JSESSIONID=AB.m1, JSESSIONID=CD.m2", "AB.m1|CD.m2|"},
        {"JSESSIONID=\"AB.m1\"", "AB.m1|"},
        {"JSESSIONID=\"\"", "|"},
        {"JSESSIONID=\"", "\"|"},
        {"JSESSIONID = AB.m1 ", "AB.m1|"},
        {"JSESSIONID=A=B", "A=B|"},
        {"JSESSIONID=", "|"},
    };
    for (const Row& row : rows)
      CPPUNIT_ASSERT_EQUAL_MESSAGE(row.from, std::string(row.expected), cookies(row.from));
  }

  void readsHostileCookieHeaders() {
    const char* const rows[] = {
        "",
        ";",
        ";;;",
        "=",
        ";=;",
        "JSESSIONID",
        "jsessionid=AB.m1",
        "XJSESSIONID=AB.m1",
        "JSESSIONIDX=AB.m1",
        "=JSESSIONID",
        "a=JSESSIONID=AB.m1",
        ",,,",
        ",",
    };
    for (const char* row : rows) CPPUNIT_ASSERT_EQUAL_MESSAGE(row, std::string(), cookies(row));
    CPPUNIT_ASSERT_EQUAL(std::string("AB.m1|"), cookies(std::string(10000, ';') + "JSESSIONID=AB.m1"));
  }

  void theRouteFollowsTheFirstDot() {
    const Row rows[] = {
        {"AB.machine2", "machine2"}, {"AB.a.b", "a.b"}, {"AB", ""}, {"AB.", ""}, {".m1", "m1"}, {"", ""},
    };
    for (const Row& row : rows)
      CPPUNIT_ASSERT_EQUAL_MESSAGE(row.from, std::string(row.expected), routeOf(row.from).str());
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(SessionRouteTest);

}  // namespace httpd
}  // namespace sioha

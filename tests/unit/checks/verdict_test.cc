#include "keepalived-checks/common/verdict.h"

#include <cppunit/extensions/HelperMacros.h>

#include "keepalived-checks/common/format.h"

namespace sioha {
namespace checks {

class VerdictTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(VerdictTest);
  CPPUNIT_TEST(costsAddUpAndStopAtZero);
  CPPUNIT_TEST(aFailureTakesAllPoints);
  CPPUNIT_TEST(theWorstIsSaidFirst);
  CPPUNIT_TEST(aSentenceStaysOneBoundedLine);
  CPPUNIT_TEST(exitsZeroOrOneUnlessAskedOtherwise);
  CPPUNIT_TEST(rendersEachFormat);
  CPPUNIT_TEST(nagiosTextHoldsNoBar);
  CPPUNIT_TEST(jsonIsAlwaysUtf8);
  CPPUNIT_TEST_SUITE_END();

 public:
  void costsAddUpAndStopAtZero() {
    Verdict v;
    CPPUNIT_ASSERT_EQUAL(100u, v.score());
    v.warn(30, "a");
    v.warn(50, "b");
    CPPUNIT_ASSERT_EQUAL(20u, v.score());
    v.warn(50, "c");
    CPPUNIT_ASSERT_EQUAL(0u, v.score());
    CPPUNIT_ASSERT(!v.hasFailure());
    CPPUNIT_ASSERT(!v.passes(1));
    CPPUNIT_ASSERT(v.passes(0));
  }

  void aFailureTakesAllPoints() {
    Verdict v;
    v.note("fine");
    CPPUNIT_ASSERT(v.passes(100));
    v.fail("gone");
    CPPUNIT_ASSERT_EQUAL(0u, v.score());
    CPPUNIT_ASSERT(!v.passes(0));
  }

  void theWorstIsSaidFirst() {
    Verdict v;
    v.note("n");
    v.warn(1, "w");
    v.fail("f");
    CPPUNIT_ASSERT_EQUAL(std::string("f; w; n"), v.summary());
    CPPUNIT_ASSERT(!Verdict().summary().empty());
  }

  void aSentenceStaysOneBoundedLine() {
    Verdict v;
    v.fail(std::string("a\nb\x1b[0m") + std::string(5000, 'x'));
    CPPUNIT_ASSERT(v.summary().find('\n') == std::string::npos);
    CPPUNIT_ASSERT(v.summary().find('\x1b') == std::string::npos);
    CPPUNIT_ASSERT(v.summary().size() < 420);
  }

  void exitsZeroOrOneUnlessAskedOtherwise() {
    Verdict good, weak, bad;
    weak.warn(63, "w");
    bad.fail("f");
    const struct { const Verdict* verdict; ExitStyle style; int code; } rows[] = {
        {&good, ExitStyle::plain, 0},         {&weak, ExitStyle::plain, 0},       {&bad, ExitStyle::plain, 1},
        {&good, ExitStyle::miscDynamic, 102}, {&weak, ExitStyle::miscDynamic, 39}, {&bad, ExitStyle::miscDynamic, 1},
        {&good, ExitStyle::nagios, 0},        {&weak, ExitStyle::nagios, 1},      {&bad, ExitStyle::nagios, 2}};
    for (const auto& row : rows) CPPUNIT_ASSERT_EQUAL(row.code, exitCode(*row.verdict, 1, row.style));
    CPPUNIT_ASSERT_EQUAL(1, exitCode(weak, 50, ExitStyle::plain));
  }

  void rendersEachFormat() {
    Verdict v;
    v.warn(10, "slow \"x\"");
    v.measure("age", 2.5, "s");
    const struct { Format format; const char* text; } rows[] = {
        {Format::text, "c: WARNING 90: slow \"x\"\n"},
        {Format::json,
         "{\"check\":\"c\",\"pass\":true,\"score\":90,\"state\":\"WARNING\",\"findings\":[{\"severity\":\"warning\","
         "\"cost\":10,\"text\":\"slow \\\"x\\\"\"}],\"metrics\":{\"age\":2.5}}\n"},
        {Format::nagios, "c WARNING - slow \"x\" | 'score'=90;;1:;0;100 'age'=2.5s\n"},
        {Format::haproxy, "up 90%\n"}};
    for (const auto& row : rows) CPPUNIT_ASSERT_EQUAL(std::string(row.text), render("c", v, 1, row.format));
    const std::string p = render("c", v, 1, Format::prometheus);
    CPPUNIT_ASSERT(p.find("\nsioha_check_score{check=\"c\"} 90\n") != std::string::npos);
    CPPUNIT_ASSERT(p.find("\nsioha_check_value{check=\"c\",name=\"age\"} 2.5\n") != std::string::npos);
    const std::string q = render("c.\"\\|", v, 1, Format::prometheus);
    CPPUNIT_ASSERT_MESSAGE(q, q.find("\nsioha_check_score{check=\"c.\\\"\\\\|\"} 90\n") != std::string::npos);
    CPPUNIT_ASSERT_EQUAL(std::string("c./ WARNING - slow \"x\" | "),
                         render("c.|", v, 1, Format::nagios).substr(0, 25));
    v.fail("gone");
    CPPUNIT_ASSERT_EQUAL(std::string("down #gone; slow \"x\"\n"), render("c", v, 1, Format::haproxy));
  }

  void nagiosTextHoldsNoBar() {
    Verdict v;
    v.fail("a|b");
    CPPUNIT_ASSERT_EQUAL(std::string("c CRITICAL - a/b | 'score'=0;;1:;0;100\n"), render("c", v, 1, Format::nagios));
  }

  void jsonIsAlwaysUtf8() {
    const struct { const char* in; const char* out; } rows[] = {
        {"\xC3\xA4", "\"\xC3\xA4\""},      {"\xC3", "\"\\ufffd\""},
        {"\xC0\xAF", "\"\\ufffd\\ufffd\""}, {"\xED\xA0\x80", "\"\\ufffd\\ufffd\\ufffd\""},
        {"\xF0\x9F\x98\x80", "\"\xF0\x9F\x98\x80\""}, {"\x01", "\"\\u0001\""}, {"\\", "\"\\\\\""}};
    for (const auto& row : rows) CPPUNIT_ASSERT_EQUAL(std::string(row.out), jsonString(row.in));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(VerdictTest);

}  // namespace checks
}  // namespace sioha

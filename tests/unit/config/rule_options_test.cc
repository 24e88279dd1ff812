#include "mod_sioha/config/rule_options.h"

#include <cppunit/extensions/HelperMacros.h>

#include "mod_sioha/config/uri_map.h"
#include "mod_sioha/config/workers.h"
#include "tests/unit/config/config_fakes.h"

namespace sioha {
namespace config {

class RuleOptionsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(RuleOptionsTest);
  CPPUNIT_TEST(aRuleWithoutExtensionsSaysNothing);
  CPPUNIT_TEST(readsAllTwelve);
  CPPUNIT_TEST(aSessionPathMayBeginWithASemicolon);
  CPPUNIT_TEST(zeroIsNoReplyTimeout);
  CPPUNIT_TEST(readsStatusLists);
  CPPUNIT_TEST(everyBadValueIsOneSentence);
  CPPUNIT_TEST(anExclusionWithExtensionsIsWarnedOf);
  CPPUNIT_TEST(aTruncatedRuleIsReadOrRefused);
  CPPUNIT_TEST_SUITE_END();

  typedef RuleOptions::Choice Choice;

  static RuleOptions read(const std::string& text) {
    RuleOptions options;
    CPPUNIT_ASSERT_EQUAL(std::string(), parseRuleOptions(text, "c:1", &options));
    return options;
  }

  static std::string all(const std::vector<std::string>& words) { return join(words); }

 public:
  void aRuleWithoutExtensionsSaysNothing() {
    const RuleOptions options = read(" ; ;");
    CPPUNIT_ASSERT(options.names.empty() && options.replyTimeout < Duration(0) && !options.hasActivation());
    CPPUNIT_ASSERT(options.setSessionCookie == Choice::unset && options.serverErrorsFrom == 0);
  }

  void readsAllTwelve() {
    const RuleOptions options =
        read("reply_timeout = 500 ;sticky_ignore=1;stateless=on;active=a,b;disabled=c;stopped=d e;"
             "fail_on_status=-404,500;use_server_errors=500;session_cookie=SID;session_path=sid;"
             "set_session_cookie=1;session_cookie_path=/app");
    CPPUNIT_ASSERT_EQUAL(std::size_t(12), options.names.size());
    CPPUNIT_ASSERT(options.replyTimeout == milliseconds(500) && !options.replyTimeoutIsZero);
    CPPUNIT_ASSERT(options.stickyIgnore && options.stateless && options.hasActivation());
    CPPUNIT_ASSERT_EQUAL(std::string("a\nb"), all(options.active));
    CPPUNIT_ASSERT_EQUAL(std::string("c"), all(options.disabled));
    CPPUNIT_ASSERT_EQUAL(std::string("d\ne"), all(options.stopped));
    CPPUNIT_ASSERT_EQUAL(-404, options.failOnStatus[0]);
    CPPUNIT_ASSERT_EQUAL(500, options.failOnStatus[1]);
    CPPUNIT_ASSERT_EQUAL(500u, options.serverErrorsFrom);
    CPPUNIT_ASSERT_EQUAL(std::string("SID ;sid /app"), options.sessionCookie + " " + options.sessionPath +
                                                          " " + options.sessionCookiePath);
    CPPUNIT_ASSERT(options.setSessionCookie == Choice::on);
    const RuleOptions off = read("sticky_ignore=0;stateless=off;set_session_cookie=0;use_server_errors=0");
    CPPUNIT_ASSERT(!off.stickyIgnore && !off.stateless && off.setSessionCookie == Choice::off);
    CPPUNIT_ASSERT_EQUAL(0u, off.serverErrorsFrom);
  }

  void aSessionPathMayBeginWithASemicolon() {
    CPPUNIT_ASSERT_EQUAL(std::string(";jsid"), read("session_path=;jsid").sessionPath);
    const RuleOptions more = read("session_path=;jsid;stateless=1");
    CPPUNIT_ASSERT(more.sessionPath == ";jsid" && more.stateless);
  }

  void zeroIsNoReplyTimeout() {
    const MountRule rule = parseMount("/a", "w;reply_timeout=0", "c", 4).value()[0];
    CPPUNIT_ASSERT(rule.options.replyTimeout == Member().replyTimeout);
    CPPUNIT_ASSERT_EQUAL(std::string("c:4: reply_timeout=0 would wait for ever: 60000 ms is used."),
                         join(mountWarnings(rule)));
  }

  void readsStatusLists() {
    static const struct {
      const char* text;
      std::size_t count;
    } kTable[] = {{"404", 1},  {"404,-500", 2}, {" 100 , 999 ", 2}, {"", 0},      {",", 0},
                  {"99", 0},   {"1000", 0},     {"--404", 0},       {"+404", 0},  {"404;500", 0},
                  {"4o4", 0},  {"-", 0},        {"404,", 1},        {"404,x", 0}, {"0x190", 0}};
    for (const auto& row : kTable) {
      std::vector<int> statuses;
      CPPUNIT_ASSERT_EQUAL_MESSAGE(row.text, row.count > 0, parseStatusList(row.text, &statuses));
      CPPUNIT_ASSERT_EQUAL_MESSAGE(row.text, row.count, statuses.size());
    }
  }

  void everyBadValueIsOneSentence() {
    static const char* const kTable[][2] = {
        {"reply_timeout=1s",
         "c:1: the rule extension 'reply_timeout=1s' is not understood: write a number of milliseconds."},
        {"reply_timeout=-1",
         "c:1: the rule extension 'reply_timeout=-1' is not understood: write a number of milliseconds."},
        {"sticky_ignore=maybe",
         "c:1: the rule extension 'sticky_ignore=maybe' is not understood: write 1 or 0."},
        {"fail_on_status=x",
         "c:1: the rule extension 'fail_on_status=x' is not understood: write statuses such as 503,-404."},
        {"use_server_errors=399",
         "c:1: the rule extension 'use_server_errors=399' is not understood: write a status from 400 on, or 0."},
        {"active=,", "c:1: the rule extension 'active=,' is not understood: "
                     "write names of members, with ',' between them."},
        {"session_cookie=a b", "c:1: the rule extension 'session_cookie=a b' is not understood: "
                               "write one word without blanks, commas and quotes."},
        {"session_cookie=SID=x", "c:1: the rule extension 'session_cookie=SID=x' is not understood: "
                                 "write the cookie's name alone, without '='."},
        {"session_path=;", "c:1: the rule extension 'session_path' has no value: write one, or remove it."},
        {"session_path=;;", "c:1: the rule extension 'session_path=;' is not understood: "
                            "write the name behind the ';'."},
        {"stateless=1;stateless=0",
         "c:1: the rule extension 'stateless' stands twice: remove one of the two."},
        {"stateless", "c:1: 'stateless' has no '=': write worker;name=value."},
        {"stateles=1", "c:1: 'stateles' is no rule extension: did you mean 'stateless'?"},
        {"colour=red", "c:1: 'colour' is no rule extension: remove it."},
    };
    for (const auto& row : kTable) {
      RuleOptions options;
      CPPUNIT_ASSERT_EQUAL(std::string(row[1]), parseRuleOptions(row[0], "c:1", &options));
    }
  }

  void anExclusionWithExtensionsIsWarnedOf() {
    CPPUNIT_ASSERT_EQUAL(
        std::string("c:4: an exclusion sends nothing anywhere: the rule extension 'stateless' has no effect."),
        join(mountWarnings(parseMount("!/a", "*;stateless=1", "c", 4).value()[0])));
    CPPUNIT_ASSERT(mountWarnings(parseMount("/a", "w;stateless=1", "c", 4).value()[0]).empty());
  }

  void aTruncatedRuleIsReadOrRefused() {
    const std::string whole = "session_path=;jsid;fail_on_status=-404,500;active=a,b;use_server_errors=500";
    std::size_t refused = 0;
    for (std::size_t size = 0; size <= whole.size(); ++size) {
      RuleOptions options;
      const std::string wrong = parseRuleOptions(whole.substr(0, size), "c:1", &options);
      if (wrong.empty()) continue;
      ++refused;
      CPPUNIT_ASSERT_EQUAL(std::string("c:1: "), wrong.substr(0, 5));
    }
    CPPUNIT_ASSERT(refused > 20 && refused < whole.size());
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(RuleOptionsTest);

}  // namespace config
}  // namespace sioha

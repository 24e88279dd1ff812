#include "mod_sioha/config/uri_map.h"

#include <cppunit/extensions/HelperMacros.h>

#include "tests/unit/config/config_fakes.h"

namespace sioha {
namespace config {

class UriMapTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(UriMapTest);
  CPPUNIT_TEST(wildcardsMatchAsTheyDoInModJk);
  CPPUNIT_TEST(aHostileWildcardTakesPolynomialTime);
  CPPUNIT_TEST(aBarStandsForTwoRules);
  CPPUNIT_TEST(readsPrefixesAndExtensions);
  CPPUNIT_TEST(everyMistakeIsOneSentenceWithItsPlace);
  CPPUNIT_TEST(theMoreSpecificRuleWins);
  CPPUNIT_TEST(equalRulesKeepTheirOrderAndSourcesTheirRank);
  CPPUNIT_TEST(anExclusionLeavesNoSecondBest);
  CPPUNIT_TEST(disabledRulesDoNotMatch);
  CPPUNIT_TEST(longPathsAreMapped);
  CPPUNIT_TEST(aCopyOutlivesItsOriginal);
  CPPUNIT_TEST(readsAMountFile);
  CPPUNIT_TEST(aTruncatedMountFileIsReadOrRefused);
  CPPUNIT_TEST_SUITE_END();

  static std::vector<MountRule> mount(const std::string& text) {
    const Result<std::vector<MountRule>> rules = parseMountFile(text, "m.properties");
    CPPUNIT_ASSERT_EQUAL_MESSAGE(text, std::string(), rules.error());
    return rules.value();
  }

  static std::string worker(const UriMap& map, const std::string& path) {
    const MountRule* rule = map.find(path);
    return rule ? rule->worker : "-";
  }

 public:
  void wildcardsMatchAsTheyDoInModJk() {
    static const struct {
      const char* pattern;
      const char* text;
      bool matches;
    } kTable[] = {
        {"", "", true},
        {"", "a", false},
        {"*", "", true},
        {"*", "/a/b", true},
        {"?", "", false},
        {"?", "a", true},
        {"?", "ab", false},
        {"/a?c", "/abc", true},
        {"/a?c", "/a/c", true},
        {"/a?c", "/ac", false},
        {"/a*", "/a", true},
        {"/a*c", "/abcbc", true},
        {"/a*c", "/abcb", false},
        {"*.jsp", "/x/y.jsp", true},
        {"*.jsp", "/x/y.jspx", false},
        {"/a*b*c", "/a1b2c", true},
        {"/a*b*c", "/a1c2b", false},
        {"**", "x", true},
        {"*?", "", false},
        {"?*", "x", true},
        {"/A", "/a", false},
    };
    for (const auto& row : kTable)
      CPPUNIT_ASSERT_EQUAL_MESSAGE(std::string(row.pattern) + " " + row.text, row.matches,
                                   matchesWildcard(row.pattern, row.text));
  }

  void aHostileWildcardTakesPolynomialTime() {
    std::string pattern;
    for (int i = 0; i < 40; ++i) pattern += "*a";
    CPPUNIT_ASSERT(!matchesWildcard(pattern + "b", std::string(4000, 'a')));
  }

  void aBarStandsForTwoRules() {
    const std::vector<MountRule> rules = parseMount("/api|/*", "w", "c", 1).value();
    CPPUNIT_ASSERT_EQUAL(std::size_t(2), rules.size());
    CPPUNIT_ASSERT_EQUAL(std::string("/api"), rules[0].pattern);
    CPPUNIT_ASSERT_EQUAL(std::string("/api/*"), rules[1].pattern);
    const UriMap map(rules);
    CPPUNIT_ASSERT_EQUAL(std::string("w"), worker(map, "/api"));
    CPPUNIT_ASSERT_EQUAL(std::string("w"), worker(map, "/api/x/y"));
    CPPUNIT_ASSERT_EQUAL(std::string("-"), worker(map, "/apix"));
    CPPUNIT_ASSERT_EQUAL(std::string("-"), worker(map, "/ap"));
    CPPUNIT_ASSERT_EQUAL(std::string("/ab|c"), parseMount("/a|b|c", "w", "c", 1).value()[1].pattern);
  }

  void readsPrefixesAndExtensions() {
    const std::vector<MountRule> rules = parseMount(" -!/a|b ", " * ", "c", 4).value();
    for (const MountRule& rule : rules) CPPUNIT_ASSERT(rule.exclude && rule.disabled && rule.line == 4);
    CPPUNIT_ASSERT_EQUAL(std::string("*"), rules[1].worker);
    const MountRule rule = parseMount("*.jsp", "w; reply_timeout = 500 ;stateless=1;", "c", 4).value()[0];
    CPPUNIT_ASSERT(!rule.exclude && !rule.disabled && rule.source == MountSource::directive);
    CPPUNIT_ASSERT_EQUAL(std::string("w"), rule.worker);
    CPPUNIT_ASSERT_EQUAL(std::string("reply_timeout\nstateless"), join(rule.options.names));
    CPPUNIT_ASSERT(rule.options.replyTimeout == milliseconds(500) && rule.options.stateless);
  }

  void everyMistakeIsOneSentenceWithItsPlace() {
    static const char* const kTable[][3] = {
        {"api", "w", "c:1: the pattern 'api' does not begin with '/': write a path such as /api/*."},
        {"", "w", "c:1: the pattern '' does not begin with '/': write a path such as /api/*."},
        {"!", "w", "c:1: the pattern '!' does not begin with '/': write a path such as /api/*."},
        {"!!/a", "w", "c:1: the pattern '!!/a' does not begin with '/': write a path such as /api/*."},
        {"!-/a", "w",
         "c:1: '!-/a' has its prefixes the wrong way round: write '-!' for a disabled exclusion."},
        {"/a", "", "c:1: '' does not begin with a worker's name: write one from worker.list."},
        {"/a", ";reply_timeout=1",
         "c:1: ';reply_timeout=1' does not begin with a worker's name: write one from worker.list."},
        {"/a", "a b", "c:1: 'a b' does not begin with a worker's name: write one from worker.list."},
        {"/a", "*", "c:1: '*' means every worker and goes with exclusions only: name one worker."},
        {"/a", "w;stateless", "c:1: 'stateless' has no '=': write worker;name=value."},
        {"/a", "w;stateles=1", "c:1: 'stateles' is no rule extension: did you mean 'stateless'?"},
    };
    for (const auto& row : kTable)
      CPPUNIT_ASSERT_EQUAL(std::string(row[2]), parseMount(row[0], row[1], "c", 1).error());
  }

  void theMoreSpecificRuleWins() {
    const UriMap map(mount("/*=root\n/a/*=a\n/a/b/*=ab\n/a/bcdef*=long\n*.jsp=jsp\n/a/b/c?d=q\n"));
    static const char* const kTable[][2] = {
        {"/", "root"},     {"/x", "root"},      {"/x.jsp", "root"}, {"/a", "root"},
        {"/a/x", "a"},     {"/a/b", "a"},       {"/a/b/x", "ab"},   {"/a/bcdefg", "long"},
        {"/a/b/cxd", "q"}, {"/a/b/cxde", "ab"}, {"x.jsp", "jsp"},
    };
    for (const auto& row : kTable)
      CPPUNIT_ASSERT_EQUAL_MESSAGE(row[0], std::string(row[1]), worker(map, row[0]));
  }

  void equalRulesKeepTheirOrderAndSourcesTheirRank() {
    CPPUNIT_ASSERT_EQUAL(std::string("first"), worker(UriMap(mount("/a/*=first\n/a/*=second\n")), "/a/x"));
    std::vector<MountRule> rules = parseMount("/a/*", "directive", "c", 1).value();
    rules.push_back(rules[0]);
    rules[0].source = MountSource::worker;
    rules[0].worker = "property";
    CPPUNIT_ASSERT_EQUAL(std::string("directive"), worker(UriMap(rules), "/a/x"));
    rules.push_back(mount("/a/*=file\n")[0]);
    CPPUNIT_ASSERT_EQUAL(std::string("file"), worker(UriMap(rules), "/a/x"));
  }

  void anExclusionLeavesNoSecondBest() {
    const UriMap map(mount("/*=root\n/a/*=w\n!/a/no/*=w\n!/a/all*=*\n!/other=root\n!*.gif=*\n"));
    static const char* const kTable[][2] = {
        {"/a/yes", "w"}, {"/a/no/x", "-"},    {"/a/no", "w"},  {"/a/all", "-"},
        {"/other", "-"}, {"/others", "root"}, {"/x.gif", "-"}, {"/a/x.gif", "-"},
    };
    for (const auto& row : kTable)
      CPPUNIT_ASSERT_EQUAL_MESSAGE(row[0], std::string(row[1]), worker(map, row[0]));
    // Another worker's exclusion says nothing about this one.
    CPPUNIT_ASSERT_EQUAL(std::string("w"), worker(UriMap(mount("/a/*=w\n!/a/x=v\n")), "/a/x"));
  }

  void disabledRulesDoNotMatch() {
    const UriMap map(mount("-/a/*=w\n/b/*=w\n-!/b/x=w\n"));
    CPPUNIT_ASSERT_EQUAL(std::string("-"), worker(map, "/a/x"));
    CPPUNIT_ASSERT_EQUAL(std::string("w"), worker(map, "/b/x"));
    CPPUNIT_ASSERT_EQUAL(std::size_t(3), map.rules().size());
    CPPUNIT_ASSERT(!map.empty());
    CPPUNIT_ASSERT(UriMap().empty() && UriMap().find("/") == nullptr);
  }

  /// CVE-2007-0774, and mod_jk's unmapped paths above 4095 bytes.
  void longPathsAreMapped() {
    const UriMap map(mount("/a/*=w\n/b/*.x=v\n"));
    for (const std::size_t size : {4094u, 4095u, 4096u, 4097u, 65535u}) {
      const std::string tail(size, 'y');
      CPPUNIT_ASSERT_EQUAL(std::string("w"), worker(map, "/a/" + tail));
      CPPUNIT_ASSERT_EQUAL(std::string("-"), worker(map, "/b/" + tail));
      CPPUNIT_ASSERT_EQUAL(std::string("v"), worker(map, "/b/" + tail + ".x"));
    }
  }

  void aCopyOutlivesItsOriginal() {
    UriMap copy;
    {
      const UriMap original(mount("/a/*=w\n"));
      copy = original;
    }
    CPPUNIT_ASSERT_EQUAL(std::string("w"), worker(copy, "/a/x"));
    CPPUNIT_ASSERT(copy.find("/a/x") == &copy.rules()[0]);
  }

  void readsAMountFile() {
    const std::vector<MountRule> rules = mount("# rules\r\n/a|/* = w # c\r\n\r\n!/a/x=*");
    CPPUNIT_ASSERT_EQUAL(std::size_t(3), rules.size());
    CPPUNIT_ASSERT_EQUAL(std::string("m.properties:4"), where(rules[2].file, rules[2].line));
    CPPUNIT_ASSERT(rules[0].source == MountSource::file);
    CPPUNIT_ASSERT_EQUAL(std::string("m.properties:2: '/a' has no '=': write pattern=worker."),
                         parseMountFile("\n/a\n", "m.properties").error());
    CPPUNIT_ASSERT(!parseMountFile(Slice("/a=w\0", 5), "m.properties").ok());
    CPPUNIT_ASSERT(!parseMountFile("/a=" + std::string(9000, 'w'), "m.properties").ok());
  }

  void aTruncatedMountFileIsReadOrRefused() {
    const std::string whole =
        "/api|/*=balance1;reply_timeout=1000;stateless=1 # c\r\n-!/x?y*=*\n!/api/no=balance1\n*.jsp=w\n";
    std::size_t read = 0, refused = 0;
    for (std::size_t size = 0; size <= whole.size(); ++size) {
      const Result<std::vector<MountRule>> rules = parseMountFile(whole.substr(0, size), "m.properties");
      rules.ok() ? ++read : ++refused;
      if (rules.ok()) UriMap(rules.value()).find("/api/x");
      if (!rules.ok()) CPPUNIT_ASSERT_EQUAL(std::string("m.properties:"), rules.error().substr(0, 13));
    }
    CPPUNIT_ASSERT(read > 0 && refused > 0);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(UriMapTest);

}  // namespace config
}  // namespace sioha

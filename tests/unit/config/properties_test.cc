#include "mod_sioha/config/properties.h"

#include <cppunit/extensions/HelperMacros.h>

#include "tests/unit/config/config_fakes.h"

namespace sioha {
namespace config {

class PropertiesTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(PropertiesTest);
  CPPUNIT_TEST(readsNamesAndValuesWithTheirLines);
  CPPUNIT_TEST(takesAnyLineEndAndNone);
  CPPUNIT_TEST(putsEarlierPropertiesBeforeTheEnvironment);
  CPPUNIT_TEST(joinsListsThatVariablesReferTo);
  CPPUNIT_TEST(doesNotSearchWhatAVariableBrought);
  CPPUNIT_TEST(aLineMayHave8192Bytes);
  CPPUNIT_TEST(aValueCannotGrowWithoutLimit);
  CPPUNIT_TEST(everyMistakeNamesItsLine);
  CPPUNIT_TEST(readsOneLineFromElsewhere);
  CPPUNIT_TEST(knowsWhichPropertiesAreLists);
  CPPUNIT_TEST_SUITE_END();

  static Result<std::vector<Property>> parse(const std::string& text) {
    FakeVariables variables;
    variables.table["HOME"] = "/opt/of";
    variables.table["NESTED"] = "$(HOME)";
    return parseProperties(text, "w.properties", variables);
  }

  /// "name=value@line" for each, with ' ' between.
  static std::string shown(const std::string& text) {
    const Result<std::vector<Property>> parsed = parse(text);
    if (!parsed.ok()) return parsed.error();
    std::string all;
    for (const Property& p : parsed.value())
      all += (all.empty() ? "" : " ") + p.name + "=" + p.value + "@" + std::to_string(p.line);
    return all;
  }

 public:
  void readsNamesAndValuesWithTheirLines() {
    CPPUNIT_ASSERT_EQUAL(std::string(), shown(""));
    CPPUNIT_ASSERT_EQUAL(std::string(), shown("\n # only a comment\n \t\n"));
    CPPUNIT_ASSERT_EQUAL(std::string("a=1@2 b.c=x=y@4"), shown("# first\n \ta = 1 # why\n\nb.c\t=\t x=y \n"));
    CPPUNIT_ASSERT_EQUAL(std::string("a=@1"), shown("a="));
    CPPUNIT_ASSERT_EQUAL(std::string("a=1@1"), shown("\xEF\xBB\xBF"
                                                     "a=1"));
    CPPUNIT_ASSERT_EQUAL(std::string("w.properties:7"), where("w.properties", 7));
  }

  void takesAnyLineEndAndNone() {
    CPPUNIT_ASSERT_EQUAL(std::string("a=1@1 b=2@2"), shown("a=1\r\nb=2\r\n"));
    CPPUNIT_ASSERT_EQUAL(std::string("a=1@1 b=2@2"), shown("a=1\nb=2"));
    CPPUNIT_ASSERT_EQUAL(std::string("a=1@1"), shown("\v\fa\f=\v1\f"));
  }

  void putsEarlierPropertiesBeforeTheEnvironment() {
    CPPUNIT_ASSERT_EQUAL(std::string("a=</opt/of>@1"), shown("a=<$(HOME)>"));
    CPPUNIT_ASSERT_EQUAL(std::string("HOME=h@1 a=hh@2"), shown("HOME=h\na=$(HOME)$(HOME)"));
    CPPUNIT_ASSERT_EQUAL(std::string("x=1@1 x=2@2 a=2@3"), shown("x=1\nx=2\na=$(x)"));
    CPPUNIT_ASSERT_EQUAL(std::string("a=$ (HOME) $(HOME@1"), shown("a=$ (HOME) $(HOME"));
  }

  void joinsListsThatVariablesReferTo() {
    CPPUNIT_ASSERT_EQUAL(std::string("l.list=a@1 l.list=b@2 x=a,b@3"),
                         shown("l.list=a\nl.list=b\nx=$(l.list)"));
  }

  void doesNotSearchWhatAVariableBrought() {
    CPPUNIT_ASSERT_EQUAL(std::string("a=$(HOME)@1"), shown("a=$(NESTED)"));
  }

  void aLineMayHave8192Bytes() {
    const std::string fits = "a=" + std::string(kLongestLine - 2, 'x');
    CPPUNIT_ASSERT(parse(fits + "\nb=1\n").ok());
    CPPUNIT_ASSERT_EQUAL(
        std::string("w.properties:2: the line has 8193 bytes, at most 8192 are allowed: split it "
                    "(a list may be given in several lines)."),
        shown("b=1\n" + fits + "x"));
    CPPUNIT_ASSERT(!parse("# " + std::string(kLongestLine, 'x')).ok());
  }

  void aValueCannotGrowWithoutLimit() {
    std::string text = "v0=" + std::string(100, 'x') + "\n";
    for (int i = 1; i < 20; ++i)
      text +=
          "v" + std::to_string(i) + "=$(v" + std::to_string(i - 1) + ")$(v" + std::to_string(i - 1) + ")\n";
    CPPUNIT_ASSERT_EQUAL(
        std::string("w.properties:8: the value is longer than 8192 bytes after $(v6) is put in: "
                    "write a shorter one."),
        shown(text));
  }

  void everyMistakeNamesItsLine() {
    CPPUNIT_ASSERT_EQUAL(
        std::string(
            "w.properties:2: 'worker.a.secret' has no '=': write name=value, or '#' before a comment."),
        shown("a=1\nworker.a.secret hidden\n"));
    CPPUNIT_ASSERT_EQUAL(std::string("w.properties:1: there is no name before '=': write name=value."),
                         shown(" =x"));
    CPPUNIT_ASSERT_EQUAL(
        std::string("w.properties:1: the line has a NUL byte: write the file as plain text."),
        shown(std::string("a=b\0c", 5)));
    CPPUNIT_ASSERT_EQUAL(
        std::string("w.properties:1: $(b) is neither a property above this line nor an environment "
                    "variable: define it above, or write its value here."),
        shown("a=$(b)\nb=1"));
    std::string many = "x=1\na=";
    for (unsigned i = 0; i < kMostSubstitutions; ++i) many += "$(x)";
    CPPUNIT_ASSERT(parse(many).ok());
    CPPUNIT_ASSERT_EQUAL(
        std::string("w.properties:2: more than 20 $(variables) in one line: put parts of it into "
                    "variables of their own."),
        shown(many + "$(x)"));
  }

  void readsOneLineFromElsewhere() {
    FakeVariables variables;
    const std::vector<Property> earlier = parse("x=1").value();
    const Result<Property> one = parseProperty(" a = $(x) # c", "httpd.conf", 9, earlier, variables);
    CPPUNIT_ASSERT_EQUAL(std::string(), one.error());
    CPPUNIT_ASSERT_EQUAL(std::string("a1httpd.conf:9"),
                         one.value().name + one.value().value + where(one.value()));
    CPPUNIT_ASSERT(!parseProperty("", "httpd.conf", 9, earlier, variables).ok());
    CPPUNIT_ASSERT(!parseProperty(Slice("a=\0", 3), "httpd.conf", 9, earlier, variables).ok());
    CPPUNIT_ASSERT(
        !parseProperty("a=" + std::string(kLongestLine, 'x'), "httpd.conf", 9, earlier, variables).ok());
  }

  void knowsWhichPropertiesAreLists() {
    CPPUNIT_ASSERT(isListProperty("worker.list"));
    CPPUNIT_ASSERT(isListProperty("worker.lb.balance_workers"));
    CPPUNIT_ASSERT(isListProperty("worker.a.fail_on_status"));
    CPPUNIT_ASSERT(!isListProperty("worker.list.host"));
    CPPUNIT_ASSERT(!isListProperty("worker.a.distance"));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(PropertiesTest);

}  // namespace config
}  // namespace sioha

#include "keepalived-checks/common/arguments.h"

#include <cppunit/extensions/HelperMacros.h>

namespace sioha {
namespace checks {

static const OptionSpecs kSpecs = {{"level", "N", "5", "a number"}, {"probe", nullptr, "yes", "a flag"}};

class ArgumentsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ArgumentsTest);
  CPPUNIT_TEST(takesValuesInBothForms);
  CPPUNIT_TEST(negatesFlagsOnly);
  CPPUNIT_TEST(refusesWhatItDoesNotKnow);
  CPPUNIT_TEST(commandLineGoesBeforeFileBeforeFallback);
  CPPUNIT_TEST(ownSectionGoesBeforeTheCommonPart);
  CPPUNIT_TEST(theOwnSectionGoesBeforeTheFirstFile);
  CPPUNIT_TEST(namesTheLineOfAMistake);
  CPPUNIT_TEST(numbersAreDecimalsWithinBounds);
  CPPUNIT_TEST(everyTruncationOfAFileIsReadOrRefused);
  CPPUNIT_TEST_SUITE_END();

  static Result<bool> parse(Arguments* a, std::vector<const char*> words) {
    words.insert(words.begin(), "program");
    return a->parse(static_cast<int>(words.size()), words.data());
  }

 public:
  void takesValuesInBothForms() {
    Arguments a(kSpecs), b(kSpecs);
    CPPUNIT_ASSERT(parse(&a, {"--level=7", "word"}).ok());
    CPPUNIT_ASSERT_EQUAL(std::string("7"), a.text("level"));
    CPPUNIT_ASSERT_EQUAL(std::string("word"), a.words().at(0));
    CPPUNIT_ASSERT(parse(&b, {"--level", "8", "--", "--level"}).ok());
    CPPUNIT_ASSERT_EQUAL(std::string("8"), b.text("level"));
    CPPUNIT_ASSERT_EQUAL(std::string("--level"), b.words().at(0));
  }

  void negatesFlagsOnly() {
    Arguments a(kSpecs), b(kSpecs);
    CPPUNIT_ASSERT(a.flag("probe"));
    CPPUNIT_ASSERT(parse(&a, {"--no-probe"}).ok());
    CPPUNIT_ASSERT(!a.flag("probe"));
    CPPUNIT_ASSERT(!parse(&b, {"--no-level"}).ok());
  }

  void refusesWhatItDoesNotKnow() {
    const std::vector<std::vector<const char*>> rows = {{"--what"}, {"-x"}, {"--level"}, {"--probe=1"}, {"--no-what"}};
    for (const auto& row : rows) {
      Arguments a(kSpecs);
      const Result<bool> result = parse(&a, row);
      CPPUNIT_ASSERT_MESSAGE(row[0], !result.ok());
      CPPUNIT_ASSERT(result.error().find(row[0] + 1) != std::string::npos || row[0] == std::string("--probe=1"));
    }
  }

  void commandLineGoesBeforeFileBeforeFallback() {
    Arguments a(kSpecs);
    CPPUNIT_ASSERT_EQUAL(std::string("5"), a.text("level"));
    CPPUNIT_ASSERT(a.parseConfiguration("level = 6\n", "f", "p").ok());
    CPPUNIT_ASSERT_EQUAL(std::string("6"), a.text("level"));
    CPPUNIT_ASSERT(parse(&a, {"--level=7"}).ok());
    CPPUNIT_ASSERT_EQUAL(std::string("7"), a.text("level"));
  }

  void ownSectionGoesBeforeTheCommonPart() {
    const char* text =
        "level = 1 # all\nother-programs = x\n[q]\nlevel = 2\nunknown = 3\n[p]\r\nlevel = 4\r\nprobe=no\n";
    Arguments a(kSpecs);
    const Result<bool> read = a.parseConfiguration(text, "f", "p");
    CPPUNIT_ASSERT_MESSAGE(read.error(), read.ok());
    CPPUNIT_ASSERT_EQUAL(std::string("4"), a.text("level"));
    CPPUNIT_ASSERT(!a.flag("probe"));
  }

  void theOwnSectionGoesBeforeTheFirstFile() {
    typedef Arguments::Origin Origin;
    const struct { const char* first; const char* second; const char* level; Origin origin; } rows[] = {
        {"", "", "5", Origin::none},
        {"level = 1", "level = 2", "1", Origin::common},
        {"level = 1", "[p]\nlevel = 2", "2", Origin::section},
        {"[p]\nlevel = 1", "level = 2", "1", Origin::section},
        {"[p]\nlevel = 1", "[p]\nlevel = 2", "1", Origin::section},
        {"[p]\nlevel = 1\nlevel = 3", "", "3", Origin::section},
        {"[q]\nlevel = 1", "", "5", Origin::none}};
    for (const auto& row : rows) {
      Arguments a(kSpecs);
      CPPUNIT_ASSERT(a.parseConfiguration(row.first, "first", "p").ok());
      CPPUNIT_ASSERT(a.parseConfiguration(row.second, "second", "p").ok());
      CPPUNIT_ASSERT_EQUAL_MESSAGE(row.first, std::string(row.level), a.text("level"));
      CPPUNIT_ASSERT(row.origin == a.origin("level"));
      CPPUNIT_ASSERT(parse(&a, {"--level=9"}).ok());
      CPPUNIT_ASSERT(Origin::commandLine == a.origin("level"));
    }
  }

  void namesTheLineOfAMistake() {
    const struct { const char* text; const char* start; } rows[] = {
        {"\n[p]\nwhat = 1\n", "f:3: "}, {"level\n", "f:1: "}, {"#\n[p\n", "f:2: "}, {"= 1\n", "f:1: "}};
    for (const auto& row : rows) {
      Arguments a(kSpecs);
      const Result<bool> read = a.parseConfiguration(row.text, "f", "p");
      CPPUNIT_ASSERT(!read.ok());
      CPPUNIT_ASSERT_EQUAL(std::string(row.start), read.error().substr(0, 5));
    }
  }

  void numbersAreDecimalsWithinBounds() {
    const struct { const char* text; bool good; double value; } rows[] = {
        {"0.25", true, 0.25}, {"-3", true, -3},  {".5", true, 0.5},  {"7.", true, 7},   {"", false, 0},
        {".", false, 0},      {"1e3", false, 0}, {"0x1", false, 0},  {" 1", false, 0},  {"1,5", false, 0},
        {"-", false, 0},      {"--1", false, 0}, {"99999999999999999", false, 0}};
    for (const auto& row : rows) {
      double value = 0;
      CPPUNIT_ASSERT_EQUAL_MESSAGE(row.text, row.good, parseNumber(row.text, &value));
      if (row.good) CPPUNIT_ASSERT_DOUBLES_EQUAL(row.value, value, 1e-12);
    }
    Arguments a(kSpecs);
    CPPUNIT_ASSERT(a.number("level", 0, 5).ok());
    CPPUNIT_ASSERT(!a.number("level", 0, 4).ok());
    CPPUNIT_ASSERT(!a.number("level", 6, 9).ok());
  }

  void everyTruncationOfAFileIsReadOrRefused() {
    const std::string text = "level = 1\n[p]\nprobe = yes # x\n";
    for (std::size_t n = 0; n <= text.size(); ++n) {
      Arguments a(kSpecs);
      const Result<bool> read = a.parseConfiguration(Slice(text.data(), n), "f", "p");
      CPPUNIT_ASSERT(read.ok() || read.error().compare(0, 2, "f:") == 0);
    }
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ArgumentsTest);

}  // namespace checks
}  // namespace sioha

#include <cppunit/extensions/HelperMacros.h>

#include <vector>

#include "tests/unit/status/samples.h"

namespace sioha {
namespace status {
namespace {

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// Empty when each element is closed in the right order; else what is wrong.
std::string unbalanced(const std::string& html) {
  std::vector<std::string> open;
  for (std::size_t at = html.find('<'); at != std::string::npos; at = html.find('<', at + 1)) {
    const std::size_t end = html.find('>', at);
    if (end == std::string::npos) return "an open tag at the end";
    const bool closing = html[at + 1] == '/';
    const std::size_t from = at + (closing ? 2 : 1);
    const std::string name = html.substr(from, html.find_first_of(" >", from) - from);
    if (name == "!DOCTYPE" || name == "meta") continue;
    if (!closing) {
      open.push_back(name);
    } else if (open.empty() || open.back() != name) {
      return "</" + name + ">";
    } else {
      open.pop_back();
    }
  }
  return open.empty() ? "" : "<" + open.back() + ">";
}

}  // namespace

class HtmlTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(HtmlTest);
  CPPUNIT_TEST(saysWhatIsWrongFirst);
  CPPUNIT_TEST(saysThatAllIsWell);
  CPPUNIT_TEST(escapesEveryString);
  CPPUNIT_TEST(isSoundUnderAStrictPolicy);
  CPPUNIT_TEST(closesItsElements);
  CPPUNIT_TEST(refreshesOnlyWhenAsked);
  CPPUNIT_TEST(coloursGoWithWords);
  CPPUNIT_TEST_SUITE_END();

 public:
  void saysWhatIsWrongFirst() {
    const std::string html = toHtml(sampleSnapshot());
    CPPUNIT_ASSERT(contains(html, "<p class=\"summary warn\">machine2 is down (cping-timeout).</p>"));
    CPPUNIT_ASSERT(html.find("summary warn") < html.find("<section"));
    Snapshot all = sampleSnapshot();
    all.balancers[0].usable = 0;
    CPPUNIT_ASSERT(contains(toHtml(all), "<p class=\"summary bad\">"));
    CPPUNIT_ASSERT(contains(toHtml(Snapshot()), "No balancer is configured."));
  }

  void saysThatAllIsWell() {
    Snapshot s = sampleSnapshot();
    s.balancers[0].members[0] = s.balancers[0].members[1];
    s.balancers[0].members[1].effective = "standby";
    CPPUNIT_ASSERT(contains(toHtml(s), "<p class=\"summary good\">All members are up.</p>"));
  }

  void escapesEveryString() {
    for (const char* text :
         {"<script>alert(1)</script>", "\"><img src=x>", "' onload='x", "&lt;", "</style><b>"}) {
      const std::string html = toHtml(hostileSnapshot(text));
      CPPUNIT_ASSERT_MESSAGE(text, !contains(html, text));
      CPPUNIT_ASSERT_EQUAL_MESSAGE(text, std::string(), unbalanced(html));
    }
    const std::string html = toHtml(hostileSnapshot(std::string("a\0b\x1b\xff", 5)));
    CPPUNIT_ASSERT(contains(html, "a?b?\xEF\xBF\xBD"));
    CPPUNIT_ASSERT(!contains(html, "\xff") && !contains(html, std::string(1, '\0')));
  }

  void isSoundUnderAStrictPolicy() {
    const std::string html = toHtml(hostileSnapshot("x"));
    for (const char* banned :
         {"<script", "<link", "<img", "src=", "url(", "@import", "style=", "javascript:", "<form"})
      CPPUNIT_ASSERT_MESSAGE(banned, !contains(html, banned));
  }

  void closesItsElements() {
    CPPUNIT_ASSERT_EQUAL(std::string(), unbalanced(toHtml(sampleSnapshot())));
    CPPUNIT_ASSERT_EQUAL(std::string(), unbalanced(toHtml(Snapshot())));
    CPPUNIT_ASSERT_EQUAL(std::string("</i>"), unbalanced("<b></i>"));
  }

  void refreshesOnlyWhenAsked() {
    CPPUNIT_ASSERT(contains(toHtml(sampleSnapshot(), 7), "<meta http-equiv=\"refresh\" content=\"7\">"));
    CPPUNIT_ASSERT(!contains(toHtml(sampleSnapshot(), 0), "http-equiv"));
  }

  void coloursGoWithWords() {
    struct {
      const char* state;
      const char* tone;
    } const rows[] = {{"up", "good"},         {"standby", "idle"}, {"down", "bad"},     {"stopped", "off"},
                      {"draining", "warn"},   {"stale", "warn"},   {"unknown", "warn"}, {"fail-open", "warn"},
                      {"slow-start", "warn"}, {"novel", "warn"}};
    for (const auto& row : rows) {
      Snapshot s = sampleSnapshot();
      s.balancers[0].members[0].effective = row.state;
      const std::string badge =
          std::string("<span class=\"badge ") + row.tone + "\">" + row.state + "</span>";
      CPPUNIT_ASSERT_MESSAGE(row.state, contains(toHtml(s), badge));
    }
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(HtmlTest);

}  // namespace status
}  // namespace sioha

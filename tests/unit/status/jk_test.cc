#include <cppunit/extensions/HelperMacros.h>

#include <map>

#include "mod_sioha/status/jk_view.h"

namespace sioha {
namespace status {

namespace {

JkSetting setting(const char* key, const char* property, const std::string& value) {
  JkSetting made;
  made.key = key;
  made.property = made.label = property;
  made.value = value;
  made.changed = false;
  if (made.property == "activation") made.choice = "active=active disabled=disabled stopped=stopped";
  return made;
}

JkMember memberNamed(const std::string& name, const char* activation, const char* state) {
  JkMember member;
  member.name = name;
  member.address = "192.0.2.1:8009";
  member.state = state;
  member.settings = {setting("vwa", "activation", activation), setting("vwf", "lbfactor", "3"),
                     setting("vwn", "route", name), setting("vahst", "host", "h"),
                     setting("vart", "reply_timeout", "60000")};
  member.counters.elected = 7;
  member.counters.busy = 2;
  member.counters.maxBusy = 5;
  member.counters.resetAt = 900;
  return member;
}

JkView sample() {
  JkWorker lb;
  lb.name = "lb";
  lb.settings = {setting("vls", "sticky_session", "1"), setting("vlm", "method", "Request")};
  lb.members = {memberNamed("n1", "active", "OK"), memberNamed("n2", "disabled", "OK/IDLE"),
                memberNamed("n3", "active", "ERR")};
  lb.maps.push_back({{"server", "s"}, {"uri", "/\"<x>&*"}, {"type", "Wildchar"}});
  lb.resetAt = 800;
  JkWorker single;
  single.name = "alone";
  single.isBalancer = false;
  single.members = {memberNamed("alone", "active", "OK")};
  single.members[0].counters.errorAt = 950;
  JkView view;
  view.serverName = "front";
  view.port = 80;
  view.now = 1000;
  view.path = "/jk";
  view.token = "t0ken";
  view.message = "Action finished";
  view.workers = {lb, single};
  return view;
}

JkStyle style() {
  JkStyle made;
  made.name = "jk";
  made.ns = "jk:";
  made.xmlns = "xmlns:jk=\"http://tomcat.apache.org\"";
  made.good = {"a.o", "a.i", "a.b", "a.r"};
  made.bad = {"e", "s"};
  return made;
}

std::string valueNamed(const Fields& fields, const std::string& name) {
  for (const auto& field : fields)
    if (field.first == name) return field.second;
  return "(none)";
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

class JkTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(JkTest);
  CPPUNIT_TEST(readsACommand);
  CPPUNIT_TEST(theBodyCountsBeforeTheQuery);
  CPPUNIT_TEST(whatMakesNoSenseIsOneSentence);
  CPPUNIT_TEST(aCommandCutAnywhereIsReadOrRefused);
  CPPUNIT_TEST(wildcardsNameWorkers);
  CPPUNIT_TEST(ratesMembersByTheirPairFirst);
  CPPUNIT_TEST(sumsAreOfAllMembers);
  CPPUNIT_TEST(textSaysWhatModJkSays);
  CPPUNIT_TEST(propertiesSayIt);
  CPPUNIT_TEST(xmlEscapesAndKeepsItsStyle);
  CPPUNIT_TEST(optionsLeaveOut);
  CPPUNIT_TEST(aFailureShowsNothingElse);
  CPPUNIT_TEST(thePageEscapesAndOffersChanges);
  CPPUNIT_TEST(aReadOnlyPageOffersNone);
  CPPUNIT_TEST(formsHoldTheValuesOfNow);
  CPPUNIT_TEST_SUITE_END();

 public:
  void readsACommand() {
    const JkCommand c =
        parseJkCommand("cmd=update&w=l%62&sw=n+1&mime=xml&opt=5&re=30&vwf=3&vwa=D&from=list", "");
    CPPUNIT_ASSERT_EQUAL(std::string(), c.wrong);
    CPPUNIT_ASSERT(c.verb == JkVerb::update && c.format == JkFormat::xml && c.changes());
    CPPUNIT_ASSERT_EQUAL(std::string("lb|n 1"), c.worker + "|" + c.member);
    CPPUNIT_ASSERT_EQUAL(5u, c.options);
    CPPUNIT_ASSERT_EQUAL(30u, c.refreshSeconds);
    CPPUNIT_ASSERT_EQUAL(std::size_t(2), c.values.size());
    CPPUNIT_ASSERT_EQUAL(std::string("vwa=D"), c.values[1].first + "=" + c.values[1].second);
    const JkCommand none = parseJkCommand("", "");
    CPPUNIT_ASSERT(none.wrong.empty() && none.verb == JkVerb::list && none.format == JkFormat::html);
    for (const char* word : {"list", "version", "dump"})
      CPPUNIT_ASSERT_EQUAL(std::string(word),
                           std::string(jkVerbWord(parseJkCommand(std::string("cmd=") + word, "").verb)));
  }

  void theBodyCountsBeforeTheQuery() {
    const JkCommand c = parseJkCommand("cmd=list&w=a&vwf=1&token=x", "cmd=reset&w=b&vwf=2&token=y");
    CPPUNIT_ASSERT(c.verb == JkVerb::reset);
    CPPUNIT_ASSERT_EQUAL(std::string("b|y|2"), c.worker + "|" + c.token + "|" + c.values[0].second);
  }

  void whatMakesNoSenseIsOneSentence() {
    static const char* const kRows[][2] = {
        {"cmd=halt",
         "there is no command 'halt': write list, show, edit, update, reset, recover, version or dump."},
        {"mime=pdf", "there is no format 'pdf': write html, xml, txt or prop."},
        {"opt=-1", "opt='-1': write a number from 0 to 65535."},
        {"re=x", "re='x': write a number from 0 to 86400."},
        {"cmd=show", "cmd=show needs a worker: add w=NAME."},
        {"cmd=recover&w=lb", "cmd=recover needs a member: add sw=NAME."},
        {"sort=up", "there is no parameter 'sort': see the list of parameters in the manual."},
    };
    for (const auto& row : kRows) CPPUNIT_ASSERT_EQUAL(std::string(row[1]), parseJkCommand(row[0], "").wrong);
    for (const char* text : {"w=%", "w=%4", "w=%zz", "w=%00", "w=a%0Ab", "%=1", "w=\x01"})
      CPPUNIT_ASSERT_MESSAGE(text, has(parseJkCommand(text, "").wrong, "not encoded as it should be"));
    std::string many;
    for (int i = 0; i < 1001; ++i) many += "v=1&";
    CPPUNIT_ASSERT(has(parseJkCommand("", many).wrong, "too many parameters"));
    CPPUNIT_ASSERT(!has(parseJkCommand("cmd=%1b%5bm", "").wrong, "\x1b"));
  }

  void aCommandCutAnywhereIsReadOrRefused() {
    const std::string whole = "cmd=update&w=l%62&sw=n%2B1&mime=prop&att=vwf&val0=1&val1=%32&opt=12&re=5";
    for (std::size_t length = 0; length <= whole.size(); ++length) {
      const JkCommand c = parseJkCommand(Slice(whole).sub(0, length), "");
      if (length == whole.size()) CPPUNIT_ASSERT_EQUAL(std::string(), c.wrong);
      CPPUNIT_ASSERT(c.worker.empty() || c.worker == "l" || c.worker == "lb");
      CPPUNIT_ASSERT(c.values.size() <= 3);
    }
  }

  void wildcardsNameWorkers() {
    static const struct {
      const char *pattern, *name;
      bool named;
    } kRows[] = {{"n1", "n1", true},        {"n1", "n12", false}, {"*", "", true},
                 {"n*", "n12", true},       {"n?", "n1", true},   {"n?", "n", false},
                 {"*2", "n12", true},       {"*1*", "n12", true}, {"a*b*c", "aXbYc", true},
                 {"a*b*c", "aXcYb", false}, {"", "", true},       {"", "n", false}};
    for (const auto& row : kRows)
      CPPUNIT_ASSERT_EQUAL_MESSAGE(row.pattern, row.named, namesWorker(row.pattern, row.name));
    // Stars do not multiply.
    const std::string stars(2000, '*'), name(20000, 'a');
    CPPUNIT_ASSERT(!namesWorker(stars + "b", name));
  }

  void ratesMembersByTheirPairFirst() {
    const JkStyle usual = style();
    CPPUNIT_ASSERT(rate(usual, "active", "OK") == JkRating::good);
    CPPUNIT_ASSERT(rate(usual, "active", "ERR/REC") == JkRating::good);
    CPPUNIT_ASSERT(rate(usual, "active", "ERR") == JkRating::bad);
    CPPUNIT_ASSERT(rate(usual, "active", "ERR/FRC") == JkRating::degraded);
    CPPUNIT_ASSERT(rate(usual, "disabled", "OK") == JkRating::degraded);
    CPPUNIT_ASSERT(rate(usual, "stopped", "OK") == JkRating::bad);
    JkStyle own = usual;
    own.good = {"d.e", "o"};
    CPPUNIT_ASSERT(rate(own, "disabled", "ERR") == JkRating::good);
    CPPUNIT_ASSERT(rate(own, "stopped", "OK") == JkRating::bad);
    CPPUNIT_ASSERT(rate(own, "disabled", "OK") == JkRating::good);
  }

  void sumsAreOfAllMembers() {
    const JkView view = sample();
    const Fields fields = balancerFields(view.workers[0], style(), view.now);
    const std::map<std::string, std::string> expected = {{"member_count", "3"},
                                                         {"good", "1"},
                                                         {"degraded", "1"},
                                                         {"bad", "1"},
                                                         {"busy", "6"},
                                                         {"max_busy", "6"},
                                                         {"sticky_session", "True"},
                                                         {"method", "Request"},
                                                         {"map_count", "1"},
                                                         {"last_reset_at", "800"},
                                                         {"last_reset_ago", "200"}};
    for (const auto& each : expected)
      CPPUNIT_ASSERT_EQUAL_MESSAGE(each.first, each.second, valueNamed(fields, each.first));
  }

  void textSaysWhatModJkSays() {
    const std::string text = toJk(sample(), parseJkCommand("mime=txt", ""), style());
    CPPUNIT_ASSERT(
        has(text, "Server: name=front port=80\nTime: datetime=19700101001640 tz=+0000 unix=1000\n"));
    CPPUNIT_ASSERT(has(text, "Balancer Workers: count=1\nBalancer Worker: name=lb type=lb "));
    CPPUNIT_ASSERT(has(text, "\nMember: name=n2 type=ajp13 host=h "));
    CPPUNIT_ASSERT(has(text, " activation=DIS lbfactor=3 route=\"n2\" "));
    CPPUNIT_ASSERT(has(text, "\nMap: id=1 server=\"s\" uri=\"/\\\"<x>&*\" type=\"Wildchar\"\n"));
    CPPUNIT_ASSERT(has(text, "\nAJP Workers: count=1\nAJP Worker: name=alone type=ajp13 "));
    CPPUNIT_ASSERT(has(text, " error_time_unix_seconds=950 error_time_ago=50\n"));
    CPPUNIT_ASSERT(has(text, "\nResult: type=OK message=\"Action finished\"\n"));
  }

  void propertiesSayIt() {
    JkStyle own = style();
    own.prefix = "w";
    const std::string text = toJk(sample(), parseJkCommand("mime=prop", ""), own);
    for (const char* line :
         {"w.server_name=front\n", "w.lb_count=1\nw.list=lb\n", "\nw.lb.balance_workers=n1\n",
          "\nw.n1.elected=7\n", "\nw.lb.map.1.uri=/\"<x>&*\n", "\nw.ajp_count=1\nw.alone.list=alone\n",
          "\nw.alone.used=7\n", "\nw.result.message=Action finished\n"})
      CPPUNIT_ASSERT_MESSAGE(line, has(text, line));
    JkView evil = sample();
    evil.workers[0].members[0].settings[2].value = "a\nw.lb.method=x";
    CPPUNIT_ASSERT(has(toJk(evil, parseJkCommand("mime=prop", ""), own), "w.n1.route=a?w.lb.method=x\n"));
  }

  void xmlEscapesAndKeepsItsStyle() {
    JkStyle own = style();
    own.doctype = "<!DOCTYPE x>";
    const std::string text = toJk(sample(), parseJkCommand("mime=xml", ""), own);
    CPPUNIT_ASSERT(has(text, "?>\n<!DOCTYPE x>\n<jk:status\n  xmlns:jk=\"http://tomcat.apache.org\">\n"));
    CPPUNIT_ASSERT(has(text, "uri=\"/&quot;&lt;x&gt;&amp;*\""));
    own.ns = own.xmlns = own.doctype = "";
    const std::string plain = toJk(sample(), parseJkCommand("mime=xml", ""), own);
    CPPUNIT_ASSERT(has(plain, "?>\n<status>\n<server\n"));
    JkView dump = sample();
    dump.dump = {{"worker.lb.type", "lb"}, {"1<x>", "y"}, {"", "z"}};
    const std::string dumped = toJk(dump, parseJkCommand("cmd=dump&mime=xml", ""), own);
    CPPUNIT_ASSERT(has(dumped, "    worker.lb.type=\"lb\"\n    __x_=\"y\"\n    _=\"z\"\n"));
  }

  void optionsLeaveOut() {
    const JkView view = sample();
    for (const char* mime : {"txt", "prop", "xml", "html"}) {
      const std::string format = std::string("&mime=") + mime;
      CPPUNIT_ASSERT(!has(toJk(view, parseJkCommand("opt=9" + format, ""), style()), "n1"));
      CPPUNIT_ASSERT(!has(toJk(view, parseJkCommand("opt=16" + format, ""), style()), "alone"));
      CPPUNIT_ASSERT(!has(toJk(view, parseJkCommand("opt=2" + format, ""), style()), "Wildchar"));
      const std::string one = toJk(view, parseJkCommand("cmd=show&w=lb&sw=n2&opt=2" + format, ""), style());
      CPPUNIT_ASSERT(!has(one, "n3") && has(one, "n2"));
    }
  }

  void aFailureShowsNothingElse() {
    JkView view = sample();
    view.ok = false;
    view.message = "no";
    CPPUNIT_ASSERT_EQUAL(std::string("Result: type=ERROR message=\"no\"\n"),
                         toJk(view, parseJkCommand("mime=txt", ""), style()));
    CPPUNIT_ASSERT_EQUAL(std::string("worker.result.type=ERROR\nworker.result.message=no\n"),
                         toJk(view, parseJkCommand("mime=prop", ""), style()));
    CPPUNIT_ASSERT(!has(toJk(view, parseJkCommand("mime=xml", ""), style()), "n1"));
  }

  void thePageEscapesAndOffersChanges() {
    JkView view = sample();
    view.message = "<b>\"'&";
    view.notes.push_back("</p><script>");
    view.workers[0].members[0].name = "<i>";
    view.workers[0].members[2].hasFailed = true;
    const std::string page = toJk(view, parseJkCommand("cmd=update&w=lb", ""), style());
    CPPUNIT_ASSERT(!has(page, "<script") && !has(page, "<i>") && !has(page, "<b>\"'"));
    CPPUNIT_ASSERT(has(page, "&lt;b&gt;&quot;&#39;&amp;"));
    CPPUNIT_ASSERT(has(page, "<form method=\"post\""));
    CPPUNIT_ASSERT(has(page, "name=\"token\" value=\"t0ken\""));
    CPPUNIT_ASSERT(has(page, "<button name=\"vwa\" value=\"stopped\">"));
    CPPUNIT_ASSERT(has(page, ">Recover</button>"));
    CPPUNIT_ASSERT(!has(page, "http-equiv=\"refresh\""));
    CPPUNIT_ASSERT(
        has(toJk(view, parseJkCommand("re=7", ""), style()), "http-equiv=\"refresh\" content=\"7\""));
    JkStyle own = style();
    own.css = "/x.css?\"";
    const std::string styled = toJk(view, parseJkCommand("", ""), own);
    CPPUNIT_ASSERT(has(styled, "href=\"/x.css?&quot;\"") && !has(styled, "<style>"));
  }

  void aReadOnlyPageOffersNone() {
    JkStyle own = style();
    own.readOnly = true;
    JkView none = sample();
    none.token.clear();
    for (const std::string& page :
         {toJk(sample(), parseJkCommand("", ""), own), toJk(none, parseJkCommand("", ""), style()),
          toJk(sample(), parseJkCommand("opt=32", ""), style()),
          toJk(sample(), parseJkCommand("cmd=edit&w=lb", ""), own)})
      CPPUNIT_ASSERT(!has(page, "method=\"post\"") && !has(page, "t0ken"));
  }

  void formsHoldTheValuesOfNow() {
    const std::string balancer = toJk(sample(), parseJkCommand("cmd=edit&w=lb", ""), style());
    CPPUNIT_ASSERT(has(balancer, "name=\"vls\"") && !has(balancer, "name=\"vwf\""));
    const std::string member = toJk(sample(), parseJkCommand("cmd=edit&w=lb&sw=n2", ""), style());
    CPPUNIT_ASSERT(has(member, "<option value=\"disabled\" selected>"));
    CPPUNIT_ASSERT(has(member, "<input name=\"vwn\" value=\"n2\""));
    CPPUNIT_ASSERT(has(member, "name=\"sw\" value=\"n2\""));
    const std::string all = toJk(sample(), parseJkCommand("cmd=edit&w=lb&att=vwf", ""), style());
    for (const char* name : {"val0", "val1", "val2"})
      CPPUNIT_ASSERT(has(all, std::string("name=\"") + name + "\""));
    CPPUNIT_ASSERT(!has(toJk(sample(), parseJkCommand("cmd=edit&w=lb&att=nope", ""), style()), "val0"));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(JkTest);

}  // namespace status
}  // namespace sioha

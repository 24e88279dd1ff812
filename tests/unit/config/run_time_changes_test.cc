#include "mod_sioha/config/run_time_changes.h"

#include <cppunit/extensions/HelperMacros.h>

#include "mod_sioha/config/changeable.h"
#include "tests/unit/config/config_fakes.h"

namespace sioha {
namespace config {

class RunTimeChangesTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(RunTimeChangesTest);
  CPPUNIT_TEST(everySettingIsReadAsInTheFile);
  CPPUNIT_TEST(aValueThatMakesNoSenseIsRefusedByName);
  CPPUNIT_TEST(whatIsTakenWithReserveIsSaid);
  CPPUNIT_TEST(aTextGivesBackItsChanges);
  CPPUNIT_TEST(aTextCutAnywhereGivesItsWholeLines);
  CPPUNIT_TEST(hostileTextsAreToldAndNothingIsInvented);
  CPPUNIT_TEST(theLastChangeOfASettingCounts);
  CPPUNIT_TEST(theFileCountsAgainWhereItWasEdited);
  CPPUNIT_TEST(routesMayBeSwapped);
  CPPUNIT_TEST(aRouteThatTheFileGaveAwayMeanwhileIsLost);
  CPPUNIT_TEST(readsAStatusWorker);
  CPPUNIT_TEST(refusesAStatusWorkerThatMakesNoSense);
  CPPUNIT_TEST_SUITE_END();

  static Balancer pair() {
    return mustRead(
               "worker.list=lb\nworker.lb.type=lb\nworker.lb.balance_workers=n1,n2\n"
               "worker.n1.host=192.0.2.1\nworker.n1.lbfactor=3\nworker.n2.host=192.0.2.2\n")
        .balancers[0];
  }

  static Change change(const char* member, const char* property, const char* from, const char* to) {
    const Change made = {"lb", member, property, from, to};
    return made;
  }

  static std::string set(const char* key, const char* value, Balancer* balancer) {
    const Changeable* what = findChangeable(key);
    CPPUNIT_ASSERT_MESSAGE(key, what);
    Member* member = what->of == ChangeOf::balancer ? nullptr : &balancer->members[0];
    std::vector<std::string> notes;
    const std::string wrong = setValue(*what, value, balancer, member, &notes);
    return !wrong.empty() ? wrong : valueOf(*what, *balancer, member);
  }

 public:
  void everySettingIsReadAsInTheFile() {
    static const struct {
      const char *key, *value, *now;
    } kRows[] = {
        {"vlr", "4", "4"},
        {"vlri", "250", "250"},
        {"vlt", "90", "90"},
        {"vlee", "20", "20"},
        {"vlx", "3", "3"},
        {"var", "2", "2"},
        {"vari", "150", "150"},
        {"vls", "off", "0"},
        {"vlf", "true", "1"},
        {"vlm", "B", "Busyness"},
        {"vlm", "1", "Traffic"},
        {"vwa", "D", "disabled"},
        {"vwa", "2", "stopped"},
        {"vwf", "7", "7"},
        {"vwn", "r7", "r7"},
        {"vwr", "n2", "n2"},
        {"vwc", "blue", "blue"},
        {"vwd", "4", "4"},
        {"vahst", "192.0.2.9", "192.0.2.9"},
        {"vaprt", "9009", "9009"},
        {"vacpt", "30", "30"},
        {"vacpt", "0", "0"},
        {"vapng", "700", "700"},
        {"vact", "600", "600"},
        {"vapt", "500", "500"},
        {"vart", "5000", "5000"},
        {"vacpi", "20", "20"},
        {"varo", "3", "3"},
        {"vabl", "40", "40"},
        {"vamps", "9000", "9216"},
    };
    for (const auto& row : kRows) {
      Balancer balancer = pair();
      CPPUNIT_ASSERT_EQUAL_MESSAGE(row.key, std::string(row.now), set(row.key, row.value, &balancer));
      // Nothing else moved.
      for (std::size_t i = 0; i < kChangeableCount; ++i) {
        const Changeable& other = kChangeables[i];
        if (other.key == Slice(row.key) || other.of == ChangeOf::balancer) continue;
        const Balancer before = pair();
        CPPUNIT_ASSERT_EQUAL_MESSAGE(std::string(row.key) + " and " + other.key,
                                     valueOf(other, before, &before.members[0]),
                                     valueOf(other, balancer, &balancer.members[0]));
      }
    }
  }

  void aValueThatMakesNoSenseIsRefusedByName() {
    static const struct {
      const char *key, *value, *start;
    } kRows[] = {
        {"vwf", "0", "worker.n1.lbfactor=0: "},
        {"vwf", "many", "worker.n1.lbfactor=many: "},
        {"vwa", "X", "worker.n1.activation=X: "},
        {"vls", "perhaps", "worker.lb.sticky_session=perhaps: "},
        {"vaprt", "70000", "worker.n1.port=70000: "},
        {"vahst", "a b", "worker.n1.host=a b: "},
        {"vahst", "", "host: "},
        {"vahst", "a\nworker.x=1", "host: "},
        {"vart", "-1", "worker.n1.reply_timeout=-1: "},
        {"vwr", "two words", "worker.n1.redirect=two words: "},
        {"vlm", "fastest", "worker.lb.method=fastest: "},
    };
    for (const auto& row : kRows) {
      Balancer balancer = pair();
      const std::string said = set(row.key, row.value, &balancer);
      CPPUNIT_ASSERT_EQUAL_MESSAGE(said, std::string(row.start), said.substr(0, Slice(row.start).size()));
      const Balancer before = pair();
      const Changeable& what = *findChangeable(row.key);
      const bool own = what.of == ChangeOf::balancer;
      CPPUNIT_ASSERT_EQUAL(valueOf(what, before, own ? nullptr : &before.members[0]),
                           valueOf(what, balancer, own ? nullptr : &balancer.members[0]));
    }
    CPPUNIT_ASSERT(!findChangeable("vwx"));
    CPPUNIT_ASSERT(!findChangeable("secret", true));
  }

  void whatIsTakenWithReserveIsSaid() {
    Balancer balancer = pair();
    std::vector<std::string> notes;
    const Changeable& what = *findChangeable("vart");
    CPPUNIT_ASSERT_EQUAL(std::string(), setValue(what, "0", &balancer, &balancer.members[1], &notes));
    CPPUNIT_ASSERT_EQUAL(std::string("60000"), valueOf(what, balancer, &balancer.members[1]));
    CPPUNIT_ASSERT_EQUAL(
        std::string("worker.n2.reply_timeout=0: waiting for ever is not supported: the default "
                    "of 60000 ms is used; write a finite time."),
        join(notes));
  }

  void aTextGivesBackItsChanges() {
    const Changes changes = {change("n1", "activation", "active", "stopped"),
                             change("", "method", "Request", "Next"), change("n2", "redirect", "", "a%b\tc")};
    const ReadChanges read = parseChanges(formatChanges(changes));
    CPPUNIT_ASSERT_EQUAL(std::string(), read.trouble);
    CPPUNIT_ASSERT_EQUAL(formatChanges(changes), formatChanges(read.changes));
    CPPUNIT_ASSERT_EQUAL(std::string("a%b\tc"), read.changes[2].to);
    CPPUNIT_ASSERT_EQUAL(std::string("sioha-state 1\nend 0\n"), formatChanges(Changes()));
    CPPUNIT_ASSERT_EQUAL(std::string(), parseChanges("sioha-state 1\nend 0\n").trouble);
  }

  void aTextCutAnywhereGivesItsWholeLines() {
    const Changes changes = {change("n1", "activation", "active", "stopped"),
                             change("n1", "lbfactor", "3", "12"), change("n2", "distance", "0", "5")};
    const std::string text = formatChanges(changes);
    std::size_t most = 0;
    for (std::size_t length = 0; length < text.size(); ++length) {
      const ReadChanges read = parseChanges(Slice(text).sub(0, length));
      CPPUNIT_ASSERT(!read.trouble.empty());
      CPPUNIT_ASSERT(read.changes.size() >= most && read.changes.size() <= changes.size());
      most = read.changes.size();
      for (std::size_t i = 0; i < most; ++i) CPPUNIT_ASSERT_EQUAL(changes[i].to, read.changes[i].to);
    }
    CPPUNIT_ASSERT_EQUAL(changes.size(), most);
  }

  void hostileTextsAreToldAndNothingIsInvented() {
    static const struct {
      const char *text, *trouble;
    } kRows[] = {
        {"", "its end is missing; 0 changes that are whole are used"},
        {"worker.list=lb\n", "it does not begin with 'sioha-state 1'; nothing of it is used"},
        {"sioha-state 2\nend 0\n", "it does not begin with 'sioha-state 1'; nothing of it is used"},
        {"sioha-state 1\nlb\tn1\tport\t1\nend 1\n",
         "1 of its lines make no sense (the first is line 2); the others are used"},
        {"sioha-state 1\nlb\tn1\tport\t1\t%zz\nend 1\n",
         "1 of its lines make no sense (the first is line 2); the others are used"},
        {"sioha-state 1\nlb\tn1\tport\t1\t2\t3\nend 1\n",
         "1 of its lines make no sense (the first is line 2); the others are used"},
        {"sioha-state 1\nend 0\nlb\tn1\tport\t1\t2\n", "something stands behind its end, which is not used"},
        {"sioha-state 1\n\tn1\tport\t1\t2\nend 1\n",
         "1 of its lines make no sense (the first is line 2); the others are used"},
    };
    for (const auto& row : kRows) {
      const ReadChanges read = parseChanges(row.text);
      CPPUNIT_ASSERT_EQUAL_MESSAGE(row.text, std::string(row.trouble), read.trouble);
      CPPUNIT_ASSERT(read.changes.empty());
    }
    std::string many = "sioha-state 1\n";
    for (int i = 0; i < 5000; ++i) many += "lb\tn" + std::to_string(i) + "\tport\t1\t2\n";
    CPPUNIT_ASSERT_EQUAL(std::size_t(4096), parseChanges(many + "end 5000\n").changes.size());
  }

  void theLastChangeOfASettingCounts() {
    Changes changes;
    remember(&changes, change("n1", "lbfactor", "3", "5"));
    remember(&changes, change("n2", "lbfactor", "1", "9"));
    remember(&changes, change("n1", "lbfactor", "3", "6"));
    CPPUNIT_ASSERT_EQUAL(std::size_t(2), changes.size());
    Balancer balancer = pair();
    Changes applied;
    std::vector<std::string> lost;
    applyChanges(changes, &balancer, &applied, &lost);
    CPPUNIT_ASSERT_EQUAL(std::string(), join(lost));
    CPPUNIT_ASSERT_EQUAL(6u, balancer.members[0].lbfactor);
    CPPUNIT_ASSERT_EQUAL(9u, balancer.members[1].lbfactor);
    remember(&changes, change("n1", "lbfactor", "3", "3"));
    CPPUNIT_ASSERT_EQUAL(std::size_t(1), changes.size());
  }

  void theFileCountsAgainWhereItWasEdited() {
    const Changes changes = {change("n1", "lbfactor", "2", "5"), change("n9", "lbfactor", "1", "5"),
                             change("n1", "secret", "", "x"), change("n2", "distance", "0", "2"),
                             change("n2", "port", "8009", "99999")};
    Balancer balancer = pair();
    Changes applied;
    std::vector<std::string> lost;
    applyChanges(changes, &balancer, &applied, &lost);
    const std::string end = " was set in the status worker and does not count any more: ";
    CPPUNIT_ASSERT_EQUAL(
        "worker.n1.lbfactor=5" + end + "workers.properties says 3 now and said 2 then\n" +
            "worker.n9.lbfactor=5" + end + "'lb' has no member 'n9' any more\n" + "worker.n1.secret=x" + end +
            "there is no such setting to change\n" + "worker.n2.port=99999" + end +
            "worker.n2.port=99999: this is no port: write a number from 1 to 65535 (0: never "
            "contacted).",
        join(lost));
    CPPUNIT_ASSERT_EQUAL(std::size_t(1), applied.size());
    CPPUNIT_ASSERT_EQUAL(3u, balancer.members[0].lbfactor);
    CPPUNIT_ASSERT_EQUAL(2u, balancer.members[1].distance);
  }

  void routesMayBeSwapped() {
    Balancer balancer = pair();
    Changes applied;
    applyChanges({change("n2", "route", "n2", "n1"), change("n1", "route", "n1", "n2")}, &balancer, &applied,
                 nullptr);
    CPPUNIT_ASSERT_EQUAL(std::size_t(2), applied.size());
    CPPUNIT_ASSERT_EQUAL(std::string("n2"), balancer.members[0].route);
    CPPUNIT_ASSERT_EQUAL(std::string("n1"), balancer.members[1].route);
  }

  void aRouteThatTheFileGaveAwayMeanwhileIsLost() {
    Balancer balancer = pair();
    Changes applied;
    std::vector<std::string> lost;
    applyChanges({change("n2", "route", "n2", "n1"), change("n2", "port", "8009", "0")}, &balancer, &applied,
                 &lost);
    CPPUNIT_ASSERT_EQUAL(std::string("n2"), balancer.members[1].route);
    CPPUNIT_ASSERT_EQUAL(std::size_t(1), lost.size());
    CPPUNIT_ASSERT_EQUAL(std::size_t(1), applied.size());
    CPPUNIT_ASSERT(balancer.members[1].activation == Activation::stopped);
  }

  void readsAStatusWorker() {
    const Workers workers = mustRead(
        "worker.list=lb,jk,ro\nworker.lb.type=lb\nworker.lb.balance_workers=n1\nworker.n1.host=h\n"
        "worker.jk.type=status\nworker.jk.user=ann, "
        "bob\nworker.jk.user_case_insensitive=on\nworker.jk.ns=x:\n"
        "worker.jk.xmlns=-\nworker.jk.prefix=w\nworker.jk.bad=d.o s\nworker.ro.type=status\n"
        "worker.ro.read_only=true\nworker.ro.allow_get_updates=1\n");
    CPPUNIT_ASSERT_EQUAL(std::string(), join(workers.warnings));
    CPPUNIT_ASSERT_EQUAL(std::size_t(1), workers.balancers.size());
    const StatusWorker& jk = workers.statusWorkers[0];
    CPPUNIT_ASSERT_EQUAL(std::string("ann\nbob"), join(jk.users));
    CPPUNIT_ASSERT(jk.userCaseInsensitive && !jk.readOnly && !jk.allowGetUpdates);
    CPPUNIT_ASSERT_EQUAL(std::string("x:||w"), jk.ns + "|" + jk.xmlns + "|" + jk.prefix);
    CPPUNIT_ASSERT_EQUAL(std::string("d.o\ns"), join(jk.bad));
    CPPUNIT_ASSERT_EQUAL(std::string("a.o\na.i\na.b\na.r"), join(jk.good));
    CPPUNIT_ASSERT(workers.statusWorkers[1].readOnly);
    const Workers open = mustRead("worker.list=s\nworker.s.type=status\nworker.s.allow_get_updates=true\n");
    CPPUNIT_ASSERT_EQUAL(std::size_t(1), open.warnings.size());
    CPPUNIT_ASSERT(open.warnings[0].find("w.properties:3: worker.s.allow_get_updates=true: ") == 0);
  }

  void refusesAStatusWorkerThatMakesNoSense() {
    static const char* const kLines[] = {"good=x", "good=a.", "bad=e.a", "prefix=two words",
                                         "ns=<x>", "ns=jk",   "ns=1:",   "read_only=perhaps"};
    for (const char* line : kLines) {
      const Result<Workers> read =
          readText(std::string("worker.list=s\nworker.s.type=status\nworker.s.") + line + "\n");
      CPPUNIT_ASSERT_MESSAGE(line, !read.ok());
      CPPUNIT_ASSERT_EQUAL_MESSAGE(read.error(), std::size_t(0),
                                   read.error().find(std::string("w.properties:3: worker.s.") + line + ": "));
    }
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(RunTimeChangesTest);

}  // namespace config
}  // namespace sioha

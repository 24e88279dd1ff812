// What older versions of mod_jk had: taken with a warning that names what to write, or refused.
#include <cppunit/extensions/HelperMacros.h>

#include "mod_sioha/config/workers.h"
#include "tests/unit/config/config_fakes.h"

namespace sioha {
namespace config {

class FormerNamesTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(FormerNamesTest);
  CPPUNIT_TEST(deprecatedNamesWorkAndNameTheNewOne);
  CPPUNIT_TEST(namesWithoutEffectSayIt);
  CPPUNIT_TEST(typesThatAreGoneAreRefused);
  CPPUNIT_TEST(shortNamesStandForLongOnes);
  CPPUNIT_TEST(variablesOfOldFilesAreReplaced);
  CPPUNIT_TEST_SUITE_END();

  static Workers read(const std::string& lines) {
    return mustRead("worker.list=l\nworker.l.type=lb\nworker.a.port=8010\n" + lines);
  }

 public:
  void deprecatedNamesWorkAndNameTheNewOne() {
    const Workers workers = read(
        "worker.l.balanced_workers=a,b,c\nworker.a.jvm_route=one\nworker.a.cachesize=3\n"
        "worker.a.cache_timeout=9\nworker.b.disabled=1\nworker.c.stopped=1\nworker.b.port=1\nworker.c.port=2\n");
    const std::vector<Member>& members = workers.balancers[0].members;
    CPPUNIT_ASSERT_EQUAL(std::size_t(3), members.size());
    CPPUNIT_ASSERT_EQUAL(std::string("one"), members[0].route);
    CPPUNIT_ASSERT(members[0].poolSize == 3 && members[0].poolIdle == seconds(9));
    CPPUNIT_ASSERT(members[1].activation == Activation::disabled);
    CPPUNIT_ASSERT(members[2].activation == Activation::stopped);
    CPPUNIT_ASSERT_EQUAL(
        std::string("w.properties:4: 'balanced_workers' is deprecated: write 'balance_workers'.\n"
                    "w.properties:5: 'jvm_route' is deprecated: write 'route'.\n"
                    "w.properties:6: 'cachesize' is deprecated: write 'connection_pool_size'.\n"
                    "w.properties:7: 'cache_timeout' is deprecated: write 'connection_pool_timeout'.\n"
                    "w.properties:8: 'disabled' is deprecated: write 'activation'.\n"
                    "w.properties:9: 'stopped' is deprecated: write 'activation'."),
        join(workers.warnings));
  }

  void namesWithoutEffectSayIt() {
    const char* const kLines[] = {
        "worker.a.recycle_timeout=1\n", "worker.a.local_worker=1\n", "worker.l.local_worker_only=1\n",
        "worker.a.sysprops=x\n",        "worker.a.stdout=x\n",       "worker.a.stderr=x\n",
        "worker.a.mx=1\n",              "worker.a.ms=1\n",           "worker.a.class_path=x\n",
        "worker.a.bridge=x\n",          "worker.a.jvm_lib=x\n",      "worker.a.ld_path=x\n",
        "worker.a.cmd_line=x\n",        "worker.a.native_lib=x\n",   "worker.l.lock=O\n",
        // Of status workers, written elsewhere.
        "worker.a.css=x\n",             "worker.a.ns=x\n",           "worker.a.xmlns=x\n",
        "worker.a.doctype=x\n",         "worker.l.prefix=x\n",       "worker.l.read_only=1\n",
        "worker.l.user=x\n",            "worker.l.user_case_insensitive=1\n",
        "worker.l.good=a.o\n",          "worker.l.bad=e\n",
    };
    for (const char* line : kLines) {
      const Workers workers = read(std::string("worker.l.balance_workers=a\n") + line);
      CPPUNIT_ASSERT_EQUAL_MESSAGE(line, std::size_t(1), workers.warnings.size());
      const std::string& warning = workers.warnings[0];
      CPPUNIT_ASSERT_MESSAGE(warning, isSentence(warning));
      CPPUNIT_ASSERT_MESSAGE(warning, warning.find(" has no effect") != std::string::npos);
    }
  }

  void typesThatAreGoneAreRefused() {
    for (const char* line : {"worker.a.type=ajp12\n", "worker.a.type=ajp14\n", "worker.a.type=jni\n"}) {
      const Result<Workers> workers = readText(std::string("worker.list=a\n") + line);
      CPPUNIT_ASSERT_MESSAGE(line, !workers.ok());
      CPPUNIT_ASSERT_MESSAGE(workers.error(), workers.error().find("write ajp13") != std::string::npos);
    }
  }

  // As the files begin that came with Tomcat.
  void variablesOfOldFilesAreReplaced() {
    const Workers workers = mustRead(
        "workers.tomcat_home=/opt/tomcat\nworkers.java_home=$(workers.tomcat_home)/jre\nps=/\n"
        "worker.list=a\nworker.a.secret=$(workers.java_home)$(ps)x$(HOME)\n");
    CPPUNIT_ASSERT_EQUAL(std::string(), join(workers.warnings));
    CPPUNIT_ASSERT_EQUAL(std::string("/opt/tomcat/jre/x/opt/of"), workers.balancers[0].members[0].secret);
  }

  void shortNamesStandForLongOnes() {
    const Workers workers =
        read("worker.l.balance_workers=a\nworker.l.fall=3\nworker.l.rise=4\nworker.a.busy_limit=5\n"
             "worker.l.max_replay_body=1k\n");
    const Balancer& balancer = workers.balancers[0];
    CPPUNIT_ASSERT_EQUAL(std::string(), join(workers.warnings));
    CPPUNIT_ASSERT(balancer.health.fall == 3 && balancer.health.rise == 4);
    CPPUNIT_ASSERT(balancer.members[0].maxInFlight == 5 && balancer.maxReplayBody == 1024);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(FormerNamesTest);

}  // namespace config
}  // namespace sioha

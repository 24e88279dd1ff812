#include "mod_sioha/config/workers.h"

#include <cppunit/extensions/HelperMacros.h>

#include "tests/unit/config/config_fakes.h"

namespace sioha {
namespace config {

namespace {

// The guide's own file, its two placeholders filled in.
const char kGuide[] =
    "worker.list=balance1\n"
    "worker.machine1.type=ajp13\n"
    "worker.machine1.host=192.0.2.1\n"
    "worker.machine1.port=8009\n"
    "worker.machine1.lbfactor=1\n"
    "worker.machine2.type=ajp13\n"
    "worker.machine2.host=192.0.2.2\n"
    "worker.machine2.port=8009\n"
    "worker.machine2.lbfactor=10\n"
    "worker.balance1.type=lb\n"
    "worker.balance1.balance_workers=machine1,machine2\n";

}  // namespace

class WorkersTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(WorkersTest);
  CPPUNIT_TEST(readsTheGuidesFileWithoutAWarning);
  CPPUNIT_TEST(givesFiniteDefaultsToAllWaits);
  CPPUNIT_TEST(everyMistakeIsOneSentenceWithItsPlace);
  CPPUNIT_TEST(warnsWhereIgnoringDoesNoHarm);
  CPPUNIT_TEST(aTruncatedFileIsReadOrRefused);
  CPPUNIT_TEST_SUITE_END();

 public:
  void readsTheGuidesFileWithoutAWarning() {
    const Workers workers = mustRead(kGuide);
    CPPUNIT_ASSERT_EQUAL(std::string(), join(workers.warnings));
    CPPUNIT_ASSERT_EQUAL(std::size_t(1), workers.balancers.size());
    const Balancer& balancer = workers.balancers[0];
    CPPUNIT_ASSERT_EQUAL(std::string("balance1"), balancer.name);
    CPPUNIT_ASSERT(balancer.method == Method::priority);
    CPPUNIT_ASSERT(balancer.health.kind == HealthKind::scaleio);
    CPPUNIT_ASSERT(balancer.stickySession);
    CPPUNIT_ASSERT_EQUAL(std::size_t(2), balancer.members.size());
    CPPUNIT_ASSERT_EQUAL(std::string("machine1"), balancer.members[0].route);
    CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.2"), balancer.members[1].host);
    CPPUNIT_ASSERT_EQUAL(10u, balancer.members[1].lbfactor);
    CPPUNIT_ASSERT_EQUAL(8009u, balancer.members[1].port);
    CPPUNIT_ASSERT_EQUAL(6u, balancer.members[1].line);
  }

  void givesFiniteDefaultsToAllWaits() {
    const Member member;
    const Duration waits[] = {member.poolIdle,     member.poolAcquire, member.connectTimeout,
                              member.replyTimeout, member.sendTimeout, member.pingTimeout};
    for (const Duration wait : waits) CPPUNIT_ASSERT(wait.count() > 0 && wait <= seconds(60));
    CPPUNIT_ASSERT(member.poolIdle < seconds(20));
  }

  void everyMistakeIsOneSentenceWithItsPlace();
  void warnsWhereIgnoringDoesNoHarm();

  void aTruncatedFileIsReadOrRefused() {
    const std::string whole = std::string(kGuide) +
                              "worker.tpl.reply_timeout=1500\nworker.machine1.reference=worker.tpl\r\n"
                              "worker.balance1.health_interval=2s # how often\n"
                              "secret=$(HOME)\nworker.machine2.secret=a$(secret)\n";
    std::size_t read = 0, refused = 0;
    for (std::size_t size = 0; size <= whole.size(); ++size) {
      const Result<Workers> workers = readText(whole.substr(0, size));
      workers.ok() ? ++read : ++refused;
      if (workers.ok()) CPPUNIT_ASSERT(!workers.value().balancers.empty());
      if (!workers.ok()) CPPUNIT_ASSERT_MESSAGE(workers.error(), isSentence(workers.error()) || size == 0);
    }
    CPPUNIT_ASSERT(read > 0 && refused > 0);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(WorkersTest);

namespace {

struct Case {
  const char* text;
  const char* sentence;
};

// Every file below is "w.properties"; these lines stand before `text` in none of them.
const Case kMistakes[] = {
    {"", "workers.properties: worker.list is not set: write worker.list=<names of the workers to mount>."},
    {"worker.a.host=h\n",
     "w.properties:1: worker.list is not set: write worker.list=<names of the workers to mount>."},
    {"worker.list=,\n",
     "w.properties:1: worker.list: the list is empty: write the names of the workers to mount."},
    {"worker.list=a\n",
     "w.properties:1: worker.list: worker 'a' is not defined: write worker.a.type and its host."},
    {"worker.list=machin1\nworker.machine1.type=ajp13\n",
     "w.properties:1: worker.list: worker 'machin1' is not defined: did you mean 'machine1'?"},
    {"worker.list=a a\nworker.a.port=1\n",
     "w.properties:1: worker.list: worker 'a' is listed twice: remove one."},
    {"worker.a.prot=1\n", "w.properties:1: 'prot' is no worker property: did you mean 'port'?"},
    {"worker.a.balance_worker=b\n",
     "w.properties:1: 'balance_worker' is no worker property: did you mean 'balance_workers'?"},
    {"worker.a.zzzzzzzz=b\n",
     "w.properties:1: 'zzzzzzzz' is no worker property: remove it, or see doc/worker-properties.md for the "
     "names there are."},
    {"worker.lst=a\n",
     "w.properties:1: 'worker.lst' is no property: write worker.list, worker.maintain or "
     "worker.<name>.<property>."},
    {"worker..host=a\n", "w.properties:1: 'worker..host' lacks a name: write worker.<name>.<property>."},
    {"worker.list=a\nworker.a.type=ajp13\nworker.a.port=1\nworker.a.type=ajp13\n",
     "w.properties:4: worker 'a' is defined twice (first at w.properties:2): give one of the two another name, or "
     "remove it."},
    {"worker.list=a\nworker.a.port=65536\n",
     "w.properties:2: worker.a.port=65536: this is no port: write a number from 1 to 65535 (0: never "
     "contacted)."},
    {"worker.list=a\nworker.a.port=abc\n",
     "w.properties:2: worker.a.port=abc: this is no port: write a number from 1 to 65535 (0: never "
     "contacted)."},
    {"worker.list=a\nworker.a.port=-1\n",
     "w.properties:2: worker.a.port=-1: this is no port: write a number from 1 to 65535 (0: never "
     "contacted)."},
    {"worker.list=a\nworker.a.host=<machine1_IP>\n",
     "w.properties:2: worker.a.host=<machine1_IP>: the placeholder is still in place: write the gateway's "
     "address."},
    {"worker.list=a\nworker.a.host=h:8009\n",
     "w.properties:2: worker.a.host=h:8009: host:port is not supported: write host=h and the port "
     "separately."},
    {"worker.list=a\nworker.a.host=[::1]\n",
     "w.properties:2: worker.a.host=[::1]: write the IPv6 address without brackets."},
    {"worker.list=a\nworker.a.host=a b\n",
     "w.properties:2: worker.a.host=a b: this is no host name or address: write one, such as 192.0.2.1."},
    {"worker.list=a\nworker.a.lbfactor=0\n",
     "w.properties:2: worker.a.lbfactor=0: write a number from 1 to 2147483647."},
    {"worker.list=a\nworker.a.reply_timeout=1m\n",
     "w.properties:2: worker.a.reply_timeout=1m: write a plain number of milliseconds, 0 to 2147483647."},
    {"worker.list=a\nworker.a.socket_timeout=3000000\n",
     "w.properties:2: worker.a.socket_timeout=3000000: write a plain number of seconds, 0 to 2147483."},
    {"worker.list=a\nworker.a.socket_keepalive=maybe\n",
     "w.properties:2: worker.a.socket_keepalive=maybe: it is neither on nor off: write 1 or 0."},
    {"worker.list=a\nworker.a.activation=standby\n",
     "w.properties:2: worker.a.activation=standby: write active, disabled or stopped (or A, D, S)."},
    {"worker.list=a\nworker.a.connection_pool_size=2\nworker.a.connection_pool_minsize=3\n",
     "w.properties:3: worker.a.connection_pool_minsize=3: this is more than connection_pool_size=2: write a "
     "smaller number."},
    {"worker.list=a\nworker.a.type=ajp14\n",
     "w.properties:2: worker.a.type=ajp14: this protocol is not supported: write ajp13 (and an AJP/1.3 "
     "connector in Tomcat's server.xml)."},
    {"worker.list=a\nworker.a.type=ajp\n",
     "w.properties:2: worker.a.type=ajp: there is no such type: write ajp13, lb or status."},
    {"worker.list=s\nworker.s.type=stats\n",
     "w.properties:2: worker.s.type=stats: there is no such type: write ajp13, lb or status."},
    {"worker.list=l\nworker.l.type=lb\n",
     "w.properties:2: lb worker 'l' has no members: write worker.l.balance_workers=<names of ajp13 "
     "workers>."},
    {"worker.list=l\nworker.l.type=lb\nworker.l.balance_workers=a\n",
     "w.properties:3: worker.l.balance_workers: worker 'a' is not defined: write worker.a.type and its "
     "host."},
    {"worker.list=l\nworker.l.type=lb\nworker.l.balance_workers=a,a\nworker.a.port=1\n",
     "w.properties:3: worker.l.balance_workers: worker 'a' is listed twice: remove one."},
    {"worker.list=l\nworker.l.type=lb\nworker.l.balance_workers=l\n",
     "w.properties:3: worker.l.balance_workers: worker 'l' is of type lb: name ajp13 workers only."},
    {"worker.list=l\nworker.l.type=lb\nworker.l.balance_workers=a b\nworker.a.route=r\nworker.b.route=r\n",
     "w.properties:5: workers 'a' and 'b' of 'l' both have the route 'r': write the jvmRoute of each "
     "Tomcat."},
    {"worker.list=a\nworker.a.fail_on_status=500 -4o4\n",
     "w.properties:2: worker.a.fail_on_status=500 -4o4: '-4o4' is no HTTP status: write numbers from 100 to "
     "999, with '-' before one that does not speak against the member."},
    {"worker.list=a\nworker.a.secretkey=x\n",
     "w.properties:2: worker.a.secretkey is not supported: it belongs to ajp14; write secret."},
    {"worker.list=a\nworker.a.source=h:1\n",
     "w.properties:2: worker.a.source=h:1: write an address of this host, without a port."},
    {"worker.list=a\nworker.a.retries=0\n", "w.properties:2: worker.a.retries=0: write a number from 1 to 100."},
    {"worker.list=a\nworker.a.recovery_options=32\n",
     "w.properties:2: worker.a.recovery_options=32: write a number from 0 to 31."},
    {"worker.list=a\nworker.a.mount=api/*\n",
     "w.properties:2: the pattern 'api/*' does not begin with '/': write a path such as /api/*."},
    {"worker.list=a\nworker.a.port=1\nworker.maintain=1m\n",
     "w.properties:3: worker.maintain=1m: write a plain number of seconds, 0 to 2147483."},
    {"worker.list=l\nworker.l.type=lb\nworker.l.balance_workers=a\nworker.a.port=1\nworker.l.session_cookie="
     "a;b\n",
     "w.properties:5: worker.l.session_cookie=a;b: ';', ',', '=' and '\"' are not allowed in a cookie: remove "
     "them."},
    {"worker.list=a\nworker.a.reference=worker.a\n",
     "w.properties:2: worker.a.reference=worker.a leads back to itself: remove one reference of the circle."},
    {"worker.list=a\nworker.a.reference=worker.b\n",
     "w.properties:2: worker.a.reference=worker.b: there are no properties that begin with 'worker.b.': "
     "write "
     "worker.<name> of a template."},
    {"worker.list=a\nworker.a.reference=t\nt.colour=red\n",
     "w.properties:3: 'colour' is no worker property, and w.properties:2 makes one of it: remove it, or see "
     "doc/worker-properties.md for the names there are."},
    {"worker.list=a\nworker.a.secret=s\nworker.a.secret_file=good\n",
     "w.properties:3: worker.a.secret_file=good: secret is set too: write one of the two."},
    {"worker.list=a\nworker.a.secret_file=missing\n",
     "w.properties:2: worker.a.secret_file=missing: the file cannot be read (No such file): write a path "
     "that httpd "
     "can read at start."},
    {"worker.list=a\nworker.a.secret_file=open\n",
     "w.properties:2: worker.a.secret_file=open: everybody may read the file: run chmod 600 on it."},
    {"worker.list=a\nworker.a.secret_file=empty\n",
     "w.properties:2: worker.a.secret_file=empty: the file is empty: write the secret of Tomcat's AJP "
     "connector into it."},
    {"worker.list=a\nworker.a.secret_file=lines\n",
     "w.properties:2: worker.a.secret_file=lines: the file has more than one line: write the secret into it "
     "and nothing else."},
    {"worker.list=a\nworker.a.health=ping\n",
     "w.properties:2: worker.a.health=ping: write scaleio, cping or http."},
    {"worker.list=a\nworker.a.health_interval=0\n",
     "w.properties:2: worker.a.health_interval=0: 0 is not possible here: write a time, such as 500ms or "
     "2s."},
    {"worker.list=a\nworker.a.health_interval=0.5\n",
     "w.properties:2: worker.a.health_interval=0.5: write a whole number of seconds, or one with ms, s or m "
     "behind it, "
     "such as 500ms."},
    {"worker.list=a\nworker.a.health_fast_interval=3\n",
     "w.properties:2: worker.a.health_fast_interval=3: this is longer than health_interval: write a shorter "
     "time."},
    {"worker.list=a\nworker.a.health=http\nworker.a.health_path=x\n",
     "w.properties:3: worker.a.health_path=x: the path does not begin with '/': write one such as "
     "/api/version."},
    {"worker.list=a\nworker.a.health=http\nworker.a.health_expect_header=x\n",
     "w.properties:3: worker.a.health_expect_header=x: there is no ':': write Name: value."},
    {"worker.list=l\nworker.l.type=lb\nworker.l.balance_workers=a\nworker.a.port=1\nworker.l.method=best\n",
     ""},
    {"worker.list=l\nworker.l.type=lb\nworker.l.balance_workers=a\nworker.a.port=1\nworker.l.method="
     "weighted\n",
     "w.properties:5: worker.l.method=weighted: write Request, Session, Next, Traffic, Busyness or "
     "priority."},
};

const Case kWarnings[] = {
    {"worker.maintain=60\nworker.maintain=50\n",
     "w.properties:6: worker.maintain is set again; its value from w.properties:5 is overwritten."},
    {"worker.a.local_worker=1\n",
     "w.properties:5: worker.a.local_worker has no effect: mod_jk ignores it too; write distance (0 for the "
     "near workers, 1 for the others)."},
    {"worker.b.port=1\n",
     "w.properties:5: worker 'b' is neither in worker.list nor a member of a worker that is: it is never "
     "used."},
    {"worker.a.port=2\n",
     "w.properties:5: worker.a.port is set again; its value from w.properties:4 is overwritten."},
    {"worker.a.cachesize=5\n", "w.properties:5: 'cachesize' is deprecated: write 'connection_pool_size'."},
    {"worker.l.lock=P\n",
     "w.properties:5: worker.l.lock has no effect: an election takes no lock, and its counts are shared by "
     "all processes."},
    {"worker.a.domain=\n", "w.properties:5: worker.a.domain has no value and counts as not set."},
    {"worker.a.reply_timeout=0\n",
     "w.properties:5: worker.a.reply_timeout=0: waiting for ever is not supported: the default of 60000 ms "
     "is used; write a finite time."},
    {"worker.a.max_packet_size=4096\n",
     "w.properties:5: worker.a.max_packet_size=4096: 8192 to 65536 are possible, 8192 is used; write "
     "Tomcat's packetSize."},
    {"worker.a.sticky_session=1\n",
     "w.properties:5: worker.a.sticky_session has no effect on a worker of type ajp13: remove it, or set it "
     "on the lb worker."},
    {"worker.l.port=1\n", "w.properties:5: worker.l.port has no effect on a worker of type lb: remove it."},
    {"worker.l.health_expect_body=x\n",
     "w.properties:5: worker.l.health_expect_body=x: it has no effect with health=scaleio; write health=http "
     "or remove it."},
    {"worker.a.redirect=x\n",
     "w.properties:4: worker 'a' redirects to 'x', which is the route of no member of 'l': write one that "
     "is."},
    {"worker.a.class_path=x\n",
     "w.properties:5: worker.a.class_path has no effect: JNI workers are gone since mod_jk 1.2.x; remove "
     "it."},
};

}  // namespace

void WorkersTest::everyMistakeIsOneSentenceWithItsPlace() {
  for (const Case& mistake : kMistakes) {
    const Result<Workers> workers = readText(mistake.text);
    CPPUNIT_ASSERT_EQUAL_MESSAGE(mistake.text, std::string(mistake.sentence), workers.error());
    CPPUNIT_ASSERT_EQUAL(workers.error().empty(), workers.ok());
  }
}

void WorkersTest::warnsWhereIgnoringDoesNoHarm() {
  const std::string base =
      "worker.list=l\nworker.l.type=lb\nworker.l.balance_workers=a\nworker.a.port=8010\n";
  for (const Case& warning : kWarnings)
    CPPUNIT_ASSERT_EQUAL(std::string(warning.sentence), join(mustRead(base + warning.text).warnings));
}

}  // namespace config
}  // namespace sioha

#include "mod_sioha/gateway/mdm_answer.h"

#include <cppunit/extensions/HelperMacros.h>

#include <memory>

namespace sioha {
namespace gateway {
namespace {

const char kCluster[] =
    "{\"id\":\"7c5c5c1c\",\"name\":\"\",\"clusterMode\":\"ThreeNodes\",\"clusterState\":\"ClusteredNormal\","
    "\"goodNodesNum\":3,\"master\":{\"id\":\"58c12f\",\"name\":\"MDM1\",\"ips\":[\"10.0.0.1\"],\"port\":9011,"
    "\"role\":\"Manager\"},\"slaves\":[{\"id\":\"x\",\"status\":\"Normal\"}],\"sessionTag\":7}";

MdmReading read(int status, Slice body) {
  Answer answer;
  answer.status = status;
  answer.contentType = "application/json;charset=UTF-8";
  answer.body = body;
  return readMdmAnswer(answer);
}

MdmCluster cluster(const char* master, long long tag) {
  MdmCluster c;
  c.known = true;
  c.masterId = master;
  c.sessionTag = tag;
  return c;
}

}  // namespace

class MdmAnswerTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(MdmAnswerTest);
  CPPUNIT_TEST(readsTheCluster);
  CPPUNIT_TEST(readsItInsideASystem);
  CPPUNIT_TEST(punishesNoClusterState);
  CPPUNIT_TEST(namesWhatIsWrong);
  CPPUNIT_TEST(seesASwitch);
  CPPUNIT_TEST(describesWithoutControlCharacters);
  CPPUNIT_TEST(survivesEveryTruncation);
  CPPUNIT_TEST_SUITE_END();

 public:
  void readsTheCluster() {
    const MdmReading reading = read(200, kCluster);
    CPPUNIT_ASSERT(reading.reason == Reason::none && reading.cluster.known);
    CPPUNIT_ASSERT_EQUAL(std::string("58c12f"), reading.cluster.masterId);
    CPPUNIT_ASSERT_EQUAL(7LL, reading.cluster.sessionTag);
    CPPUNIT_ASSERT_EQUAL(std::string("ClusteredNormal, ThreeNodes, master MDM1"), describe(reading.cluster));
  }

  void readsItInsideASystem() {
    const std::string system =
        std::string("[{\"id\":\"1\",\"mdmCluster\":") + kCluster + ",\"sessionTag\":9}]";
    const MdmReading reading = read(200, system);
    CPPUNIT_ASSERT(reading.reason == Reason::none);
    CPPUNIT_ASSERT_EQUAL(std::string("MDM1"), reading.cluster.masterName);
  }

  void punishesNoClusterState() {
    for (const char* state :
         {"ClusteredDegraded", "NotClustered", "Invalid", "ClusteredTiebreakerDown", ""}) {
      const MdmReading reading = read(200, std::string("{\"clusterState\":\"") + state + "\"}");
      CPPUNIT_ASSERT_MESSAGE(state, reading.reason == Reason::none && reading.cluster.known);
      CPPUNIT_ASSERT_EQUAL(-1LL, reading.cluster.sessionTag);
    }
  }

  void namesWhatIsWrong() {
    struct {
      int status;
      const char* body;
      const char* reason;
    } const rows[] = {
        {401, "{\"message\":\"Unauthorized\",\"httpStatusCode\":401,\"errorCode\":0}", "credentials-refused"},
        {428, "{}", "mdm-not-configured"},
        {500, "{\"message\":\"The MDM is not connected\",\"httpStatusCode\":500}", "mdm-unreachable"},
        {500, "{\"message\":\"The system is busy. Retry later\"}", "server-error"},
        {503, "", "unavailable"},
        {404, "<html>", "not-found"},
        {200, "<html>", "not-json"},
        {200, "", "not-json"},
        {200, "{}", "unexpected-content"},
        {200, "[]", "unexpected-content"},
        {200, "{\"clusterState\":3}", "unexpected-content"},
    };
    for (const auto& row : rows) {
      const MdmReading reading = read(row.status, row.body);
      CPPUNIT_ASSERT_EQUAL_MESSAGE(row.body, std::string(row.reason),
                                   std::string(reasonWord(reading.reason)));
      CPPUNIT_ASSERT(!reading.cluster.known);
    }
  }

  void seesASwitch() {
    CPPUNIT_ASSERT(!hasSwitched(cluster("a", 1), cluster("a", 1)));
    CPPUNIT_ASSERT(hasSwitched(cluster("a", 1), cluster("b", 1)));
    CPPUNIT_ASSERT(hasSwitched(cluster("a", 1), cluster("a", 2)));
    CPPUNIT_ASSERT(!hasSwitched(cluster("a", -1), cluster("a", 2)));
    CPPUNIT_ASSERT(!hasSwitched(cluster("", 1), cluster("b", 1)));
    CPPUNIT_ASSERT(!hasSwitched(MdmCluster(), cluster("b", 1)));
    CPPUNIT_ASSERT(!hasSwitched(cluster("a", 1), MdmCluster()));
  }

  void describesWithoutControlCharacters() {
    MdmCluster c = cluster("id", 1);
    c.clusterState = "Bad\r\n\x1b[31m";
    CPPUNIT_ASSERT_EQUAL(std::string("Bad[31m, master id"), describe(c));
    c.clusterState = std::string(500, 'x');
    CPPUNIT_ASSERT_EQUAL(std::size_t(64), describe(c).find(','));
    CPPUNIT_ASSERT_EQUAL(std::string(), describe(MdmCluster()));
  }

  void survivesEveryTruncation() {
    const Slice whole(kCluster);
    for (std::size_t size = 0; size < whole.size(); ++size) {
      std::unique_ptr<char[]> cut(new char[size ? size : 1]);
      std::memcpy(cut.get(), whole.data(), size);
      const MdmReading reading = read(200, Slice(cut.get(), size));
      CPPUNIT_ASSERT_EQUAL(reading.cluster.known, reading.reason == Reason::none);
    }
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(MdmAnswerTest);

}  // namespace gateway
}  // namespace sioha

#include <cppunit/extensions/HelperMacros.h>

#include "mod_sioha/status/format.h"
#include "tests/unit/status/samples.h"

namespace sioha {
namespace status {

class TextTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(TextTest);
  CPPUNIT_TEST(isATableAPersonCanRead);
  CPPUNIT_TEST(staysWithinItsColumns);
  CPPUNIT_TEST(letsNoControlCharacterThrough);
  CPPUNIT_TEST(saysWhenNothingIsConfigured);
  CPPUNIT_TEST_SUITE_END();

 public:
  void isATableAPersonCanRead() {
    const char* const expected =
        "sioha 0.1.0 in Apache/2.4.71 at api.example.net, 2026-11-22T17:06:57Z\n"
        "up 1 d 3 h, 2 graceful restarts, 4 children, prober is process 4242\n"
        "\n"
        "balancer scaleio: 1 of 2 usable; health scaleio, method priority; 0 requests found no member\n"
        "  member    address          state  score  reason         since    in flight  served  failed  "
        "moved\n"
        "  machine2  192.0.2.12:8009  down       0  cping-timeout  42 s             0  120345       3     "
        "17\n"
        "  machine1  192.0.2.11:8009  up       100  ok             1 d 3 h         12    4711       0      "
        "0\n"
        "  machine2: because down; probed (cping) 0.3 s ago in 500.123 ms; does not answer CPING\n"
        "  machine1: probed (mdm) 1.2 s ago in 3.456 ms; MDM ClusteredDegraded, ThreeNodes, master MDM1\n"
        "  2026-11-22T17:06:15Z machine2: turning -> down (cping-timeout)\n"
        "  2026-11-22T17:06:14Z machine2: up -> turning (cping-timeout)\n";
    CPPUNIT_ASSERT_EQUAL(std::string(expected), toText(sampleSnapshot()));
  }

  void staysWithinItsColumns() {
    const std::string text = toText(sampleSnapshot());
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = text.find('\n', at);
      CPPUNIT_ASSERT(columns(text.substr(at, end - at)) <= 100);
      at = end + 1;
    }
  }

  void letsNoControlCharacterThrough() {
    const std::string text = toText(hostileSnapshot("\x1b[2J\r\x07\xff\n\x7f"));
    for (char c : text)
      CPPUNIT_ASSERT(c == '\n' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F && c != '\xff'));
    CPPUNIT_ASSERT_EQUAL(toText(sampleSnapshot()).find("\n\nbalancer") != std::string::npos,
                         text.find("\n\nbalancer") != std::string::npos);
  }

  void saysWhenNothingIsConfigured() {
    CPPUNIT_ASSERT(toText(Snapshot()).find("no balancer is configured") != std::string::npos);
    CPPUNIT_ASSERT(toText(Snapshot()).find("no prober yet") != std::string::npos);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(TextTest);

}  // namespace status
}  // namespace sioha

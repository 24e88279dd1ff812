#include <cppunit/extensions/HelperMacros.h>

#include "mod_sioha/status/json_writer.h"
#include "tests/unit/status/samples.h"

namespace sioha {
namespace status {
namespace {

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

class JsonTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(JsonTest);
  CPPUNIT_TEST(placesCommasAndIndents);
  CPPUNIT_TEST(keepsItsNames);
  CPPUNIT_TEST(writesNullWhereThereIsNothing);
  CPPUNIT_TEST(escapesHostileText);
  CPPUNIT_TEST_SUITE_END();

 public:
  void placesCommasAndIndents() {
    JsonWriter json;
    json.openObject();
    json.number("a", 1);
    json.openArray("list");
    json.text("", "x");
    json.null("");
    json.closeArray();
    json.openArray("none");
    json.closeArray();
    json.openObject("o");
    json.boolean("b", false);
    json.closeObject();
    json.closeObject();
    CPPUNIT_ASSERT_EQUAL(
        std::string("{\n  \"a\": 1,\n  \"list\": [\n    \"x\",\n    null\n  ],\n  \"none\": [],\n"
                    "  \"o\": {\n    \"b\": false\n  }\n}\n"),
        json.document());
  }

  void keepsItsNames() {
    const std::string json = toJson(sampleSnapshot());
    for (const char* part : {"\"schema_version\": 1",
                             "\"server\": \"api.example.net\"",
                             "\"at\": \"2026-11-22T17:06:57Z\"",
                             "\"prober_pid\": 4242",
                             "\"balancers\": [",
                             "\"usable\": 1",
                             "\"size\": 2",
                             "\"fail_open\": false",
                             "\"no_member\": 0",
                             "\"members\": [",
                             "\"name\": \"machine2\"",
                             "\"admin\": \"active\"",
                             "\"health\": \"down\"",
                             "\"effective\": \"down\"",
                             "\"reason\": \"cping-timeout\"",
                             "\"score\": 0",
                             "\"since\": \"2026-11-22T17:06:15Z\"",
                             "\"took_ms\": 500.123",
                             "\"next_in_ms\": 0.000",
                             "\"in_flight\": 12",
                             "\"max_in_flight\": 100",
                             "\"served\": 120345",
                             "\"failed_over\": 17",
                             "\"taken_over\": 17",
                             "\"released\": 8",
                             "\"mdm\": \"ClusteredDegraded, ThreeNodes, master MDM1\"",
                             "\"from\": \"turning\"",
                             "\"bytes_out\": 9876543210",
                             "\"standby\": false",
                             "\"slow_start_percent\": 100"})
      CPPUNIT_ASSERT_MESSAGE(part, contains(json, part));
  }

  void writesNullWhereThereIsNothing() {
    Snapshot s = sampleSnapshot();
    s.proberPid = 0;
    s.balancers[0].members[0] = MemberSnapshot();
    const std::string json = toJson(s);
    for (const char* part : {"\"prober_pid\": null", "\"since\": null", "\"at\": null", "\"took_ms\": null",
                             "\"next_in_ms\": null"})
      CPPUNIT_ASSERT_MESSAGE(part, contains(json, part));
    CPPUNIT_ASSERT(contains(toJson(Snapshot()), "\"balancers\": []"));
  }

  void escapesHostileText() {
    const std::string json =
        toJson(hostileSnapshot(std::string("a\"b\\\n\x1f\0</\xc3\x28\xed\xa0\x80\xf0\x9f\x98\x80", 18)));
    CPPUNIT_ASSERT(
        contains(json,
                 "\"a\\\"b\\\\\\n\\u001f\\u0000\\u003c/\xEF\xBF\xBD(\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"
                 "\xf0\x9f\x98\x80\""));
    for (char c : json) CPPUNIT_ASSERT(c == '\n' || static_cast<unsigned char>(c) >= 0x20);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(JsonTest);

}  // namespace status
}  // namespace sioha

#include "mod_sioha/ajp/request_writer.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>
#include <vector>

#include "tests/fakes/gateway_packets.h"

namespace sioha {
namespace ajp {

using fakes::ajpString;
using fakes::integer;

static RequestLine line(Slice method) {
  RequestLine l;
  l.method = method;
  l.protocol = "HTTP/1.1";
  l.uri = "/api";
  l.remoteAddress = "192.0.2.7";
  l.serverName = "gw";
  l.serverPort = 443;
  l.isSsl = true;
  return l;
}

/// What line() becomes, without frame header and number of headers.
static std::string startOf(char method) {
  return std::string("\x02") + method + ajpString("HTTP/1.1") + ajpString("/api") + ajpString("192.0.2.7") +
         "\xFF\xFF" + ajpString("gw") + integer(443) + "\x01";
}

static std::string framed(const std::string& payload) { return "\x12\x34" + integer(payload.size()) + payload; }

class RequestWriterTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(RequestWriterTest);
  CPPUNIT_TEST(writesTheBytesOfTheProtocol);
  CPPUNIT_TEST(aMethodWithoutCodeGoesIntoAnAttribute);
  CPPUNIT_TEST(aRemoteHostIsSentWhereThereIsOne);
  CPPUNIT_TEST(everyCapacityBelowTheSizeIsToldAsTooSmall);
  CPPUNIT_TEST(aPacketMayFillItsSizeExactly);
  CPPUNIT_TEST(stringsEndWhereNullBegins);
  CPPUNIT_TEST(aNameMayNotReachTheCodes);
  CPPUNIT_TEST(aWriterStartsAnew);
  CPPUNIT_TEST_SUITE_END();

 public:
  void writesTheBytesOfTheProtocol() {
    std::vector<char> buffer(8192);
    RequestWriter w(buffer.data(), buffer.size());
    w.begin(line("GET"));
    w.header("HOST", "gw.example");
    w.header("X-Own", "");
    w.attribute(Attribute::queryString, "a=b");
    w.keySize(256);
    w.requestAttribute("AJP_REMOTE_PORT", "50000");
    CPPUNIT_ASSERT(w.finish());
    const std::string expected = framed(startOf('\x02') + integer(2) + "\xA0\x0B" + ajpString("gw.example") +
                                        ajpString("X-Own") + ajpString("") + "\x05" + ajpString("a=b") + "\x0B" +
                                        integer(256) + "\x0A" + ajpString("AJP_REMOTE_PORT") +
                                        ajpString("50000") + "\xFF");
    CPPUNIT_ASSERT_EQUAL(expected, w.packet().str());
  }

  void aMethodWithoutCodeGoesIntoAnAttribute() {
    std::vector<char> buffer(8192);
    RequestWriter w(buffer.data(), buffer.size());
    w.begin(line("PATCH"));
    CPPUNIT_ASSERT(w.finish());
    CPPUNIT_ASSERT_EQUAL(framed(startOf('\xFF') + integer(0) + "\x0D" + ajpString("PATCH") + "\xFF"),
                         w.packet().str());
  }

  void aRemoteHostIsSentWhereThereIsOne() {
    std::vector<char> buffer(8192);
    RequestWriter w(buffer.data(), buffer.size());
    RequestLine l = line("GET");
    l.remoteHost = "client.example";
    l.isSsl = false;
    w.begin(l);
    CPPUNIT_ASSERT(w.finish());
    CPPUNIT_ASSERT(w.packet().str().find(ajpString("client.example") + ajpString("gw") + integer(443) +
                                         std::string(3, '\0') + "\xFF") != std::string::npos);
  }

  void everyCapacityBelowTheSizeIsToldAsTooSmall() {
    const std::size_t size = 4 + startOf('\x02').size() + 2 + (2 + 13) + (8 + 4) + 1 + 6 + 3 + (1 + 4 + 4) + 1;
    for (std::size_t capacity = 0; capacity <= size + 1; ++capacity) {
      std::vector<char> buffer(capacity);  // ASan sees a byte too many
      RequestWriter w(buffer.data(), buffer.size());
      w.begin(line("GET"));
      w.header("Host", "gw.example");
      w.header("X-Own", "y");
      w.attribute(Attribute::queryString, "a=b");
      w.keySize(256);
      w.requestAttribute("k", "v");
      CPPUNIT_ASSERT_EQUAL(capacity >= size, w.finish());
      if (capacity >= size) CPPUNIT_ASSERT_EQUAL(size, w.packet().size());
    }
  }

  void aPacketMayFillItsSizeExactly() {
    static const std::size_t kSizes[] = {kMinPacketSize, kMaxPacketSize - 1, kMaxPacketSize};
    for (int i = 0; i < 3; ++i) {
      std::vector<char> buffer(kSizes[i]);
      const std::size_t empty = 4 + startOf('\x02').size() + 2 + 2 + 3 + 1;
      for (int extra = -1; extra <= 1; ++extra) {
        RequestWriter w(buffer.data(), buffer.size());
        w.begin(line("GET"));
        w.header("cookie", std::string(kSizes[i] - empty + static_cast<std::size_t>(extra), 'c'));
        CPPUNIT_ASSERT_EQUAL(extra <= 0, w.finish());
      }
    }
  }

  // Lengths are 16 bits: one that wraps around would hide what follows it.
  void stringsEndWhereNullBegins() {
    static const std::size_t kLengths[] = {65534, 65535, 65536, 65546, 131072};
    std::vector<char> buffer(200000);
    for (int i = 0; i < 5; ++i) {
      const std::string text(kLengths[i], 'x');
      RequestWriter w(buffer.data(), buffer.size());
      w.begin(line("GET"));
      w.header("X-Own", text);
      CPPUNIT_ASSERT(!w.finish());
      w.begin(line("GET"));
      w.attribute(Attribute::queryString, text);
      CPPUNIT_ASSERT(!w.finish());
      w.begin(line("GET"));
      w.requestAttribute(text, "");
      CPPUNIT_ASSERT(!w.finish());
      w.begin(line(text));
      CPPUNIT_ASSERT(!w.finish());
    }
  }

  void aNameMayNotReachTheCodes() {
    std::vector<char> buffer(kMaxPacketSize);
    for (std::size_t size = 0x9FFF; size <= 0xA001; ++size) {
      RequestWriter w(buffer.data(), buffer.size());
      w.begin(line("GET"));
      w.header(std::string(size, 'n'), "v");
      CPPUNIT_ASSERT_EQUAL(size < 0xA000, w.finish());
    }
  }

  void aWriterStartsAnew() {
    std::vector<char> buffer(64);
    RequestWriter w(buffer.data(), buffer.size());
    w.begin(line("PATCH"));
    w.header("X", std::string(100, 'x'));
    CPPUNIT_ASSERT(!w.finish());
    w.begin(line("GET"));
    CPPUNIT_ASSERT(w.finish());
    CPPUNIT_ASSERT_EQUAL(framed(startOf('\x02') + integer(0) + "\xFF"), w.packet().str());
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(RequestWriterTest);

}  // namespace ajp
}  // namespace sioha

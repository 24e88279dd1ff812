#include "tests/ajp/codec.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace sioha::testajp;

namespace {

std::string text(const std::string& value) {
  std::string out;
  putString(&out, value);
  return out;
}

std::string number(unsigned value) {
  std::string out;
  putInt(&out, value);
  return out;
}

/// A FORWARD_REQUEST up to its headers' count.
std::string start(char method = 2) {
  return std::string(1, '\x02') + method + text("HTTP/1.1") + text("/a") + text("192.0.2.1") + text("c") +
         text("front") + number(443) + '\x01';
}

/// One with a coded and a named header and every kind of attribute.
std::string whole() {
  return start() + number(2) + number(0xA00B) + text("h") + text("X-Own") + text("v") + '\x05' + text("q=1") +
         '\x07' + text("PEM") + '\x0B' + number(256) + '\x0A' + text("AJP_REMOTE_PORT") + text("7") + '\x0C' +
         text("s") + '\xFF';
}

}  // namespace

class CodecTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(CodecTest);
  CPPUNIT_TEST(everyPartOfARequestIsDecoded);
  CPPUNIT_TEST(everyTruncationIsRefused);
  CPPUNIT_TEST(malformedRequestsAreRefusedWithAReason);
  CPPUNIT_TEST(methodsHaveTheirCodes);
  CPPUNIT_TEST(anAbsentStringIsNotAnEmptyOneOnTheWire);
  CPPUNIT_TEST(packetsAreAsTheProtocolDrawsThem);
  CPPUNIT_TEST(aBodyIsCutToTheSizeOfAPacket);
  CPPUNIT_TEST_SUITE_END();

  void refused(const std::string& payload, const std::string& reason) {
    ForwardRequest request;
    std::string why;
    CPPUNIT_ASSERT(!decodeForward(payload, &request, &why));
    CPPUNIT_ASSERT_MESSAGE(why, why.find(reason) != std::string::npos);
  }

 public:
  void everyPartOfARequestIsDecoded() {
    ForwardRequest request;
    std::string why;
    CPPUNIT_ASSERT_MESSAGE(why, decodeForward(whole(), &request, &why));
    CPPUNIT_ASSERT_EQUAL(std::string("GET"), request.method);
    CPPUNIT_ASSERT_EQUAL(std::string("/a"), request.uri);
    CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.1"), request.remoteAddr);
    CPPUNIT_ASSERT_EQUAL(443, request.serverPort);
    CPPUNIT_ASSERT(request.ssl);
    CPPUNIT_ASSERT_EQUAL(std::string("h"), *findHeader(request.headers, "Host"));
    CPPUNIT_ASSERT_EQUAL(std::string("v"), *findHeader(request.headers, "x-own"));
    CPPUNIT_ASSERT(!findHeader(request.headers, "x-other"));
    CPPUNIT_ASSERT_EQUAL(std::string("q=1"), request.query());
    CPPUNIT_ASSERT_EQUAL(std::string("256"), request.coded["ssl_key_size"]);
    CPPUNIT_ASSERT_EQUAL(std::string("PEM"), request.coded["ssl_cert"]);
    CPPUNIT_ASSERT_EQUAL(std::string("s"), request.coded["secret"]);
    CPPUNIT_ASSERT_EQUAL(std::string("AJP_REMOTE_PORT"), request.attributes.at(0).name);
  }

  void everyTruncationIsRefused() {
    const std::string all = whole();
    for (std::size_t size = 0; size < all.size(); ++size) refused(all.substr(0, size), "");
  }

  void malformedRequestsAreRefusedWithAReason() {
    refused(std::string("\x07") + whole().substr(1), "not a FORWARD_REQUEST");
    refused(start(28) + number(0) + '\xFF', "unknown method code 28");
    refused(start('\xFF') + number(0) + '\xFF', "without a stored_method");
    refused(start() + number(1) + number(0xA00F) + text("v") + '\xFF', "unknown header code 15");
    refused(start() + number(1) + text("") + text("v") + '\xFF', "a header has no name");
    refused(start() + number(0) + '\x0E' + text("v") + '\xFF', "unknown attribute code 14");
    refused(start() + number(0) + '\x0C' + text("v") + '\x0C' + text("v") + '\xFF', "secret is sent twice");
    refused(start() + number(0) + "\xFFx", "bytes follow");
    refused(start() + number(1) + text("X") + number(2) + "abc" + '\xFF', "not followed by a zero byte");
    refused(start() + number(1) + text("X") + text(std::string("a\0b", 3)) + '\xFF', "contains a zero byte");
    std::string twoTls = start();
    twoTls[twoTls.size() - 1] = '\x02';
    refused(twoTls + number(0) + '\xFF', "is_ssl");
  }

  void methodsHaveTheirCodes() {
    const struct {
      char code;
      const char* name;
    } kTable[] = {{1, "OPTIONS"}, {3, "HEAD"},        {4, "POST"},
                  {15, "ACL"},    {20, "UNCHECKOUT"}, {27, "MKACTIVITY"}};
    for (const auto& row : kTable) {
      ForwardRequest request;
      CPPUNIT_ASSERT(decodeForward(start(row.code) + number(0) + '\xFF', &request, 0));
      CPPUNIT_ASSERT_EQUAL(std::string(row.name), request.method);
    }
    ForwardRequest stored;
    CPPUNIT_ASSERT(decodeForward(start('\xFF') + number(0) + '\x0D' + text("PATCH") + '\xFF', &stored, 0));
    CPPUNIT_ASSERT_EQUAL(std::string("PATCH"), stored.method);
  }

  void anAbsentStringIsNotAnEmptyOneOnTheWire() {
    ForwardRequest request;
    CPPUNIT_ASSERT(decodeForward(start() + number(1) + text("X") + number(0xFFFF) + '\xFF', &request, 0));
    CPPUNIT_ASSERT_EQUAL(std::string(), request.headers.at(0).value);
    refused(start() + number(1) + text("X") + number(0xFFFF) + '\0' + '\xFF', "unknown attribute code 0");
  }

  void packetsAreAsTheProtocolDrawsThem() {
    CPPUNIT_ASSERT_EQUAL(std::string("AB\0\1\x09", 5), cpong());
    CPPUNIT_ASSERT_EQUAL(std::string("AB\0\2\x05\1", 6), endResponse(true));
    CPPUNIT_ASSERT_EQUAL(std::string("AB\0\2\x05\0", 6), endResponse(false));
    CPPUNIT_ASSERT_EQUAL(std::string("AB\0\3\x06\x1F\xFA", 7), getBodyChunk(8186));
    CPPUNIT_ASSERT_EQUAL(std::string("AB\0\6\x03\0\2hi\0", 10), sendBodyChunk("hi", 2));
    CPPUNIT_ASSERT_EQUAL(std::string("AB\0\x18\x04\0\xC8\0\2OK\0\0\2\xA0\x03\0\1"
                                     "5\0\0\1X\0\0\1y\0",
                                     28),
                         sendHeaders(200, "OK", {{"content-length", "5"}, {"X", "y"}}));
  }

  void aBodyIsCutToTheSizeOfAPacket() {
    CPPUNIT_ASSERT_EQUAL(std::string(), bodyChunks("", 8192));
    CPPUNIT_ASSERT_EQUAL(std::size_t(8192), bodyChunks(std::string(8184, 'x'), 8192).size());
    CPPUNIT_ASSERT_EQUAL(std::size_t(8192 + 9), bodyChunks(std::string(8185, 'x'), 8192).size());
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(CodecTest);

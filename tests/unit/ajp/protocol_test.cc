#include "mod_sioha/ajp/protocol.h"

#include <cppunit/extensions/HelperMacros.h>

#include <cctype>
#include <string>

#include "mod_sioha/ajp/field.h"

namespace sioha {
namespace ajp {

class ProtocolTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ProtocolTest);
  CPPUNIT_TEST(methodsHaveTheirCodes);
  CPPUNIT_TEST(requestHeadersHaveTheirCodesInAnyCase);
  CPPUNIT_TEST(noNeighbourOfAHeaderNameHasItsCode);
  CPPUNIT_TEST(responseCodesHaveTheirNames);
  CPPUNIT_TEST(readyPacketsAreThoseOfTheProtocol);
  CPPUNIT_TEST(tokensAreThoseOfHttp);
  CPPUNIT_TEST(fieldTextHasNoControlCharacterAnywhere);
  CPPUNIT_TEST_SUITE_END();

 public:
  void methodsHaveTheirCodes() {
    static const char* const kNames[] = {
        "OPTIONS", "GET",     "HEAD",     "POST",       "PUT",    "DELETE",      "TRACE",  "PROPFIND", "PROPPATCH",
        "MKCOL",   "COPY",    "MOVE",     "LOCK",       "UNLOCK", "ACL",         "REPORT", "VERSION-CONTROL",
        "CHECKIN", "CHECKOUT", "UNCHECKOUT", "SEARCH",  "MKWORKSPACE", "UPDATE", "LABEL",  "MERGE",
        "BASELINE-CONTROL", "MKACTIVITY"};
    for (unsigned i = 0; i < 27; ++i) CPPUNIT_ASSERT_EQUAL(i + 1, unsigned(methodCode(kNames[i])));
    static const char* const kStored[] = {"PATCH", "QUERY", "CONNECT", "get", "GE", "GETS", ""};
    for (int i = 0; i < 7; ++i) CPPUNIT_ASSERT_EQUAL(255u, unsigned(methodCode(kStored[i])));
  }

  static std::string withCase(std::string text, int (*change)(int)) {
    for (std::size_t i = 0; i < text.size(); ++i) text[i] = static_cast<char>(change(text[i]));
    return text;
  }

  static const char* const* names() {
    static const char* const kNames[] = {"Accept",     "Accept-Charset", "Accept-Encoding", "Accept-Language",
                                         "Authorization", "Connection",  "Content-Type",    "Content-Length",
                                         "Cookie",     "Cookie2",        "Host",            "Pragma",
                                         "Referer",    "User-Agent"};
    return kNames;
  }

  void requestHeadersHaveTheirCodesInAnyCase() {
    for (unsigned i = 0; i < 14; ++i) {
      const std::string name = names()[i];
      CPPUNIT_ASSERT_EQUAL(0xA001 + i, unsigned(requestHeaderCode(name)));
      CPPUNIT_ASSERT_EQUAL(0xA001 + i, unsigned(requestHeaderCode(withCase(name, std::tolower))));
      CPPUNIT_ASSERT_EQUAL(0xA001 + i, unsigned(requestHeaderCode(withCase(name, std::toupper))));
    }
  }

  // Each other byte at each place: the comparison of words has to be exact.
  void noNeighbourOfAHeaderNameHasItsCode() {
    for (unsigned i = 0; i < 14; ++i) {
      const std::string name = names()[i];
      for (std::size_t at = 0; at < name.size(); ++at) {
        for (int c = 0; c < 256; ++c) {
          std::string other = name;
          other[at] = static_cast<char>(c);
          const bool same = equalsNoCase(other, name);
          CPPUNIT_ASSERT_EQUAL(same ? 0xA001 + i : 0u, unsigned(requestHeaderCode(other)));
        }
      }
      CPPUNIT_ASSERT_EQUAL(0u, unsigned(requestHeaderCode(name + "x")));
    }
    CPPUNIT_ASSERT_EQUAL(0u, unsigned(requestHeaderCode("")));
  }

  void responseCodesHaveTheirNames() {
    static const char* const kNames[] = {"Content-Type", "Content-Language", "Content-Length", "Date",
                                         "Last-Modified", "Location", "Set-Cookie", "Set-Cookie2",
                                         "Servlet-Engine", "Status", "WWW-Authenticate"};
    for (int i = 0; i < 11; ++i)
      CPPUNIT_ASSERT_EQUAL(std::string(kNames[i]), responseHeaderName(static_cast<std::uint16_t>(0xA001 + i)).str());
    CPPUNIT_ASSERT(responseHeaderName(0xA000).empty());
    CPPUNIT_ASSERT(responseHeaderName(0xA00C).empty());
    CPPUNIT_ASSERT(responseHeaderName(0xFFFF).empty());
  }

  void readyPacketsAreThoseOfTheProtocol() {
    CPPUNIT_ASSERT_EQUAL(std::string("\x12\x34\x00\x01\x0A", 5), cpingPacket().str());
    CPPUNIT_ASSERT_EQUAL(std::string("\x12\x34\x00\x00", 4), emptyBodyPacket().str());
    char six[6];
    writeBodyHeader(six, 8186);
    CPPUNIT_ASSERT_EQUAL(std::string("\x12\x34\x1F\xFC\x1F\xFA", 6), std::string(six, 6));
    writeBodyHeader(six, kMaxPacketSize - kBodyPacketOverhead);
    CPPUNIT_ASSERT_EQUAL(std::string("\x12\x34\xFF\xFC\xFF\xFA", 6), std::string(six, 6));
  }

  void tokensAreThoseOfHttp() {
    const std::string others = "!#$%&'*+-.^_`|~";
    for (int c = 0; c < 256; ++c) {
      const bool expected = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                            (c != 0 && others.find(static_cast<char>(c)) != std::string::npos);
      CPPUNIT_ASSERT_EQUAL(expected, isToken("a" + std::string(1, static_cast<char>(c))));
    }
    CPPUNIT_ASSERT(!isToken(""));
  }

  void fieldTextHasNoControlCharacterAnywhere() {
    for (std::size_t size = 1; size <= 17; ++size) {
      for (std::size_t at = 0; at < size; ++at) {
        for (int c = 0; c < 256; ++c) {
          std::string text(size, '\xE4');
          text[at] = static_cast<char>(c);
          CPPUNIT_ASSERT_EQUAL(c == '\t' || (c >= 0x20 && c != 0x7F), isFieldText(text));
        }
      }
    }
    CPPUNIT_ASSERT(isFieldText(""));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ProtocolTest);

}  // namespace ajp
}  // namespace sioha

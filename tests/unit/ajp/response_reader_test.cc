#include "mod_sioha/ajp/response_reader.h"

#include <cppunit/extensions/HelperMacros.h>

#include <memory>
#include <string>

#include "tests/fakes/gateway_packets.h"

namespace sioha {
namespace ajp {

using fakes::Headers;
using fakes::packet;

/// A copy without a byte to spare, so that ASan sees a read past its end.
class Exact {
 public:
  explicit Exact(const std::string& text) : bytes_(new char[text.size()]), size_(text.size()) {
    text.copy(bytes_.get(), size_);
  }
  Slice slice() const { return Slice(bytes_.get(), size_); }

 private:
  std::unique_ptr<char[]> bytes_;
  std::size_t size_;
};

static FrameStatus frameOf(const std::string& input, std::size_t max = 8192) {
  Frame frame;
  const Exact exact(input);
  return readFrame(exact.slice(), max, &frame);
}

/// "200 OK a=b c=d", or where it went wrong.
static std::string readAll(Slice payload) {
  HeadReader reader(payload);
  int status;
  Slice reason, name, value;
  if (!reader.readStatus(&status, &reason)) return "bad start";
  std::string text = std::to_string(status) + " " + reason.str();
  for (;;) {
    switch (reader.next(&name, &value)) {
      case HeadReader::Next::header: text += " " + name.str() + "=" + value.str(); break;
      case HeadReader::Next::end: return text;
      case HeadReader::Next::malformed: return "bad header";
    }
  }
}

class ResponseReaderTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ResponseReaderTest);
  CPPUNIT_TEST(everyTruncationOfAPacketIsIncomplete);
  CPPUNIT_TEST(garbageIsToldAtItsFirstByte);
  CPPUNIT_TEST(onlyTypesOfAGatewayArePackets);
  CPPUNIT_TEST(thePacketSizeIsTheLimit);
  CPPUNIT_TEST(readsAHead);
  CPPUNIT_TEST(aCodedNameIsToldApartFromASpeltOne);
  CPPUNIT_TEST(everyTruncationOfAHeadIsMalformed);
  CPPUNIT_TEST(everyLengthInAHeadIsChecked);
  CPPUNIT_TEST(statusHasThreeDigits);
  CPPUNIT_TEST(aNullStringHasNoBytes);
  CPPUNIT_TEST(readsBodyChunksWithAndWithoutTheExtraByte);
  CPPUNIT_TEST(readsEndResponse);
  CPPUNIT_TEST(readsGetBodyChunk);
  CPPUNIT_TEST_SUITE_END();

 public:
  void everyTruncationOfAPacketIsIncomplete() {
    const std::string packets[] = {fakes::headWithLength(200, "5"), fakes::chunk("hello"), fakes::flushChunk(),
                                   fakes::end(), fakes::wantBody(8186), fakes::cpong()};
    for (int i = 0; i < 6; ++i) {
      for (std::size_t n = 0; n < packets[i].size(); ++n) {
        const Exact cut(packets[i].substr(0, n));
        Frame frame;
        CPPUNIT_ASSERT(readFrame(cut.slice(), 8192, &frame) == FrameStatus::incomplete);
        CPPUNIT_ASSERT_EQUAL(n < 4 ? std::size_t(0) : packets[i].size(), frame.size);
      }
      const std::string more = packets[i] + "AB";
      Frame frame;
      CPPUNIT_ASSERT(readFrame(more, 8192, &frame) == FrameStatus::complete);
      CPPUNIT_ASSERT_EQUAL(packets[i].size(), frame.size);
      CPPUNIT_ASSERT_EQUAL(packets[i].substr(5), frame.payload.str());
    }
  }

  void garbageIsToldAtItsFirstByte() {
    CPPUNIT_ASSERT(frameOf("H") == FrameStatus::malformed);
    CPPUNIT_ASSERT(frameOf("AC") == FrameStatus::malformed);
    CPPUNIT_ASSERT(frameOf("\x12\x34") == FrameStatus::malformed);
    CPPUNIT_ASSERT(frameOf(std::string("AB\0\0", 4)) == FrameStatus::malformed);
  }

  void onlyTypesOfAGatewayArePackets() {
    for (int type = 0; type < 256; ++type) {
      const bool known = (type >= 3 && type <= 6) || type == 9;
      CPPUNIT_ASSERT_EQUAL(known, frameOf(packet(std::string(1, static_cast<char>(type)))) ==
                                      FrameStatus::complete);
    }
  }

  void thePacketSizeIsTheLimit() {
    static const std::size_t kMax[] = {8192, 65535, 65536};
    for (int i = 0; i < 3; ++i) {
      for (std::size_t payload = 1; payload <= 3; ++payload)
        CPPUNIT_ASSERT(frameOf(packet(std::string(payload, '\x03')), kMax[i]) == FrameStatus::complete);
      for (std::size_t size = kMax[i] - 4; size <= kMax[i] + 1 && size - 4 <= 0xFFFF; ++size) {
        const bool fits = size <= kMax[i];
        CPPUNIT_ASSERT(frameOf(packet(std::string(size - 4, '\x03')), kMax[i]) ==
                       (fits ? FrameStatus::complete : FrameStatus::malformed));
      }
    }
    CPPUNIT_ASSERT(frameOf("AB\xFF\xFF", 65536) == FrameStatus::malformed);
    CPPUNIT_ASSERT(frameOf("AB\x1F\xFD", 8192) == FrameStatus::malformed);
    CPPUNIT_ASSERT(frameOf("AB\x1F\xFC", 8192) == FrameStatus::incomplete);
  }

  static std::string sampleHead() {
    Headers headers;
    headers.push_back(std::make_pair("\xA0\x0B", "Basic"));
    headers.push_back(std::make_pair("X-Own", "v"));
    headers.push_back(std::make_pair("X-None", ""));
    return fakes::headPayload(401, "Unauthorized", headers);
  }

  void readsAHead() {
    CPPUNIT_ASSERT_EQUAL(std::string("401 Unauthorized WWW-Authenticate=Basic X-Own=v X-None="),
                         readAll(sampleHead()));
    CPPUNIT_ASSERT_EQUAL(std::string("200 "), readAll(fakes::headPayload(200, "", Headers())));
  }

  void aCodedNameIsToldApartFromASpeltOne() {
    const std::string payload = sampleHead();
    HeadReader reader(payload);
    int status;
    Slice reason, name, value;
    CPPUNIT_ASSERT(reader.readStatus(&status, &reason));
    CPPUNIT_ASSERT(reader.next(&name, &value) == HeadReader::Next::header);
    CPPUNIT_ASSERT_EQUAL(0xA00Bu, unsigned(reader.code()));
    CPPUNIT_ASSERT(reader.next(&name, &value) == HeadReader::Next::header);
    CPPUNIT_ASSERT_EQUAL(0u, unsigned(reader.code()));
  }

  void everyTruncationOfAHeadIsMalformed() {
    const std::string whole = sampleHead();
    for (std::size_t n = 0; n < whole.size(); ++n) {
      const Exact cut(whole.substr(0, n));
      CPPUNIT_ASSERT(readAll(cut.slice()).substr(0, 3) == "bad");
    }
    CPPUNIT_ASSERT_EQUAL(std::string("bad header"), readAll(whole + "x"));
  }

  // Each length set to each edge: either the head still adds up to its size or it is refused.
  void everyLengthInAHeadIsChecked() {
    const std::string whole = fakes::headPayload(200, "OK", Headers(1, std::make_pair("ab", "cd")));
    static const std::size_t kLengthAt[] = {2, 9, 14};
    static const unsigned kLengths[] = {0, 1, 3, 4, 5, 0x7FFF, 0x8000, 0x9FFF, 0xA000, 0xA0FF, 0xFFFE, 0xFFFF};
    CPPUNIT_ASSERT_EQUAL(std::string("200 OK ab=cd"), readAll(whole));
    for (std::size_t i = 0; i < 3; ++i) {
      for (std::size_t k = 0; k < sizeof kLengths / sizeof kLengths[0]; ++k) {
        std::string wrong = whole;
        wrong.replace(kLengthAt[i], 2, fakes::integer(kLengths[k]));
        const Exact exact(wrong);
        CPPUNIT_ASSERT_EQUAL(std::string("bad"), readAll(exact.slice()).substr(0, 3));
      }
    }
    for (unsigned count = 0; count < 4; ++count) {
      std::string wrong = whole;
      wrong.replace(7, 2, fakes::integer(count));
      CPPUNIT_ASSERT_EQUAL(count == 1, readAll(wrong) == "200 OK ab=cd");
    }
  }

  void statusHasThreeDigits() {
    static const unsigned kStatus[] = {0, 99, 100, 999, 1000, 65535};
    for (int i = 0; i < 6; ++i) {
      const bool good = kStatus[i] >= 100 && kStatus[i] <= 999;
      CPPUNIT_ASSERT_EQUAL(good, readAll(fakes::headPayload(int(kStatus[i]), "", Headers())) != "bad start");
    }
  }

  void aNullStringHasNoBytes() {
    CPPUNIT_ASSERT_EQUAL(std::string("200 "), readAll(Slice("\x00\xC8\xFF\xFF\x00\x00", 6)));
    CPPUNIT_ASSERT_EQUAL(std::string("200  Date="), readAll(Slice("\x00\xC8\xFF\xFF\x00\x01\xA0\x04\xFF\xFF", 10)));
    CPPUNIT_ASSERT_EQUAL(std::string("bad header"), readAll(Slice("\x00\xC8\xFF\xFF\x00\x01\xFF\xFF\xFF\xFF", 10)));
  }

  void readsBodyChunksWithAndWithoutTheExtraByte() {
    static const struct {
      std::string payload;
      const char* expected;  // null: malformed
    } kTable[] = {
        {"", nullptr},
        {std::string(1, '\0'), nullptr},
        {std::string("\0\0", 2), ""},
        {std::string("\0\0\0", 3), ""},
        {std::string("\0\0\0\0", 4), nullptr},
        {std::string("\0\1", 2), nullptr},
        {std::string("\0\1a", 3), "a"},
        {std::string("\0\1a\0", 4), "a"},
        {std::string("\0\1ab", 4), nullptr},
        {std::string("\0\1a\0\0", 5), nullptr},
        {std::string("\0\3ab", 4), nullptr},
        {std::string("\0\3ab\0", 5), "ab\0"},
        {std::string("\xFF\xFF" "ab", 4), nullptr},
        {std::string("\xFF\xFF", 2), nullptr},
    };
    for (std::size_t i = 0; i < sizeof kTable / sizeof kTable[0]; ++i) {
      const Exact exact(kTable[i].payload);
      Slice data;
      CPPUNIT_ASSERT_EQUAL(kTable[i].expected != nullptr, readBodyChunk(exact.slice(), &data));
      if (kTable[i].expected) CPPUNIT_ASSERT(data.startsWith(kTable[i].expected));
      if (kTable[i].expected) CPPUNIT_ASSERT_EQUAL(std::size_t(kTable[i].payload[1]), data.size());
    }
  }

  void readsEndResponse() {
    bool reuse = false;
    CPPUNIT_ASSERT(readEndResponse(Slice("\1", 1), &reuse) && reuse);
    CPPUNIT_ASSERT(readEndResponse(Slice("\0", 1), &reuse) && !reuse);
    CPPUNIT_ASSERT(readEndResponse(Slice("\2", 1), &reuse) && !reuse);
    CPPUNIT_ASSERT(!readEndResponse(Slice(), &reuse));
    CPPUNIT_ASSERT(!readEndResponse(Slice("\1\1", 2), &reuse));
  }

  void readsGetBodyChunk() {
    std::size_t requested = 1;
    CPPUNIT_ASSERT(readGetBodyChunk(Slice("\x1F\xFA", 2), &requested) && requested == 8186);
    CPPUNIT_ASSERT(readGetBodyChunk(Slice("\0\0", 2), &requested) && requested == 0);
    CPPUNIT_ASSERT(readGetBodyChunk(Slice("\xFF\xFF", 2), &requested) && requested == 65535);
    for (std::size_t n = 0; n < 4; ++n)
      CPPUNIT_ASSERT_EQUAL(n == 2, readGetBodyChunk(Slice("abc", n), &requested));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ResponseReaderTest);

}  // namespace ajp
}  // namespace sioha

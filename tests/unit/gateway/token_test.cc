#include "mod_sioha/gateway/token.h"

#include <cppunit/extensions/HelperMacros.h>

#include <memory>

#include "mod_sioha/gateway/base64.h"

namespace sioha {
namespace gateway {
namespace {

const char kHash[] = "0123456789abcdef0123456789ABCDEF";

std::string basic(const std::string& credentials) {
  return "Basic " + encodeBase64(credentials);
}

std::string found(Slice authorization) {
  std::string token;
  return findToken(authorization, &token) ? token : "none";
}

std::string withoutPadding(std::string text) {
  return text.substr(0, text.find('='));
}

std::string learned(Slice body, std::size_t partSize) {
  TokenLearner learner;
  for (std::size_t at = 0; at < body.size(); at += partSize) learner.feed(body.sub(at, partSize));
  return learner.complete() ? learner.token().str() : "none";
}

}  // namespace

class TokenTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(TokenTest);
  CPPUNIT_TEST(decodesAndEncodesBase64);
  CPPUNIT_TEST(decodesEveryByte);
  CPPUNIT_TEST(knowsTheCharactersOfATokenAmongAllBytes);
  CPPUNIT_TEST(findsTheTokenWhateverTheUser);
  CPPUNIT_TEST(findsNoneElsewhere);
  CPPUNIT_TEST(replacesTheTokenAndKeepsTheUser);
  CPPUNIT_TEST(readsTheExpiry);
  CPPUNIT_TEST(readsNoExpiryFromAnythingElse);
  CPPUNIT_TEST(learnsAtEverySplit);
  CPPUNIT_TEST(learnsNothingElse);
  CPPUNIT_TEST(boundsTheLength);
  CPPUNIT_TEST(survivesEveryTruncation);
  CPPUNIT_TEST_SUITE_END();

 public:
  // The vectors of RFC 4648, section 10.
  void decodesAndEncodesBase64() {
    struct {
      const char* bytes;
      const char* text;
    } const rows[] = {{"", ""},
                      {"f", "Zg=="},
                      {"fo", "Zm8="},
                      {"foo", "Zm9v"},
                      {"foob", "Zm9vYg=="},
                      {"fooba", "Zm9vYmE="},
                      {"foobar", "Zm9vYmFy"}};
    for (const auto& row : rows) {
      std::string bytes = "?";
      CPPUNIT_ASSERT_EQUAL(std::string(row.text), encodeBase64(row.bytes));
      CPPUNIT_ASSERT(decodeBase64(row.text, &bytes) && bytes == row.bytes);
      CPPUNIT_ASSERT(decodeBase64(withoutPadding(row.text), &bytes) && bytes == row.bytes);
    }
    std::string bytes = "kept";
    for (const char* bad : {"Z", "Zg=", "Zm9v=", "Zm9v==", "Zg===", "=", "Zm 9v", "Zm9-", "Zm9v\n", "Z=g="})
      CPPUNIT_ASSERT_MESSAGE(bad, !decodeBase64(bad, &bytes));
    CPPUNIT_ASSERT_EQUAL(std::string("kept"), bytes);
  }

  void decodesEveryByte() {
    for (std::size_t size = 253; size < 257; ++size) {
      std::string bytes, decoded;
      for (std::size_t i = 0; i < size; ++i)
        bytes += static_cast<char>(static_cast<unsigned char>(i * 7 & 0xFF));
      CPPUNIT_ASSERT(decodeBase64(encodeBase64(bytes), &decoded) && decoded == bytes);
    }
    const std::string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (int code = 0; code < 256; ++code)
      for (std::size_t at = 0; at < 6; ++at) {
        std::string text = "AAAAAA", decoded;
        text[at] = static_cast<char>(static_cast<unsigned char>(code));
        const bool padding = code == '=' && at == 5;
        const bool known = alphabet.find(text[at]) != std::string::npos;
        CPPUNIT_ASSERT_EQUAL(known && !padding, decodeBase64(text, &decoded));
      }
  }

  void knowsTheCharactersOfATokenAmongAllBytes() {
    for (int code = 0; code < 256; ++code) {
      const bool letter = (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z');
      const bool sign = code != 0 && std::strchr("+/=-_.", code);
      const std::string text(1, static_cast<char>(static_cast<unsigned char>(code)));
      CPPUNIT_ASSERT_EQUAL(letter || sign || (code >= '0' && code <= '9'), isTokenText(text));
      CPPUNIT_ASSERT_EQUAL(isTokenText(text), isTokenText("a" + text + "a"));
    }
  }

  void findsTheTokenWhateverTheUser() {
    CPPUNIT_ASSERT_EQUAL(std::string("YWRtaW4"), found(basic(":YWRtaW4")));
    CPPUNIT_ASSERT_EQUAL(std::string("YWRtaW4"), found(basic("admin:YWRtaW4")));
    CPPUNIT_ASSERT_EQUAL(std::string("YWRtaW4"), found("basic  " + encodeBase64("\xC3\xA4:YWRtaW4") + " "));
    CPPUNIT_ASSERT_EQUAL(std::string("a-_+/.=Z9"), found(basic("x:a-_+/.=Z9")));
    CPPUNIT_ASSERT_EQUAL(std::string("YWRtaW4"), found(withoutPadding(basic("a:YWRtaW4"))));
  }

  void findsNoneElsewhere() {
    for (const std::string& value :
         {std::string(), std::string("Basic"), std::string("Basic "), std::string("Basic  "),
          std::string("BasicOnly"), std::string("Bearer YWRtaW4"), std::string("Basic !!!!"),
          basic("no colon"), basic("user:"), basic("u:a:b"), basic("u:pass word"), basic("u:\xC3\xA4"),
          basic("u:a\nb"), basic(std::string("u:a\0b", 5)), basic("u:\"x\""),
          "Basic " + std::string(100000, 'A')})
      CPPUNIT_ASSERT_EQUAL_MESSAGE(value.substr(0, 40), std::string("none"), found(value));
  }

  void replacesTheTokenAndKeepsTheUser() {
    std::string rewritten;
    CPPUNIT_ASSERT(replaceToken(basic("admin:old"), "newer", &rewritten));
    CPPUNIT_ASSERT_EQUAL(basic("admin:newer"), rewritten);
    CPPUNIT_ASSERT(replaceToken(basic(":old"), "n", &rewritten));
    CPPUNIT_ASSERT_EQUAL(basic(":n"), rewritten);
    CPPUNIT_ASSERT(!replaceToken(basic("admin:old"), "", &rewritten));
    CPPUNIT_ASSERT(!replaceToken(basic("admin:old"), "a\r\nX: y", &rewritten));
    CPPUNIT_ASSERT(!replaceToken("Bearer x", "newer", &rewritten));
  }

  void readsTheExpiry() {
    for (const char* user : {"admin", "domain:user", "a"}) {
      std::chrono::milliseconds expiry(0);
      const std::string token = encodeBase64(std::string(user) + ":1558098826428:" + kHash);
      CPPUNIT_ASSERT(readExpiry(token, &expiry) && readExpiry(withoutPadding(token), &expiry));
      CPPUNIT_ASSERT_EQUAL(1558098826428LL, static_cast<long long>(expiry.count()));
    }
  }

  void readsNoExpiryFromAnythingElse() {
    std::chrono::milliseconds expiry(7);
    const std::string hash = kHash;
    for (const std::string& text :
         {std::string(), std::string("admin"), "1558098826428:" + hash, ":1558098826428:" + hash,
          "a::" + hash, "a:12x:" + hash, "a:-1:" + hash, "a:1:" + hash.substr(1), "a:1:" + hash + "0",
          "a:1:" + hash.substr(1) + "g", "a:99999999999999999999:" + hash, "a:253402300800000:" + hash})
      CPPUNIT_ASSERT_MESSAGE(text, !readExpiry(encodeBase64(text), &expiry));
    CPPUNIT_ASSERT(!readExpiry("hellofromkaravi", &expiry));
    CPPUNIT_ASSERT(!readExpiry(encodeBase64("a:1:" + std::string(2000, '0')), &expiry));
    CPPUNIT_ASSERT_EQUAL(7LL, static_cast<long long>(expiry.count()));
  }

  void learnsAtEverySplit() {
    for (const char* body : {"\"YWRtaW4/MTU+=\"", "YWRtaW4/MTU+=", " \r\n\"YWRtaW4/MTU+=\"\n",
                             "\tYWRtaW4/MTU+=\r\n", "\"YWRtaW4\\/MTU+=\""})
      for (std::size_t size = 1; size < 25; ++size)
        CPPUNIT_ASSERT_EQUAL(std::string("YWRtaW4/MTU+="), learned(body, size));
  }

  void learnsNothingElse() {
    for (const char* body :
         {"", " ", "\"", "\"\"", "\"abc", "\"abc\\\"", "\"abc\"x", "abc def", "\"abc\" \"d\"", "abc\"",
          "\"a\\nb\"", "\"a\\u0041\"", "{\"message\":\"Unauthorized\"}", "<html>", "[\"abc\"]", "\"a b\"",
          "\"a:b\"", "null!", "\xEF\xBB\xBF\"abc\""})
      for (std::size_t size = 1; size < 4; ++size)
        CPPUNIT_ASSERT_EQUAL_MESSAGE(body, std::string("none"), learned(body, size));
  }

  void boundsTheLength() {
    const std::string longest(kLongestToken, 'a');
    CPPUNIT_ASSERT_EQUAL(longest, learned('"' + longest + '"', 7));
    CPPUNIT_ASSERT_EQUAL(std::string("none"), learned('"' + longest + "a\"", 7));
    CPPUNIT_ASSERT_EQUAL(std::string("none"), learned(std::string(1000000, 'a'), 8192));
    CPPUNIT_ASSERT_EQUAL(longest, found(basic("u:" + longest)));
    CPPUNIT_ASSERT_EQUAL(std::string("none"), found(basic("u:" + longest + "a")));
  }

  void survivesEveryTruncation() {
    const std::string whole = basic("admin:" + encodeBase64("admin:1558098826428:" + std::string(kHash)));
    for (std::size_t size = 0; size < whole.size(); ++size) {
      std::unique_ptr<char[]> cut(new char[size ? size : 1]);
      std::memcpy(cut.get(), whole.data(), size);
      std::string token;
      std::chrono::milliseconds expiry(0);
      if (findToken(Slice(cut.get(), size), &token)) CPPUNIT_ASSERT(isTokenText(token));
      CPPUNIT_ASSERT(!readExpiry(Slice(cut.get(), size), &expiry));
      CPPUNIT_ASSERT(learned(Slice(cut.get(), size), 3) == "none" || size < 7);
    }
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(TokenTest);

}  // namespace gateway
}  // namespace sioha

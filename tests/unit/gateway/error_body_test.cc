#include "mod_sioha/gateway/error_body.h"

#include <cppunit/extensions/HelperMacros.h>

#include "mod_sioha/gateway/answer.h"

namespace sioha {
namespace gateway {

class ErrorBodyTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ErrorBodyTest);
  CPPUNIT_TEST(hasTheGatewaysShape);
  CPPUNIT_TEST(escapesTheMessage);
  CPPUNIT_TEST(isNeverJsonForALogin);
  CPPUNIT_TEST(isPlainTextOutsideTheApi);
  CPPUNIT_TEST_SUITE_END();

 public:
  void hasTheGatewaysShape() {
    const ErrorBody body = errorBody(Call::unsafe, 502, "No answer.");
    CPPUNIT_ASSERT_EQUAL(std::string("application/json;charset=UTF-8"), body.contentType);
    CPPUNIT_ASSERT_EQUAL(std::string("{\"message\":\"No answer.\",\"httpStatusCode\":502,\"errorCode\":0}"),
                         body.text);
    CPPUNIT_ASSERT(isGatewayError(body.text));
  }

  void escapesTheMessage() {
    const ErrorBody body = errorBody(Call::safeRead, 503, Slice("a\"\\\n\x01\x7f<b>\xff\xc3\xa9", 12));
    CPPUNIT_ASSERT_EQUAL(
        std::string("{\"message\":\"a\\\"\\\\\\n\\u0001\\u007f\\u003cb\\u003e\xEF\xBF\xBD\xc3\xa9\","
                    "\"httpStatusCode\":503,\"errorCode\":0}"),
        body.text);
  }

  void isNeverJsonForALogin() {
    const ErrorBody body = errorBody(Call::login, 503, "No gateway is available.");
    CPPUNIT_ASSERT_EQUAL(std::string("text/plain;charset=UTF-8"), body.contentType);
    CPPUNIT_ASSERT_EQUAL(std::string("No gateway is available.\n"), body.text);
  }

  void isPlainTextOutsideTheApi() {
    for (Call call : {Call::installer, Call::other})
      CPPUNIT_ASSERT_EQUAL(std::string("text/plain;charset=UTF-8"), errorBody(call, 502, "x").contentType);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ErrorBodyTest);

}  // namespace gateway
}  // namespace sioha

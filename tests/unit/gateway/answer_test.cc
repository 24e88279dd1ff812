#include "mod_sioha/gateway/answer.h"

#include <cppunit/extensions/HelperMacros.h>

#include <memory>
#include <string>

namespace sioha {
namespace gateway {
namespace {

const char kJson[] = "application/json;charset=UTF-8";
const char kHtml[] = "text/html;charset=utf-8";
const char kDisabled[] =
    "{\"message\":\"ScaleIO Gateway is disabled. features.enable_gateway must be set to true\","
    "\"httpStatusCode\":403,\"errorCode\":0}";
const char kUnauthorized[] = "{\"message\":\"Unauthorized\",\"httpStatusCode\":401,\"errorCode\":0}";
const char kNoMdm[] = "{\"message\":\"The MDM is not connected\",\"httpStatusCode\":500,\"errorCode\":59}";

struct Row {
  int status;
  const char* type;
  const char* body;
  bool closed;
  const char* reason;
};

const Row kVersions[] = {
    {200, kJson, "\"2.0\"", false, "ok"},
    {200, kJson, "\"2.0.1\"", false, "ok"},
    {200, kJson, " \"3.6\"\r\n", false, "ok"},
    {200, "", "3.5", false, "ok"},
    {200, kJson, "\"3.5\"", true, "ok"},
    {200, kJson, "", false, "unexpected-content"},
    {200, kJson, "\"\"", false, "unexpected-content"},
    {200, kJson, "\"", false, "unexpected-content"},
    {200, kJson, "\"3.\"", false, "unexpected-content"},
    {200, kJson, "\".3\"", false, "unexpected-content"},
    {200, kJson, "\"3..5\"", false, "unexpected-content"},
    {200, kJson, "\"3.5", false, "unexpected-content"},
    {200, kJson, "{\"version\":1}", false, "unexpected-content"},
    {200, kHtml, "<html>3.5</html>", false, "not-json"},
    {200, "", "  <!DOCTYPE html>", false, "not-json"},
    {200, "Text/HTML", "\"3.5\"", false, "not-json"},
    {401, kJson, kUnauthorized, false, "ok"},
    {401, kHtml, "<html>", false, "unexpected-status"},
    {403, kJson, kDisabled, false, "gateway-disabled"},
    {403, kJson, kDisabled, true, "gateway-disabled"},
    {403, "", "", true, "wrong-secret"},
    {403, kHtml, "<html>Forbidden</html>", true, "wrong-secret"},
    {403, kHtml, "<html>Forbidden</html>", false, "unexpected-status"},
    {403, "text/plain", "ScaleIO Gateway is disabled", true, "gateway-disabled"},
    {403, kJson, "", true, "gateway-disabled"},
    {404, kHtml, "<html>", false, "not-found"},
    {406, kJson, "{}", false, "unexpected-status"},
    {428, kJson, "{}", false, "mdm-not-configured"},
    {500, kJson, kNoMdm, false, "mdm-unreachable"},
    {500, "text/plain", "Could not connect to MDM", false, "mdm-unreachable"},
    {500, kHtml, "<html>NullPointerException</html>", false, "server-error"},
    {500, kJson, "", false, "server-error"},
    {502, "", "", false, "server-error"},
    {503, kHtml, "<html>", false, "unavailable"},
    {504, "", "", false, "unexpected-status"},
    {302, "", "", false, "unexpected-status"},
    {0, "", "", false, "unexpected-status"},
};

const Row kLive[] = {
    {200, kJson, "[]", false, "ok"},
    {200, "application/octet-stream", "PK", false, "ok"},
    {200, kHtml, "<html>", false, "not-json"},
    {200, kHtml, "", false, "not-json"},
    {200, "", " <html>", false, "not-json"},
    {204, "", "", false, "ok"},
    {304, kHtml, "", false, "ok"},
    {400, kJson, "{\"message\":\"MDM is not connected\"}", false, "ok"},
    {401, kJson, kUnauthorized, false, "ok"},
    {401, kHtml, "<html>", true, "ok"},
    {403, kJson, kDisabled, false, "gateway-disabled"},
    // The user may not do this: no news of the gateway.
    {403, kJson, "{\"message\":\"Forbidden\",\"httpStatusCode\":403,\"errorCode\":0}", false, "ok"},
    {403, "", "", true, "wrong-secret"},
    // Without a body or in HTML it is Tomcat's own: it refuses a secret, or has no such application (yet).
    {403, "", "", false, "not-json"},
    {403, kHtml, "<html>Forbidden</html>", false, "not-json"},
    {404, kJson, "{\"message\":\"Not found\"}", false, "ok"},
    {404, "", "", false, "ok"},
    {404, kHtml, "<html>", false, "not-json"},
    {406, kJson, "{}", false, "ok"},
    {409, kJson, "{}", false, "ok"},
    {422, kJson, "{}", false, "ok"},
    {428, kJson, "{}", false, "mdm-not-configured"},
    {500, kJson, kNoMdm, false, "mdm-unreachable"},
    {500, kJson, "{\"message\":\"Cannot connect to MDM\"}", false, "mdm-unreachable"},
    {500, kJson, "{\"message\":\"MDM_NOT_CONNECTED\"}", false, "mdm-unreachable"},
    {500, kJson, "{\"message\":\"Command not supported on the Slave MDM\"}", false, "mdm-unreachable"},
    {500, kJson, "{\"message\":\"The SDC is not connected to the MDM\"}", false, "ok"},
    {500, kJson, "{\"message\":\"Could not find the volume\",\"errorCode\":79}", false, "ok"},
    {500, kJson, "{\"message\":\"Volume name already in use. Please use a different name.\"}", false, "ok"},
    {500, kJson, "{\"message\":\"The MDM rejected the name\"}", false, "ok"},
    // The text of a detail is not the gateway's sentence.
    {500, kJson, "{\"details\":[{\"errorMessage\":\"MDM not connected\"}],\"message\":\"No such pool\"}",
     false, "ok"},
    {500, kHtml, "<html>NullPointerException</html>", false, "not-json"},
    {501, kJson, "{}", false, "ok"},
    {502, "", "", false, "server-error"},
    {503, kJson, "{}", false, "unavailable"},
    {504, kJson, "{}", false, "ok"},
};

const Row kLiveOutsideApi[] = {
    {200, kHtml, "<html>", false, "ok"},  {500, kHtml, "<html>", false, "ok"},
    {500, kJson, kNoMdm, false, "ok"},    {428, kJson, "{}", false, "ok"},
    {403, kJson, kDisabled, false, "ok"}, {403, "", "", true, "wrong-secret"},
    {502, "", "", false, "server-error"}, {503, kHtml, "", false, "unavailable"},
};

Answer answerOf(const Row& row) {
  Answer answer;
  answer.status = row.status;
  answer.contentType = row.type;
  answer.body = row.body;
  answer.closed = row.closed;
  return answer;
}

std::string describe(const Row& row) {
  return std::to_string(row.status) + " " + row.type + " " + row.body;
}

}  // namespace

class AnswerTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(AnswerTest);
  CPPUNIT_TEST(readsTheVersion);
  CPPUNIT_TEST(readsLiveAnswers);
  CPPUNIT_TEST(readsLiveAnswersOutsideTheApi);
  CPPUNIT_TEST(noClientErrorSpeaksForTheGateway);
  CPPUNIT_TEST(knowsTheGatewaysErrorBody);
  CPPUNIT_TEST(survivesEveryTruncation);
  CPPUNIT_TEST_SUITE_END();

 public:
  void readsTheVersion() {
    for (const Row& row : kVersions)
      CPPUNIT_ASSERT_EQUAL_MESSAGE(describe(row), std::string(row.reason),
                                   std::string(reasonWord(readVersionAnswer(answerOf(row)))));
  }

  void readsLiveAnswers() {
    for (const Row& row : kLive)
      CPPUNIT_ASSERT_EQUAL_MESSAGE(describe(row), std::string(row.reason),
                                   std::string(reasonWord(readLiveAnswer(answerOf(row), true))));
  }

  void readsLiveAnswersOutsideTheApi() {
    for (const Row& row : kLiveOutsideApi)
      CPPUNIT_ASSERT_EQUAL_MESSAGE(describe(row), std::string(row.reason),
                                   std::string(reasonWord(readLiveAnswer(answerOf(row), false))));
  }

  void noClientErrorSpeaksForTheGateway() {
    for (int status = 400; status < 500; ++status)
      for (const char* body : {"", kUnauthorized, kNoMdm}) {
        Answer answer;
        answer.status = status;
        answer.body = body;
        answer.contentType = kJson;
        if (status != 428) CPPUNIT_ASSERT(readLiveAnswer(answer, true) == Reason::none);
      }
  }

  void knowsTheGatewaysErrorBody() {
    CPPUNIT_ASSERT(isGatewayError(kUnauthorized));
    CPPUNIT_ASSERT(isGatewayError("\n{\"errorCode\":0,\"httpStatusCode\":500,\"message\":\"x\"}"));
    for (const char* other :
         {"", "{}", "<html>", "[]", "{\"message\":\"x\"}", "{\"message\":1,\"httpStatusCode\":401}",
          "{\"message\":\"x\",\"httpStatusCode\":\"401\"}", "\"message\""})
      CPPUNIT_ASSERT_MESSAGE(other, !isGatewayError(other));
  }

  void survivesEveryTruncation() {
    for (const char* whole : {kDisabled, kNoMdm, kUnauthorized, "\"2.0.1\"", "  <html>"})
      for (std::size_t size = 0; size < std::strlen(whole); ++size) {
        std::unique_ptr<char[]> cut(new char[size ? size : 1]);
        std::memcpy(cut.get(), whole, size);
        for (int status : {200, 401, 403, 428, 500, 503}) {
          Answer answer;
          answer.status = status;
          answer.contentType = Slice(cut.get(), size);
          answer.body = Slice(cut.get(), size);
          if (status == 503)
            CPPUNIT_ASSERT(readVersionAnswer(answer) == Reason::unavailable);
          else
            CPPUNIT_ASSERT(readVersionAnswer(answer) < Reason::last &&
                           readLiveAnswer(answer, true) < Reason::last);
        }
      }
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(AnswerTest);

}  // namespace gateway
}  // namespace sioha

#include "tests/ajp/cases.h"

namespace sioha {
namespace testajp {
namespace {

std::string withStatus(int status, const std::string& reason) {
  return sendHeaders(status, reason, {{"Content-Type", "text/plain"}}) + bodyChunks("fine", 8192) +
         endResponse(true);
}

std::string withHeader(const std::string& name, const std::string& value) {
  return plainAnswer("fine", {{name, value}});
}

}  // namespace

void addAnswerCases(Cases* cases) {
  const auto bytes = [cases](const char* name, const char* about, const std::string& all) {
    const CaseEntry entry = {about, true, [all](Scene* scene) { return scene->send(all); }};
    (*cases)[name] = entry;
  };
  const std::string rest = bodyChunks("fine", 8192) + endResponse(true);
  bytes("two-heads", "SEND_HEADERS twice", plainHead(200) + plainHead(200, {{"X-Second", "1"}}) + rest);
  bytes("head-after-body", "SEND_HEADERS again after the body",
        plainHead(200) + bodyChunks("fine", 8192) + plainHead(500) + endResponse(true));
  bytes("body-before-head", "SEND_BODY_CHUNK first", bodyChunks("fine", 8192) + plainAnswer());
  bytes("end-before-head", "END_RESPONSE first", endResponse(true));
  bytes("flush-first", "an empty chunk before the head", sendBodyChunk("", 0) + plainAnswer());
  bytes("flush-many", "empty chunks between all packets",
        plainHead(200) + sendBodyChunk("", 0) + sendBodyChunk("fine", 4) + sendBodyChunk("", 0) +
            endResponse(true));
  bytes("flush-after-end", "an empty chunk after END_RESPONSE", plainAnswer() + sendBodyChunk("", 0));
  bytes("extra-after-end", "garbage after END_RESPONSE", plainAnswer() + "garbage");
  bytes("second-response", "a second whole answer after END_RESPONSE",
        plainAnswer() + plainAnswer("spliced"));
  bytes("length-too-small", "Content-Length 2, four bytes", withHeader("Content-Length", "2"));
  bytes("length-too-large", "Content-Length 9, four bytes", withHeader("Content-Length", "9"));
  bytes("length-not-a-number", "Content-Length: four", withHeader("Content-Length", "four"));
  bytes("length-negative", "Content-Length: -4", withHeader("Content-Length", "-4"));
  bytes("length-huge", "Content-Length: 99999999999999999999",
        withHeader("Content-Length", "99999999999999999999"));
  bytes("two-lengths", "Content-Length 4 and 9",
        plainAnswer("fine", {{"Content-Length", "4"}, {"Content-Length", "9"}}));
  bytes("transfer-encoding", "Transfer-Encoding: chunked", withHeader("Transfer-Encoding", "chunked"));
  bytes("transfer-encoding-and-length", "Transfer-Encoding: chunked and Content-Length",
        plainAnswer("fine", {{"Transfer-Encoding", "chunked"}, {"Content-Length", "4"}}));
  bytes("hop-by-hop", "Connection, what it names, and the other hop-by-hop headers",
        plainAnswer("fine", {{"Connection", "close, X-Named"},
                             {"X-Named", "1"},
                             {"Keep-Alive", "timeout=1"},
                             {"Proxy-Authenticate", "Basic"},
                             {"Upgrade", "x"},
                             {"Trailer", "X-T"},
                             {"X-Kept", "1"}}));
  bytes("crlf-in-value", "CR LF and a header in a value", withHeader("X-A", "1\r\nX-Injected: 1"));
  bytes("lf-in-value", "LF and a header in a value", withHeader("X-A", "1\nX-Injected: 1"));
  bytes("zero-in-value", "a zero byte in a value", withHeader("X-A", std::string("1\0002", 3)));
  bytes("crlf-in-name", "CR LF in a header's name", withHeader("X-A\r\nX-Injected", "1"));
  bytes("colon-in-name", "a colon in a header's name", withHeader("X-A:", "1"));
  bytes("empty-name", "a header without a name", withHeader("", "1"));
  bytes("crlf-in-reason", "CR LF in the reason phrase", withStatus(200, "OK\r\nX-Injected: 1"));
  bytes("numeric-reason", "the number as reason, as Tomcat says it", withStatus(200, "200"));
  bytes("empty-reason", "no reason phrase", withStatus(404, ""));
  bytes("own-reason", "a reason phrase of the application's own", withStatus(200, "Very Fine"));
  for (int status : {0, 99, 600, 999, 1000, 65535}) {
    const CaseEntry entry = {"that status", true, [status](Scene* scene) {
                               return scene->send(withStatus(status, std::to_string(status)));
                             }};
    (*cases)["status-" + std::to_string(status)] = entry;
  }
  const CaseEntry coded = {"status code= (500)", true, [](Scene* scene) {
                             const int code = static_cast<int>(numberOf(scene->query, "code", 500));
                             return scene->send(withStatus(code, std::to_string(code)));
                           }};
  (*cases)["status"] = coded;
  bytes("status-100-first", "a head with status 100, then the real one",
        sendHeaders(100, "100", {}) + plainAnswer());
  bytes("status-101", "Switching Protocols", sendHeaders(101, "101", {{"Upgrade", "x"}}) + endResponse(true));
  bytes("status-204-body", "204 with a body", withStatus(204, "204"));
  bytes("status-304-body", "304 with a body", withStatus(304, "304"));
  bytes("status-205-body", "205 with a body", withStatus(205, "205"));
  bytes("head-body", "a body, whatever the method (for HEAD)",
        plainAnswer("fine", {{"Content-Length", "4"}}));
  bytes("head-length", "no body and Content-Length 4 (for HEAD)",
        plainHead(200, {{"Content-Length", "4"}}) + endResponse(true));
  bytes("not-modified", "304 as it should be, with a length",
        sendHeaders(304, "304", {{"Content-Length", "4"}}) + endResponse(true));
  bytes("many-headers", "300 headers", plainAnswer("fine", Headers(300, Header{"X-Many", "1"})));
  bytes("two-cookies", "Set-Cookie twice",
        plainAnswer("fine", {{"Set-Cookie", "a=1"}, {"Set-Cookie", "b=2"}}));
}

}  // namespace testajp
}  // namespace sioha

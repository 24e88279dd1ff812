#ifndef SIOHA_TESTS_AJP_HTTP_H
#define SIOHA_TESTS_AJP_HTTP_H

#include <string>

#include "tests/ajp/codec.h"
#include "tests/ajp/socket.h"
#include "tests/ajp/text.h"

namespace sioha {
namespace testajp {

struct HttpRequest {
  std::string method;
  std::string target;  ///< as sent
  std::string path;    ///< target up to '?', not decoded
  std::string query;
  bool http10;         ///< no chunks, no keep-alive
  Headers headers;
  std::string body;
};

/// Reads one HTTP/1.1 request with its whole body (Content-Length or chunked).
/// False at the end of the connection and for what it does not understand.
bool readHttp(Conn* conn, std::string* buffered, HttpRequest* out);

/// The head, with its empty line.
std::string httpHead(int status, const std::string& reason, const Headers& headers);
/// A whole answer with Content-Length.
std::string httpAnswer(int status, const std::string& type, const std::string& body);
const char* reasonOf(int status);

struct ControlAnswer {
  int status;
  std::string body;  ///< JSON
};
typedef std::function<ControlAnswer(const HttpRequest& request, const Query& query)> Control;
/// Serves a control endpoint: one answer a request, keep-alive.
Server::Serve serveControl(const Control& control);

}  // namespace testajp
}  // namespace sioha
#endif

#include "tests/ajp/http.h"

#include <stdlib.h>
#include <strings.h>

#include <algorithm>

namespace sioha {
namespace testajp {
namespace {

const std::size_t kHeadLimit = 256 * 1024;

bool fill(Conn* conn, std::string* buffered) {
  char bytes[16384];
  const std::size_t got = conn->readSome(bytes, sizeof bytes);
  buffered->append(bytes, got);
  return got > 0;
}

bool take(Conn* conn, std::string* buffered, std::size_t size, std::string* out) {
  while (buffered->size() < size)
    if (!fill(conn, buffered)) return false;
  out->append(*buffered, 0, size);
  buffered->erase(0, size);
  return true;
}

bool takeLine(Conn* conn, std::string* buffered, std::string* line) {
  std::size_t end;
  while ((end = buffered->find('\n')) == std::string::npos)
    if (buffered->size() > kHeadLimit || !fill(conn, buffered)) return false;
  *line = buffered->substr(0, end);
  buffered->erase(0, end + 1);
  if (!line->empty() && line->back() == '\r') line->erase(line->size() - 1);
  return true;
}

bool readChunks(Conn* conn, std::string* buffered, std::string* body) {
  for (;;) {
    std::string line;
    if (!takeLine(conn, buffered, &line)) return false;
    const unsigned long size = strtoul(line.c_str(), 0, 16);
    if (size > 0 && !take(conn, buffered, size, body)) return false;
    if (size == 0) {
      do {
        if (!takeLine(conn, buffered, &line)) return false;
      } while (!line.empty());
      return true;
    }
    if (!takeLine(conn, buffered, &line)) return false;
  }
}

bool readBody(Conn* conn, std::string* buffered, HttpRequest* out) {
  const std::string* const expect = findHeader(out->headers, "Expect");
  if (expect && strcasecmp(expect->c_str(), "100-continue") == 0)
    conn->write("HTTP/1.1 100 Continue\r\n\r\n");
  const std::string* const coding = findHeader(out->headers, "Transfer-Encoding");
  if (coding) return strcasecmp(coding->c_str(), "chunked") == 0 && readChunks(conn, buffered, &out->body);
  const std::string* const length = findHeader(out->headers, "Content-Length");
  return !length || take(conn, buffered, strtoul(length->c_str(), 0, 10), &out->body);
}

bool readHeaders(Conn* conn, std::string* buffered, Headers* headers) {
  std::string line;
  while (takeLine(conn, buffered, &line)) {
    if (line.empty()) return true;
    const std::size_t colon = line.find(':');
    if (colon == std::string::npos) return false;
    Header header = {line.substr(0, colon), line.substr(colon + 1)};
    header.value.erase(0, header.value.find_first_not_of(" \t"));
    headers->push_back(header);
  }
  return false;
}

void serveRequests(Conn* conn, const Control& control) {
  std::string buffered;
  HttpRequest request;
  while (readHttp(conn, &buffered, &request)) {
    const ControlAnswer answer = control(request, parseQuery(request.query));
    if (!conn->write(httpAnswer(answer.status, "application/json", answer.body + "\n"))) return;
  }
}

}  // namespace

bool readHttp(Conn* conn, std::string* buffered, HttpRequest* out) {
  *out = HttpRequest();
  std::string line;
  if (!takeLine(conn, buffered, &line)) return false;
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string::npos || last == first) return false;
  out->method = line.substr(0, first);
  out->target = line.substr(first + 1, last - first - 1);
  out->http10 = line.compare(last + 1, std::string::npos, "HTTP/1.0") == 0;
  const std::size_t mark = out->target.find('?');
  out->path = out->target.substr(0, mark);
  if (mark != std::string::npos) out->query = out->target.substr(mark + 1);
  return readHeaders(conn, buffered, &out->headers) && readBody(conn, buffered, out);
}

std::string httpHead(int status, const std::string& reason, const Headers& headers) {
  std::string out = "HTTP/1.1 " + std::to_string(status) + " " + reason + "\r\n";
  for (const Header& header : headers) out += header.name + ": " + header.value + "\r\n";
  return out + "\r\n";
}

std::string httpAnswer(int status, const std::string& type, const std::string& body) {
  const Headers headers = {{"Content-Type", type}, {"Content-Length", std::to_string(body.size())}};
  return httpHead(status, reasonOf(status), headers) + body;
}

const char* reasonOf(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 204:
      return "No Content";
    case 302:
      return "Found";
    case 304:
      return "Not Modified";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 406:
      return "Not Acceptable";
    case 428:
      return "Precondition Required";
    case 500:
      return "Internal Server Error";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    default:
      return "Unassigned";
  }
}

Server::Serve serveControl(const Control& control) {
  return [control](Conn* conn) { serveRequests(conn, control); };
}

}  // namespace testajp
}  // namespace sioha

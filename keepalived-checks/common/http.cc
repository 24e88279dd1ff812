#include "keepalived-checks/common/http.h"

namespace sioha {
namespace checks {
namespace {

const char* const kCrlf = "\r\n";

// A line that ends in CRLF or LF (RFC 9112, 2.2). npos: not yet there.
std::size_t lineEnd(Slice bytes, std::size_t from, Slice* line) {
  const std::size_t lf = bytes.find('\n', from);
  if (lf == Slice::npos) return Slice::npos;
  *line = bytes.sub(from, lf - from);
  if (line->endsWith("\r")) *line = line->sub(0, line->size() - 1);
  return lf + 1;
}

bool isTokenChar(char c) {
  if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) return true;
  return c != '\0' && std::strchr("!#$%&'*+-.^_`|~", c) != nullptr;
}

bool readStatusLine(Slice line, int* status) {
  unsigned long long code = 0;
  if (line.size() < 12 || !line.startsWith("HTTP/1.") || line[8] != ' ') return false;
  if ((line[7] != '0' && line[7] != '1') || !parseDecimal(line.sub(9, 3), 999, &code) || code < 100) return false;
  if (line.size() > 12 && line[12] != ' ') return false;
  *status = static_cast<int>(code);
  return true;
}

bool readHeader(Slice line, HttpAnswer* answer) {
  const std::size_t colon = line.find(':');
  if (colon == Slice::npos || colon == 0) return false;
  for (std::size_t i = 0; i < colon; ++i)
    if (!isTokenChar(line[i])) return false;
  const Slice value = line.sub(colon + 1).trimmed();
  if (value.find('\0') != Slice::npos || value.find('\r') != Slice::npos) return false;
  answer->headers.push_back(std::make_pair(line.sub(0, colon).str(), value.str()));
  return true;
}

// One head; *next is where the body begins.
HttpParse readHead(Slice bytes, std::size_t from, std::size_t most, HttpAnswer* answer, std::size_t* next) {
  Slice line;
  std::size_t at = from;
  const Slice limited = bytes.sub(0, from + most);
  bool first = true;
  for (;;) {
    const std::size_t end = lineEnd(limited, at, &line);
    if (end == Slice::npos) return limited.size() - from >= most ? HttpParse::malformed : HttpParse::incomplete;
    if (first && !readStatusLine(line, &answer->status)) return HttpParse::malformed;
    if (!first && line.empty()) {
      *next = end;
      return HttpParse::complete;
    }
    if (!first && !readHeader(line, answer)) return HttpParse::malformed;
    first = false;
    at = end;
  }
}

HttpParse readChunks(Slice bytes, std::size_t at, bool ended, std::size_t most, std::string* body) {
  for (;;) {
    Slice line;
    const std::size_t data = lineEnd(bytes, at, &line);
    if (data == Slice::npos) return ended || bytes.size() - at > 4096 ? HttpParse::malformed : HttpParse::incomplete;
    std::size_t size = 0, digits = 0;
    for (; digits < line.size(); ++digits) {
      const char c = lowerAscii(line[digits]);
      const int value = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
      if (value < 0) break;
      if (digits >= 8) return HttpParse::malformed;
      size = size * 16 + static_cast<std::size_t>(value);
    }
    if (digits == 0 || (digits < line.size() && line[digits] != ';' && line[digits] != ' ')) return HttpParse::malformed;
    if (size == 0) return HttpParse::complete;  // trailers are of no interest
    const Slice chunk = bytes.sub(data, size);
    body->append(chunk.data(), chunk.size() < most - body->size() ? chunk.size() : most - body->size());
    if (body->size() >= most) return HttpParse::complete;
    if (chunk.size() < size) return ended ? HttpParse::malformed : HttpParse::incomplete;
    const std::size_t after = lineEnd(bytes, data + size, &line);
    if (after == Slice::npos) {
      if (ended || bytes.size() - (data + size) > 2) return HttpParse::malformed;
      return HttpParse::incomplete;
    }
    if (!line.empty()) return HttpParse::malformed;
    at = after;
  }
}

HttpParse readBody(Slice bytes, std::size_t at, bool ended, std::size_t most, HttpAnswer* answer) {
  if (answer->status == 204 || answer->status == 304) return HttpParse::complete;
  std::string length, coding;
  for (const auto& header : answer->headers) {
    if (equalsNoCase(header.first, "Transfer-Encoding")) coding += header.second;
    if (!equalsNoCase(header.first, "Content-Length")) continue;
    if (!length.empty()) return HttpParse::malformed;
    length = header.second;
    if (length.empty()) return HttpParse::malformed;
  }
  if (!coding.empty()) {
    if (!length.empty() || !equalsNoCase(coding, "chunked")) return HttpParse::malformed;
    return readChunks(bytes, at, ended, most, &answer->body);
  }
  const Slice rest = bytes.sub(at);
  unsigned long long announced = most;
  if (!length.empty() && !parseDecimal(length, 1ULL << 50, &announced)) return HttpParse::malformed;
  const std::size_t wanted = announced < most ? static_cast<std::size_t>(announced) : most;
  answer->body = rest.sub(0, wanted).str();
  if (rest.size() >= wanted && !(length.empty() && wanted == 0)) return HttpParse::complete;
  if (!ended) return HttpParse::incomplete;
  return length.empty() ? HttpParse::complete : HttpParse::malformed;
}

}  // namespace

std::string HttpAnswer::header(Slice name) const {
  for (const auto& header : headers)
    if (equalsNoCase(header.first, name)) return header.second;
  return std::string();
}

HttpParse parseHttpAnswer(Slice bytes, bool ended, const HttpLimits& limits, HttpAnswer* answer) {
  std::size_t at = 0;
  for (int interim = 0; interim < 8; ++interim) {
    *answer = HttpAnswer();
    std::size_t body = 0;
    const HttpParse head = readHead(bytes, at, limits.head, answer, &body);
    if (head == HttpParse::incomplete && ended) return HttpParse::malformed;
    if (head != HttpParse::complete) return head;
    if (answer->status >= 200) {
      if (limits.headOnly) return HttpParse::complete;
      return readBody(bytes, body, ended, limits.body, answer);
    }
    at = body;
  }
  return HttpParse::malformed;
}

Result<HttpAnswer> httpGet(Stream* stream, const std::string& host, const std::string& path, const HttpLimits& limits,
                           Instant deadline) {
  const std::string request = "GET " + path + " HTTP/1.1" + kCrlf + "Host: " + host + kCrlf +
                              "User-Agent: keepalived-checks" + kCrlf + "Accept: */*" + kCrlf + "Connection: close" +
                              kCrlf + kCrlf;
  const std::string sent = stream->send(request, deadline);
  if (!sent.empty()) return Error(sent);
  // Chunk sizes and interim answers stand between the bytes that count.
  const std::size_t most = 2 * limits.body + 8 * limits.head + 4096;
  std::string bytes;
  HttpAnswer answer;
  char buffer[16384];
  for (;;) {
    std::size_t count = 0;
    const std::string received = stream->receive(buffer, sizeof buffer, deadline, &count);
    if (!received.empty()) return Error(received);
    bytes.append(buffer, count);
    switch (parseHttpAnswer(bytes, count == 0, limits, &answer)) {
      case HttpParse::complete: return answer;
      case HttpParse::malformed:
        return Error(bytes.empty() ? "the connection was closed without an answer" : "what came back is no HTTP answer");
      case HttpParse::incomplete: break;
    }
    if (bytes.size() > most) return Error("the answer has no end");
  }
}

}  // namespace checks
}  // namespace sioha

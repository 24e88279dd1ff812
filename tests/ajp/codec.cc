#include "tests/ajp/codec.h"

#include <strings.h>

#include <algorithm>

namespace sioha {
namespace testajp {
namespace {

const char* const kMethods[] = {"",          "OPTIONS",     "GET",
                                "HEAD",      "POST",        "PUT",
                                "DELETE",    "TRACE",       "PROPFIND",
                                "PROPPATCH", "MKCOL",       "COPY",
                                "MOVE",      "LOCK",        "UNLOCK",
                                "ACL",       "REPORT",      "VERSION-CONTROL",
                                "CHECKIN",   "CHECKOUT",    "UNCHECKOUT",
                                "SEARCH",    "MKWORKSPACE", "UPDATE",
                                "LABEL",     "MERGE",       "BASELINE-CONTROL",
                                "MKACTIVITY"};
const unsigned kMethodCount = sizeof kMethods / sizeof *kMethods;
const unsigned kStoredMethod = 0xFF;

const char* const kRequestHeaders[] = {
    "",           "accept",       "accept-charset", "accept-encoding", "accept-language", "authorization",
    "connection", "content-type", "content-length", "cookie",          "cookie2",         "host",
    "pragma",     "referer",      "user-agent"};
const unsigned kRequestHeaderCount = sizeof kRequestHeaders / sizeof *kRequestHeaders;

const char* const kResponseHeaders[] = {
    "",         "Content-Type", "Content-Language", "Content-Length", "Date",   "Last-Modified",
    "Location", "Set-Cookie",   "Set-Cookie2",      "Servlet-Engine", "Status", "WWW-Authenticate"};
const unsigned kResponseHeaderCount = sizeof kResponseHeaders / sizeof *kResponseHeaders;

// By attribute code; those handled apart are empty.
const char* const kAttributes[] = {
    "",       "context",      "servlet_path", "remote_user", "auth_type", "query_string",
    "route",  "ssl_cert",     "ssl_cipher",   "ssl_session", "",          "",
    "secret", "stored_method"};
const unsigned kReqAttribute = 10;
const unsigned kSslKeySize = 11;
const unsigned kAttributeCount = sizeof kAttributes / sizeof *kAttributes;
const unsigned kAttributesEnd = 0xFF;

class Reader {
 public:
  explicit Reader(const std::string& bytes) : bytes_(bytes), at_(0), ok_(true) {}

  unsigned byte() {
    if (!need(1, "a byte")) return 0;
    return static_cast<unsigned char>(bytes_[at_++]);
  }
  unsigned number() {
    if (!need(2, "a 16-bit number")) return 0;
    const unsigned high = byte();
    return high << 8 | byte();
  }
  unsigned peekByte() { return at_ < bytes_.size() ? static_cast<unsigned char>(bytes_[at_]) : 0; }
  /// `absent` tells a null string (FFFF) from an empty one.
  std::string text(bool* absent = 0) {
    const unsigned length = number();
    if (absent) *absent = length == 0xFFFF;
    if (!ok_ || length == 0xFFFF) return std::string();
    if (!need(length + 1, "a string")) return std::string();
    const std::string value = bytes_.substr(at_, length);
    at_ += length;
    if (byte() != 0) fail("a string is not followed by a zero byte");
    if (value.find('\0') != std::string::npos) fail("a string contains a zero byte");
    return value;
  }
  void fail(const std::string& why) {
    if (ok_) why_ = why + " (at byte " + std::to_string(at_) + ")";
    ok_ = false;
  }
  bool ok() const { return ok_; }
  bool atEnd() const { return at_ == bytes_.size(); }
  const std::string& why() const { return why_; }

 private:
  bool need(std::size_t count, const char* what) {
    if (ok_ && bytes_.size() - at_ >= count) return true;
    fail(std::string("the packet ends inside ") + what);
    return false;
  }
  const std::string& bytes_;
  std::size_t at_;
  bool ok_;
  std::string why_;
};

void readMethod(Reader* in, ForwardRequest* out) {
  const unsigned code = in->byte();
  if (code == kStoredMethod) return;
  if (code == 0 || code >= kMethodCount)
    in->fail("unknown method code " + std::to_string(code));
  else
    out->method = kMethods[code];
}

void readHeader(Reader* in, ForwardRequest* out) {
  Header header;
  if (in->peekByte() == 0xA0) {
    const unsigned code = in->number() & 0xFF;
    if (code == 0 || code >= kRequestHeaderCount)
      in->fail("unknown header code " + std::to_string(code));
    else
      header.name = kRequestHeaders[code];
  } else {
    header.name = in->text();
    if (in->ok() && header.name.empty()) in->fail("a header has no name");
  }
  header.value = in->text();
  out->headers.push_back(header);
}

void readAttribute(unsigned code, Reader* in, ForwardRequest* out) {
  if (code == kReqAttribute) {
    Header pair;
    pair.name = in->text();
    pair.value = in->text();
    out->attributes.push_back(pair);
    return;
  }
  std::string name;
  std::string value;
  if (code == kSslKeySize) {
    name = "ssl_key_size";
    value = std::to_string(in->number());
  } else if (code == 0 || code >= kAttributeCount) {
    in->fail("unknown attribute code " + std::to_string(code));
  } else {
    name = kAttributes[code];
    value = in->text();
  }
  if (in->ok() && !out->coded.insert(std::make_pair(name, value)).second)
    in->fail("attribute " + name + " is sent twice");
}

void readAttributes(Reader* in, ForwardRequest* out) {
  while (in->ok()) {
    const unsigned code = in->byte();
    if (!in->ok()) return;
    if (code == kAttributesEnd) {
      if (!in->atEnd()) in->fail("bytes follow the end of the attributes");
      return;
    }
    readAttribute(code, in, out);
  }
}

}  // namespace

const std::string* findHeader(const Headers& headers, const std::string& name) {
  for (const Header& header : headers)
    if (strcasecmp(header.name.c_str(), name.c_str()) == 0) return &header.value;
  return 0;
}

const std::string& ForwardRequest::query() const {
  static const std::string none;
  const auto found = coded.find("query_string");
  return found == coded.end() ? none : found->second;
}

bool decodeForward(const std::string& payload, ForwardRequest* out, std::string* why) {
  Reader in(payload);
  *out = ForwardRequest();
  if (in.byte() != 2) in.fail("not a FORWARD_REQUEST");
  readMethod(&in, out);
  out->protocol = in.text();
  out->uri = in.text();
  out->remoteAddr = in.text();
  out->remoteHost = in.text();
  out->serverName = in.text();
  out->serverPort = static_cast<int>(in.number());
  const unsigned ssl = in.byte();
  if (ssl > 1) in.fail("is_ssl is neither 0 nor 1");
  out->ssl = ssl == 1;
  const unsigned headers = in.number();
  for (unsigned i = 0; i < headers && in.ok(); ++i) readHeader(&in, out);
  readAttributes(&in, out);
  if (in.ok() && out->method.empty()) {
    const auto stored = out->coded.find("stored_method");
    if (stored == out->coded.end())
      in.fail("method code 255 without a stored_method attribute");
    else
      out->method = stored->second;
  }
  if (!in.ok() && why) *why = in.why();
  return in.ok();
}

void putInt(std::string* out, unsigned value) {
  out->push_back(static_cast<char>(value >> 8 & 0xFF));
  out->push_back(static_cast<char>(value & 0xFF));
}

void putString(std::string* out, const std::string& text) {
  putInt(out, static_cast<unsigned>(text.size()));
  out->append(text);
  out->push_back('\0');
}

std::string packet(const std::string& payload) {
  std::string out("AB");
  putInt(&out, static_cast<unsigned>(payload.size()));
  return out + payload;
}

std::string sendHeaders(int status, const std::string& reason, const Headers& headers) {
  std::string out(1, '\x04');
  putInt(&out, static_cast<unsigned>(status));
  putString(&out, reason);
  putInt(&out, static_cast<unsigned>(headers.size()));
  for (const Header& header : headers) {
    unsigned code = 1;
    while (code < kResponseHeaderCount && strcasecmp(kResponseHeaders[code], header.name.c_str()) != 0)
      ++code;
    if (code < kResponseHeaderCount)
      putInt(&out, 0xA000 | code);
    else
      putString(&out, header.name);
    putString(&out, header.value);
  }
  return packet(out);
}

std::string sendBodyChunk(const char* data, std::size_t size) {
  std::string out(1, '\x03');
  putInt(&out, static_cast<unsigned>(size));
  out.append(data, size);
  // Tomcat adds this byte, and mod_proxy_ajp insists on it.
  out.push_back('\0');
  return packet(out);
}

std::string endResponse(bool reuse) {
  return packet(std::string("\x05") + (reuse ? '\x01' : '\0'));
}

std::string getBodyChunk(unsigned size) {
  std::string out(1, '\x06');
  putInt(&out, size);
  return packet(out);
}

std::string cpong() {
  return packet("\x09");
}

std::string bodyChunks(const std::string& body, std::size_t packetSize) {
  std::string out;
  for (std::size_t at = 0; at < body.size(); at += maxChunk(packetSize))
    out += sendBodyChunk(body.data() + at, std::min(maxChunk(packetSize), body.size() - at));
  return out;
}

}  // namespace testajp
}  // namespace sioha

#include "mod_sioha/ajp/request_writer.h"

#include <cstring>

namespace sioha {
namespace ajp {

namespace {

const std::size_t kLongestString = 0xFFFE;  // 0xFFFF stands for null
const std::size_t kLongestPayload = 0xFFFF;
const std::uint16_t kFirstHeaderCode = 0xA000;

inline char* putInteger(char* to, std::size_t value) {
  to[0] = static_cast<char>(value >> 8);
  to[1] = static_cast<char>(value);
  return to + 2;
}

inline char* putString(char* to, Slice text) {
  to = putInteger(to, text.size());
  std::memcpy(to, text.data(), text.size());
  to += text.size();
  *to = 0;
  return to + 1;
}

inline std::size_t stringSize(Slice text) { return 2 + text.size() + 1; }

}  // namespace

RequestWriter::RequestWriter(char* buffer, std::size_t capacity)
    : buffer_(buffer),
      capacity_(capacity < kFrameHeaderSize + kLongestPayload ? capacity : kFrameHeaderSize + kLongestPayload),
      used_(0),
      headerCountAt_(0),
      headerCount_(0),
      headersClosed_(false),
      overflow_(false) {}

char* RequestWriter::take(std::size_t count) {
  if (overflow_ || count > capacity_ - used_) {
    overflow_ = true;
    return nullptr;
  }
  char* at = buffer_ + used_;
  used_ += count;
  return at;
}

void RequestWriter::string(Slice text) {
  if (text.size() > kLongestString) overflow_ = true;
  char* to = take(stringSize(text));
  if (to) putString(to, text);
}

void RequestWriter::begin(const RequestLine& line) {
  used_ = 0;
  headerCount_ = 0;
  headersClosed_ = false;
  overflow_ = capacity_ < kFrameHeaderSize;
  storedMethod_ = Slice();
  const std::uint8_t method = methodCode(line.method);
  if (method == kStoredMethod) storedMethod_ = line.method;
  char* to = take(kFrameHeaderSize + 2);
  if (!to) return;
  to[4] = static_cast<char>(PacketType::forwardRequest);
  to[5] = static_cast<char>(method);
  string(line.protocol);
  string(line.uri);
  string(line.remoteAddress);
  if (line.remoteHost.empty()) {
    if ((to = take(2)) != nullptr) putInteger(to, 0xFFFF);
  } else {
    string(line.remoteHost);
  }
  string(line.serverName);
  if ((to = take(5)) == nullptr) return;
  to = putInteger(to, line.serverPort);
  *to = line.isSsl ? 1 : 0;
  headerCountAt_ = used_ - 2;
}

void RequestWriter::header(Slice name, Slice value) {
  const std::uint16_t code = requestHeaderCode(name);
  // A name as long as a code's number would be read as that code.
  if (value.size() > kLongestString || name.size() >= kFirstHeaderCode) overflow_ = true;
  char* to = take((code ? 2 : stringSize(name)) + stringSize(value));
  if (!to) return;
  to = code ? putInteger(to, code) : putString(to, name);
  putString(to, value);
  ++headerCount_;
}

void RequestWriter::closeHeaders() {
  headersClosed_ = true;
  if (overflow_) return;
  putInteger(buffer_ + headerCountAt_, headerCount_);
  if (!storedMethod_.empty()) attribute(Attribute::storedMethod, storedMethod_);
}

void RequestWriter::attribute(Attribute code, Slice value) {
  if (!headersClosed_) closeHeaders();
  if (value.size() > kLongestString) overflow_ = true;
  char* to = take(1 + stringSize(value));
  if (!to) return;
  *to = static_cast<char>(code);
  putString(to + 1, value);
}

void RequestWriter::keySize(std::uint16_t bits) {
  if (!headersClosed_) closeHeaders();
  char* to = take(3);
  if (!to) return;
  *to = static_cast<char>(Attribute::sslKeySize);
  putInteger(to + 1, bits);
}

void RequestWriter::requestAttribute(Slice name, Slice value) {
  if (!headersClosed_) closeHeaders();
  if (name.size() > kLongestString || value.size() > kLongestString) overflow_ = true;
  char* to = take(1 + stringSize(name) + stringSize(value));
  if (!to) return;
  *to = static_cast<char>(Attribute::requestAttribute);
  putString(putString(to + 1, name), value);
}

bool RequestWriter::finish() {
  if (!headersClosed_) closeHeaders();
  char* to = take(1);
  if (!to) return false;
  *to = static_cast<char>(Attribute::end);
  buffer_[0] = 0x12;
  buffer_[1] = 0x34;
  putInteger(buffer_ + 2, used_ - kFrameHeaderSize);
  return true;
}

}  // namespace ajp
}  // namespace sioha

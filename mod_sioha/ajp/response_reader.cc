#include "mod_sioha/ajp/response_reader.h"

namespace sioha {
namespace ajp {

namespace {

const std::uint16_t kNullString = 0xFFFF;
const std::uint16_t kFirstHeaderCode = 0xA000;

inline unsigned byteAt(Slice s, std::size_t i) { return static_cast<unsigned char>(s[i]); }
inline std::uint16_t integerAt(Slice s, std::size_t i) {
  return static_cast<std::uint16_t>(byteAt(s, i) << 8 | byteAt(s, i + 1));
}

/// What a gateway may send; the other codes are the web server's own.
inline bool comesFromGateway(unsigned type) {
  return (type >= 3 && type <= 6) || type == static_cast<unsigned>(PacketType::cpong);
}

}  // namespace

FrameStatus readFrame(Slice input, std::size_t maxPacketSize, Frame* frame) {
  frame->size = 0;
  // Garbage is told from the first byte on, so that nobody waits for the rest of it.
  if (input.size() > 0 && input[0] != 'A') return FrameStatus::malformed;
  if (input.size() > 1 && input[1] != 'B') return FrameStatus::malformed;
  if (input.size() < kFrameHeaderSize) return FrameStatus::incomplete;
  const std::size_t length = integerAt(input, 2);
  if (length == 0 || length + kFrameHeaderSize > maxPacketSize) return FrameStatus::malformed;
  frame->size = length + kFrameHeaderSize;
  if (input.size() == kFrameHeaderSize) return FrameStatus::incomplete;
  const unsigned type = byteAt(input, kFrameHeaderSize);
  if (!comesFromGateway(type)) return FrameStatus::malformed;
  if (input.size() < frame->size) return FrameStatus::incomplete;
  frame->type = static_cast<PacketType>(type);
  frame->payload = Slice(input.data() + kFrameHeaderSize + 1, length - 1);
  return FrameStatus::complete;
}

HeadReader::HeadReader(Slice payload) : rest_(payload), left_(0), code_(0) {}

bool HeadReader::integer(std::uint16_t* value) {
  if (rest_.size() < 2) return false;
  *value = integerAt(rest_, 0);
  rest_ = Slice(rest_.data() + 2, rest_.size() - 2);
  return true;
}

bool HeadReader::stringOf(std::uint16_t length, Slice* text) {
  if (rest_.size() <= length || rest_[length] != 0) return false;
  *text = Slice(rest_.data(), length);
  rest_ = Slice(rest_.data() + length + 1, rest_.size() - length - 1);
  return true;
}

bool HeadReader::string(Slice* text) {
  std::uint16_t length;
  if (!integer(&length)) return false;
  if (length != kNullString) return stringOf(length, text);
  *text = Slice();  // null has no bytes and no end mark
  return true;
}

bool HeadReader::readStatus(int* status, Slice* reason) {
  std::uint16_t code, count;
  if (!integer(&code) || code < 100 || code > 999) return false;
  if (!string(reason) || !integer(&count)) return false;
  *status = code;
  left_ = count;
  return true;
}

HeadReader::Next HeadReader::next(Slice* name, Slice* value) {
  if (left_ == 0) return rest_.empty() ? Next::end : Next::malformed;
  --left_;
  std::uint16_t first;  // a length or a code
  if (!integer(&first)) return Next::malformed;
  code_ = first >= kFirstHeaderCode ? first : 0;
  if (code_)
    *name = responseHeaderName(code_);
  else if (!stringOf(first, name))
    return Next::malformed;
  if (name->empty() || !string(value)) return Next::malformed;
  return Next::header;
}

bool readBodyChunk(Slice payload, Slice* data) {
  if (payload.size() < 2) return false;
  const std::size_t length = integerAt(payload, 0);
  const std::size_t rest = payload.size() - 2;
  if (rest < length || rest > length + 1) return false;
  if (rest == length + 1 && payload[payload.size() - 1] != 0) return false;
  *data = Slice(payload.data() + 2, length);
  return true;
}

bool readEndResponse(Slice payload, bool* reuse) {
  if (payload.size() != 1) return false;
  *reuse = payload[0] == 1;
  return true;
}

bool readGetBodyChunk(Slice payload, std::size_t* requested) {
  if (payload.size() != 2) return false;
  *requested = integerAt(payload, 0);
  return true;
}

}  // namespace ajp
}  // namespace sioha

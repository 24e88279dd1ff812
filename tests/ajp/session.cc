#include "tests/ajp/session.h"

#include <stdlib.h>

namespace sioha {
namespace testajp {

bool Session::readPacket(std::string* payload) {
  unsigned char head[kPacketHead];
  if (!conn_->readExact(reinterpret_cast<char*>(head), sizeof head)) return false;
  if (head[0] != 0x12 || head[1] != 0x34) {
    why_ = "a packet does not start with 12 34";
    return false;
  }
  const std::size_t length = static_cast<std::size_t>(head[2]) << 8 | head[3];
  if (length + kPacketHead > packetSize_) {
    why_ = "a packet of " + std::to_string(length) + " bytes is longer than packetSize allows";
    return false;
  }
  payload->resize(length);
  return length == 0 || conn_->readExact(&(*payload)[0], length);
}

Session::Got Session::next(ForwardRequest* out) {
  std::string payload;
  for (;;) {
    if (!readPacket(&payload)) return Got::nothing;
    if (payload == "\x0A") return Got::ping;
    // A body packet that a former request did not wait for.
    if (payload.empty() || (payload.size() == 2 && payload[0] == 0 && payload[1] == 0)) continue;
    return decodeForward(payload, out, &why_) ? Got::request : Got::nothing;
  }
}

bool Session::readData(std::string* data) {
  std::string payload;
  data->clear();
  if (!readPacket(&payload)) {
    broken_ = true;
    return false;
  }
  if (payload.empty()) return true;
  const std::size_t length = payload.size() < 2 ? 0
                                                : static_cast<unsigned char>(payload[0]) << 8 |
                                                      static_cast<unsigned char>(payload[1]);
  if (payload.size() < 2 || payload.size() != length + 2) {
    why_ = "a body packet's two lengths disagree";
    broken_ = true;
    return false;
  }
  data->assign(payload, 2, length);
  return true;
}

void Session::startBody(const ForwardRequest& request) {
  const std::string* const length = findHeader(request.headers, "content-length");
  lengthKnown_ = length != 0;
  bodyLeft_ = length ? strtoull(length->c_str(), 0, 10) : 0;
  // No Content-Length means "unknown: ask", as Tomcat reads it.
  askFirst_ = !lengthKnown_;
  atEnd_ = lengthKnown_ && bodyLeft_ == 0;
}

bool Session::readBodyPart(std::string* part) {
  part->clear();
  if (atEnd_ || broken_) return false;
  if (askFirst_ && !conn_->write(getBodyChunk(static_cast<unsigned>(maxBodyPart(packetSize_))))) {
    broken_ = true;
    return false;
  }
  askFirst_ = true;
  if (!readData(part)) return false;
  if (part->empty() || (lengthKnown_ && part->size() > bodyLeft_)) {
    // Before the announced end, an empty packet says that the client went away.
    broken_ = lengthKnown_;
    atEnd_ = true;
    return false;
  }
  if (lengthKnown_) bodyLeft_ -= part->size();
  atEnd_ = lengthKnown_ && bodyLeft_ == 0;
  return true;
}

bool Session::readBody(const ForwardRequest& request, std::string* body) {
  std::string part;
  startBody(request);
  while (readBodyPart(&part)) *body += part;
  return !broken_;
}

}  // namespace testajp
}  // namespace sioha

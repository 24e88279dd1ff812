#include "mod_sioha/net/request_body.h"

#include "mod_sioha/ajp/protocol.h"

namespace sioha {
namespace net {

RequestBody::RequestBody(BodySource* source, std::size_t maxPacketSize)
    : source_(source),
      maxPacketSize_(maxPacketSize),
      length_(source->length()),
      left_(length_ > 0 ? length_ : 0),
      ended_(false) {}

RequestBody::Status RequestBody::next(std::size_t most, Slice* packet, std::size_t* bodyBytes) {
  if (ended_ || (length_ >= 0 && left_ == 0)) return Status::end;
  std::size_t room = maxPacketSize_ - ajp::kBodyPacketOverhead;
  if (most > 0 && most < room) room = most;
  if (length_ > 0 && static_cast<unsigned long long>(left_) < room) room = static_cast<std::size_t>(left_);
  if (!buffer_) buffer_.reset(new char[maxPacketSize_]);

  *bodyBytes = 0;
  switch (source_->read(buffer_.get() + ajp::kBodyPacketOverhead, room, bodyBytes)) {
    case BodySource::Status::clientGone:
      return Status::clientGone;
    case BodySource::Status::end:
      if (length_ > 0) return Status::clientGone;
      ended_ = true;
      return Status::end;
    case BodySource::Status::data:
      break;
  }
  // An empty packet would say that the body ended.
  if (*bodyBytes == 0) return Status::clientGone;
  if (length_ > 0) left_ -= static_cast<long long>(*bodyBytes);
  ajp::writeBodyHeader(buffer_.get(), *bodyBytes);
  *packet = Slice(buffer_.get(), ajp::kBodyPacketOverhead + *bodyBytes);
  return Status::packet;
}

}  // namespace net
}  // namespace sioha

#include "mod_sioha/net/packet_buffer.h"

#include <cstring>

namespace sioha {
namespace net {

PacketBuffer::PacketBuffer(AnswerSink* sink, std::size_t maxPacketSize)
    : sink_(sink), maxPacketSize_(maxPacketSize), memory_(nullptr), capacity_(0), begin_(0), end_(0), kept_(false) {}

ajp::FrameStatus PacketBuffer::next(ajp::Frame* frame) {
  if (begin_ == end_) return ajp::FrameStatus::incomplete;
  const ajp::FrameStatus status =
      ajp::readFrame(Slice(memory_ + begin_, end_ - begin_), maxPacketSize_, frame);
  if (status == ajp::FrameStatus::complete) begin_ += frame->size;
  return status;
}

void PacketBuffer::takeMemory(std::size_t wanted) {
  const char* pending = memory_ + begin_;
  const std::size_t count = end_ - begin_;
  memory_ = sink_->buffer(wanted < maxPacketSize_ ? maxPacketSize_ : wanted, &capacity_);
  if (count > 0) std::memcpy(memory_, pending, count);
  begin_ = 0;
  end_ = count;
  kept_ = false;
}

void PacketBuffer::makeRoom(std::size_t wanted) {
  const std::size_t pending = end_ - begin_;
  if (kept_) {
    // The rest of this memory will do while a whole packet fits and a receive is worth its call.
    if (capacity_ - begin_ < maxPacketSize_ || room() < capacity_ / 4) takeMemory(wanted);
    return;
  }
  // Nothing points into this memory, so the sink may hand it out again: what is
  // pending can only be moved inside of it. A whole packet always fits.
  if (pending == 0 && capacity_ < wanted) {
    begin_ = end_ = 0;
    takeMemory(wanted);
    return;
  }
  if (begin_ > 0 && pending > 0) std::memmove(memory_, memory_ + begin_, pending);
  begin_ = 0;
  end_ = pending;
}

}  // namespace net
}  // namespace sioha

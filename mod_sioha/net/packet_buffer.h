#ifndef SIOHA_NET_PACKET_BUFFER_H
#define SIOHA_NET_PACKET_BUFFER_H

#include <cstddef>

#include "mod_sioha/ajp/response_reader.h"
#include "mod_sioha/net/exchange.h"

namespace sioha {
namespace net {

/// Packets in the memory that the sink lends: bytes that were passed on stay
/// where they are, a packet of which only a part came moves to the next memory.
class PacketBuffer {
 public:
  PacketBuffer(AnswerSink* sink, std::size_t maxPacketSize);

  /// The next packet; `complete` steps over it.
  ajp::FrameStatus next(ajp::Frame* frame);
  /// A slice of the last packet goes to AnswerSink::body().
  void keep() { kept_ = true; }
  bool empty() const { return begin_ == end_; }

  /// Room for at least the rest of a packet. Where new memory is needed, `wanted` bytes of it.
  void makeRoom(std::size_t wanted);
  char* end() const { return memory_ + end_; }
  std::size_t room() const { return capacity_ - end_; }
  void received(std::size_t count) { end_ += count; }

 private:
  void takeMemory(std::size_t wanted);

  AnswerSink* sink_;
  std::size_t maxPacketSize_;
  char* memory_;
  std::size_t capacity_;
  std::size_t begin_;  ///< of what no packet was read from yet
  std::size_t end_;
  bool kept_;
};

}  // namespace net
}  // namespace sioha
#endif

#ifndef SIOHA_AJP_RESPONSE_READER_H
#define SIOHA_AJP_RESPONSE_READER_H

#include <cstddef>
#include <cstdint>

#include "mod_sioha/ajp/protocol.h"
#include "mod_sioha/base/slice.h"

/// Packets from a gateway: bytes -> values. Gateways are not trusted: every
/// length is checked against the packet, never against the buffer
/// (CVE-2026-34032), after subtracting the frame header (CVE-2026-28780).
namespace sioha {
namespace ajp {

enum class FrameStatus { complete, incomplete, malformed };

/// One packet; `payload` follows the type byte and lies in the caller's buffer.
struct Frame {
  Frame() : type(PacketType::cpong), size(0) {}
  PacketType type;
  Slice payload;
  std::size_t size;  ///< bytes of input that the packet takes
};

/// Looks for one packet at the start of `input`. incomplete: more bytes are
/// needed, frame->size says how many the packet has in all, 0 while unknown.
/// malformed: wrong magic, empty, unknown type, or larger than maxPacketSize.
FrameStatus readFrame(Slice input, std::size_t maxPacketSize, Frame* frame);

/// Walks a SEND_HEADERS payload without copying.
class HeadReader {
 public:
  explicit HeadReader(Slice payload);
  /// False when the payload is malformed before the headers. Says 100..999 only.
  bool readStatus(int* status, Slice* reason);
  enum class Next { header, end, malformed };
  /// The next header; `end` only when the announced number was read and nothing is left over.
  Next next(Slice* name, Slice* value);
  /// The 0xA0xx code of the header that next() returned last, 0 where its name was spelt out.
  std::uint16_t code() const { return code_; }

 private:
  bool integer(std::uint16_t* value);
  bool string(Slice* text);
  bool stringOf(std::uint16_t length, Slice* text);

  Slice rest_;
  unsigned left_;
  std::uint16_t code_;
};

/// SEND_BODY_CHUNK; accepts it with and without Tomcat's extra zero byte. Empty data is a flush.
bool readBodyChunk(Slice payload, Slice* data);
bool readEndResponse(Slice payload, bool* reuse);
bool readGetBodyChunk(Slice payload, std::size_t* requested);

}  // namespace ajp
}  // namespace sioha
#endif

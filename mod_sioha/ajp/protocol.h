#ifndef SIOHA_AJP_PROTOCOL_H
#define SIOHA_AJP_PROTOCOL_H

#include <cstddef>
#include <cstdint>

#include "mod_sioha/base/slice.h"

/// The numbers of AJP/1.3. Source: "The AJP/1.3 protocol" (Apache Tomcat
/// Connectors, ajp/ajpv13a) and Tomcat's org.apache.coyote.ajp.Constants.
namespace sioha {
namespace ajp {

/// Two magic bytes and a 16 bit length stand before each packet.
const std::size_t kFrameHeaderSize = 4;
/// Whole packets, frame header included. Tomcat refuses a packetSize below 8192.
const std::size_t kMinPacketSize = 8192;
const std::size_t kMaxPacketSize = 65536;
/// A request body packet spends frame header and a 16 bit count.
const std::size_t kBodyPacketOverhead = 6;

enum class PacketType : std::uint8_t {
  forwardRequest = 2,
  sendBodyChunk = 3,
  sendHeaders = 4,
  endResponse = 5,
  getBodyChunk = 6,
  cpong = 9,
  cping = 10
};

enum class Attribute : std::uint8_t {
  remoteUser = 3,
  authType = 4,
  queryString = 5,
  route = 6,
  sslCertificate = 7,
  sslCipher = 8,
  sslSession = 9,
  requestAttribute = 10,
  sslKeySize = 11,
  secret = 12,
  storedMethod = 13,
  end = 0xFF
};

/// The code of an HTTP method (case-sensitive), or 0xFF where it goes into attribute stored_method.
std::uint8_t methodCode(Slice method);
const std::uint8_t kStoredMethod = 0xFF;

/// The 0xA0xx code of a request header name (any case), or 0.
std::uint16_t requestHeaderCode(Slice name);
/// The name that a 0xA0xx response header code stands for, or an empty slice.
Slice responseHeaderName(std::uint16_t code);

/// A ready CPING packet: five bytes.
Slice cpingPacket();
/// The packet that says "no more request body".
Slice emptyBodyPacket();
/// Writes the six bytes that precede `size` bytes of request body (size <= packet size - 6).
void writeBodyHeader(char* six, std::size_t size);

}  // namespace ajp
}  // namespace sioha
#endif

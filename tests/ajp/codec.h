#ifndef SIOHA_TESTS_AJP_CODEC_H
#define SIOHA_TESTS_AJP_CODEC_H

#include <cstddef>
#include <map>
#include <string>
#include <vector>

/// The container's side of AJP/1.3, for tests. It is the oracle for the client
/// in mod_sioha/ajp and shares no code with it. It is strict: what Tomcat would
/// guess at is an error here.
namespace sioha {
namespace testajp {

struct Header {
  std::string name;
  std::string value;
};
typedef std::vector<Header> Headers;

/// The value of the first header of that name (case ignored), or null.
const std::string* findHeader(const Headers& headers, const std::string& name);

struct ForwardRequest {
  std::string method;
  std::string protocol;
  std::string uri;
  std::string remoteAddr;
  std::string remoteHost;
  std::string serverName;
  int serverPort;
  bool ssl;
  Headers headers;
  /// Coded attributes by their name in the protocol ("query_string", "secret",
  /// "ssl_key_size" ...); an attribute that was not sent is not in the map.
  std::map<std::string, std::string> coded;
  /// req_attribute pairs (code 10), in the order sent.
  Headers attributes;

  const std::string& query() const;
};

const std::size_t kPacketHead = 4;
/// Data bytes that fit in one packet: SEND_BODY_CHUNK needs 8 bytes beside them,
/// a body packet 6.
inline std::size_t maxChunk(std::size_t packetSize) {
  return packetSize - 8;
}
inline std::size_t maxBodyPart(std::size_t packetSize) {
  return packetSize - 6;
}

/// Decodes the payload (from the prefix code on) of a FORWARD_REQUEST; false and
/// a sentence in `why` when it is malformed in any way.
bool decodeForward(const std::string& payload, ForwardRequest* out, std::string* why);

/// Puts magic "AB" and the length before a payload.
std::string packet(const std::string& payload);
void putInt(std::string* out, unsigned value);
void putString(std::string* out, const std::string& text);

/// Each returns whole packets, ready to be written.
std::string sendHeaders(int status, const std::string& reason, const Headers& headers);
std::string sendBodyChunk(const char* data, std::size_t size);
std::string endResponse(bool reuse);
std::string getBodyChunk(unsigned size);
std::string cpong();
/// A body of any size as SEND_BODY_CHUNK packets of at most packetSize bytes.
std::string bodyChunks(const std::string& body, std::size_t packetSize);

}  // namespace testajp
}  // namespace sioha
#endif

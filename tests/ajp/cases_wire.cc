#include "tests/ajp/cases.h"

namespace sioha {
namespace testajp {
namespace {

/// Sends the packets before the one to cut in whole, of that one bytes= (1)
/// bytes, then closes, or resets where rst=1.
bool cut(Scene* scene, const std::string& before, const std::string& packet) {
  const long bytes = numberOf(scene->query, "bytes", 1);
  scene->send(before + packet.substr(0, static_cast<std::size_t>(bytes)));
  if (numberOf(scene->query, "rst", 0)) {
    // Lets the kernel deliver what was sent: a reset throws away what is not read.
    scene->conn()->readableWithin(20);
    scene->conn()->reset();
  }
  return false;
}

/// A head whose headers are given as raw bytes.
std::string rawHead(unsigned count, const std::string& headers) {
  std::string payload(1, '\x04');
  putInt(&payload, 200);
  putString(&payload, "OK");
  putInt(&payload, count);
  return packet(payload + headers);
}

std::string unterminated() {
  std::string header;
  putString(&header, "X-Name");
  putInt(&header, 3);
  return header + "abcd";
}

std::string tooLongValue() {
  std::string header;
  putString(&header, "X-Name");
  putInt(&header, 5000);
  return header + "abc" + std::string(1, '\0');
}

std::string nullValue() {
  std::string header;
  putString(&header, "X-Name");
  putInt(&header, 0xFFFF);
  return header;
}

std::string chunkSaying(unsigned said, const std::string& data) {
  std::string payload(1, '\x03');
  putInt(&payload, said);
  return packet(payload + data);
}

}  // namespace

void addWireCases(Cases* cases) {
  const std::string rest = bodyChunks("fine", 8192) + endResponse(true);
  const auto bytes = [cases](const char* name, const char* about, const std::string& all) {
    const CaseEntry entry = {about, true, [all](Scene* scene) { return scene->send(all); }};
    (*cases)[name] = entry;
  };
  const auto add = [cases](const char* name, const char* about, const Case& play) {
    const CaseEntry entry = {about, true, play};
    (*cases)[name] = entry;
  };
  const std::string chunk = sendBodyChunk("fine", 4);
  add("cut-head", "bytes= of SEND_HEADERS, then closes; rst=1 resets",
      [](Scene* scene) { return cut(scene, "", plainHead(200)); });
  add("cut-body", "bytes= of the second SEND_BODY_CHUNK, then closes; rst=1 resets",
      [chunk](Scene* scene) { return cut(scene, plainHead(200) + chunk, chunk); });
  add("cut-end", "bytes= of END_RESPONSE, then closes; rst=1 resets",
      [chunk](Scene* scene) { return cut(scene, plainHead(200) + chunk, endResponse(true)); });
  add("reset", "RST at once", [](Scene* scene) {
    scene->conn()->reset();
    return false;
  });
  bytes("bad-magic", "the head's packet starts with AX", "AX" + plainAnswer().substr(2));
  bytes("bad-magic-in-body", "the second packet starts with AX", plainHead(200) + "AX" + rest.substr(2));
  bytes("http-answer", "an HTTP answer", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine");
  bytes("oversize-length", "a packet that says 65535 bytes",
        std::string("AB\xFF\xFF\x04", 5) + std::string(9000, 'x'));
  bytes("zero-length", "a packet without a payload", std::string("AB\0\0", 4) + plainAnswer());
  bytes("unknown-type", "a packet of type 77", packet("\x4D") + plainAnswer());
  bytes("string-without-zero", "a header's value is not followed by a zero byte",
        rawHead(1, unterminated()) + rest);
  bytes("header-beyond-packet", "a header's value says more bytes than there are",
        rawHead(1, tooLongValue()) + rest);
  bytes("header-count-too-large", "500 headers announced, none sent", rawHead(500, "") + rest);
  bytes("header-count-too-small", "no header announced, bytes follow", rawHead(0, unterminated()) + rest);
  bytes("null-header-value", "a header's value is a null string", rawHead(1, nullValue()) + rest);
  bytes("unknown-header-code", "header code A0FF", rawHead(1, std::string("\xA0\xFF\0\1x\0", 6)) + rest);
  bytes("short-head", "SEND_HEADERS of two bytes", packet(std::string("\x04\0", 2)) + rest);
  bytes("chunk-says-more", "SEND_BODY_CHUNK says more bytes than its packet has",
        plainHead(200) + chunkSaying(100, "fine") + endResponse(true));
  bytes("chunk-says-less", "SEND_BODY_CHUNK says fewer bytes than its packet has",
        plainHead(200) + chunkSaying(1, "fine") + endResponse(true));
  bytes("chunk-without-zero", "SEND_BODY_CHUNK without the byte after its data",
        plainHead(200) + chunkSaying(4, "fine") + endResponse(true));
  bytes("short-chunk", "SEND_BODY_CHUNK without a length",
        plainHead(200) + packet("\x03") + endResponse(true));
  bytes("short-end", "END_RESPONSE without its flag", plainHead(200) + chunk + packet("\x05"));
  bytes("pong-inside", "a CPONG between head and body", plainHead(200) + cpong() + rest);
}

}  // namespace testajp
}  // namespace sioha

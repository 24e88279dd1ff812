#ifndef SIOHA_TESTS_FAKES_GATEWAY_PACKETS_H
#define SIOHA_TESTS_FAKES_GATEWAY_PACKETS_H

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

/// Packets as a gateway writes them, right and wrong ones.
namespace sioha {
namespace fakes {

typedef std::vector<std::pair<std::string, std::string> > Headers;

inline std::string integer(std::size_t value) {
  return std::string(1, static_cast<char>(value >> 8)) + static_cast<char>(value);
}
inline std::string ajpString(const std::string& text) {
  return integer(text.size()) + text + std::string(1, '\0');
}
inline std::string packet(const std::string& payload) { return "AB" + integer(payload.size()) + payload; }

/// A name of the form "\xA0\x03" is a code already.
inline std::string headPayload(int status, const std::string& reason, const Headers& headers) {
  std::string s = integer(static_cast<std::size_t>(status)) + ajpString(reason) + integer(headers.size());
  for (std::size_t i = 0; i < headers.size(); ++i) {
    const std::string& name = headers[i].first;
    s += name.size() == 2 && name[0] == '\xA0' ? name : ajpString(name);
    s += ajpString(headers[i].second);
  }
  return s;
}
inline std::string head(int status, const Headers& headers = Headers(), const std::string& reason = "OK") {
  return packet("\x04" + headPayload(status, reason, headers));
}
inline std::string headWithLength(int status, const std::string& length) {
  return head(status, Headers(1, std::make_pair(std::string("\xA0\x03"), length)));
}
/// As Tomcat writes it: with one more zero byte than the length says.
inline std::string chunk(const std::string& data) {
  return packet("\x03" + integer(data.size()) + data + std::string(1, '\0'));
}
inline std::string flushChunk() { return packet(std::string("\x03\0\0", 3)); }
inline std::string end(bool reuse = true) { return packet(std::string("\x05") + (reuse ? '\1' : '\0')); }
inline std::string wantBody(std::size_t count) { return packet("\x06" + integer(count)); }
inline std::string cpong() { return packet("\x09"); }

}  // namespace fakes
}  // namespace sioha
#endif

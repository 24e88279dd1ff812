#include "mod_sioha/config/request_log_format.h"

#include <cstdio>

namespace sioha {
namespace config {
namespace {

const char kCodes[] = "bBHmpqrsTUvVwR";

std::string secondsOf(unsigned long long microseconds) {
  char text[40];
  std::snprintf(text, sizeof text, "%llu.%06llu", microseconds / 1000000, microseconds % 1000000);
  return text;
}

std::string onOneLine(const std::string& text) {
  std::string line;
  for (char c : text) {
    const unsigned char byte = static_cast<unsigned char>(c);
    if (byte >= ' ' && byte != 0x7f) {
      line.push_back(c);
      continue;
    }
    char escaped[8];
    std::snprintf(escaped, sizeof escaped, "\\x%02x", byte);
    line += escaped;
  }
  return line;
}

std::string valueOf(char code, const RequestLogValues& values) {
  switch (code) {
    case 'b': return values.bytes ? std::to_string(values.bytes) : "-";
    case 'B': return std::to_string(values.bytes);
    case 'H': return values.protocol;
    case 'm': return values.method;
    case 'p': return std::to_string(values.port);
    case 'q': return values.query;
    case 'r': return values.requestLine;
    case 's': return std::to_string(values.status);
    case 'T': return secondsOf(values.microseconds);
    case 'U': return values.path;
    case 'v': return values.serverName;
    case 'V': return values.canonicalName;
    case 'w': return values.worker;
    case 'R': return values.route;
    default: return std::string();
  }
}

char escapedCharacter(char c) {
  return c == 'n' ? '\n' : c == 't' ? '\t' : c;
}

}  // namespace

RequestLogValues::RequestLogValues() : bytes(0), port(0), status(0), microseconds(0) {}

Result<RequestLogFormat> RequestLogFormat::parse(Slice format) {
  RequestLogFormat parsed;
  Item text = {'\0', ""};
  for (std::size_t i = 0; i < format.size(); ++i) {
    const bool last = i + 1 == format.size();
    if (format[i] == '\\' && !last) {
      text.text.push_back(escapedCharacter(format[++i]));
    } else if (format[i] == '%' && !last && format[i + 1] == '%') {
      text.text.push_back(format[++i]);
    } else if (format[i] == '%') {
      if (last || format[i + 1] == '\0' || !std::strchr(kCodes, format[i + 1]))
        return Error("%" + format.sub(i + 1, 1).str() +
                     " is no code of it; write %b %B %H %m %p %q %r %s %T %U %v %V %w %R or %%, without "
                     "modifiers");
      if (!text.text.empty()) parsed.items_.push_back(text);
      text.text.clear();
      const Item item = {format[++i], ""};
      parsed.items_.push_back(item);
    } else {
      text.text.push_back(format[i]);
    }
  }
  if (!text.text.empty()) parsed.items_.push_back(text);
  return parsed;
}

std::string RequestLogFormat::write(const RequestLogValues& values) const {
  std::string line;
  for (const Item& item : items_) line += item.code ? onOneLine(valueOf(item.code, values)) : item.text;
  return line;
}

}  // namespace config
}  // namespace sioha

#include "mod_sioha/status/html_escape.h"

#include "mod_sioha/base/percent.h"
#include "mod_sioha/status/format.h"

namespace sioha {
namespace status {

std::string escaped(const std::string& text) {
  std::string html;
  for (char c : cleanLine(text)) {
    switch (c) {
      case '&':
        html += "&amp;";
        break;
      case '<':
        html += "&lt;";
        break;
      case '>':
        html += "&gt;";
        break;
      case '"':
        html += "&quot;";
        break;
      case '\'':
        html += "&#39;";
        break;
      default:
        html += c;
    }
  }
  return html;
}

std::string queryEscaped(Slice text) {
  std::string out;
  for (char c : text) {
    const char lower = lowerAscii(c);
    const bool plain = (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
                       c == '.' || c == '~';
    if (plain) out += c;
    else appendPercentEncoded(c, &out);
  }
  return out;
}

}  // namespace status
}  // namespace sioha

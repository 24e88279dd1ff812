#include "mod_sioha/config/log_stamp.h"

#include <cstdio>

namespace sioha {
namespace config {
namespace {

const std::size_t kLongestFormat = 63;
/// What strftime of C99, POSIX and glibc converts, beside our two.
const char kConversions[] = "aAbBcCdDeFgGhHIjklmMnpPrRsStTuUVwWxXyYzZ%Qq";

/// The format with the fractions of a second filled in, for strftime.
std::size_t fillFractions(Slice format, unsigned microseconds, char* to) {
  std::size_t used = 0;
  for (std::size_t i = 0; i < format.size(); ++i) {
    const char next = format[i] == '%' && i + 1 < format.size() ? format[i + 1] : '\0';
    if (next == 'Q') {
      used += static_cast<std::size_t>(std::sprintf(to + used, "%03u", microseconds / 1000));
    } else if (next == 'q') {
      used += static_cast<std::size_t>(std::sprintf(to + used, "%06u", microseconds));
    } else {
      to[used++] = format[i];
      if (next == '\0') continue;
      to[used++] = next;
    }
    ++i;
  }
  return used;
}

}  // namespace

LogStamp::LogStamp() : format_("[%a %b %d %H:%M:%S.%Q %Y] ") {}

Result<LogStamp> LogStamp::parse(Slice format) {
  if (format.size() > kLongestFormat)
    return Error("the format has " + std::to_string(format.size()) + " characters; write 63 at most");
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (static_cast<unsigned char>(format[i]) < ' ')
      return Error("there is a control character in the format; write blanks instead");
    if (format[i] != '%') continue;
    if (++i == format.size() || format[i] == '\0' || !std::strchr(kConversions, format[i]))
      return Error("%" + format.sub(i, 1).str() +
                   " is no conversion; write those of strftime, %Q (milliseconds), %q (microseconds) or %%");
  }
  LogStamp stamp;
  stamp.format_ = format.str();
  return stamp;
}

std::size_t LogStamp::write(const struct tm& when, unsigned microseconds, char* to, std::size_t room) const {
  // A fraction is at most three times as long as its conversion.
  char filled[kLongestFormat * 3 + 2];
  std::size_t length = fillFractions(format_, microseconds % 1000000, filled);
  // strftime's 0 stands for "too long" as well as for nothing: the blank makes the two differ.
  filled[length++] = ' ';
  filled[length] = '\0';
  char text[1024];
  // parse() has looked at the conversions.
  std::size_t (*const convert)(char*, std::size_t, const char*, const struct tm*) = std::strftime;
  const std::size_t written = convert(text, sizeof text, filled, &when);
  if (written == 0 || written - 1 > room) return 0;
  std::memcpy(to, text, written - 1);
  return written - 1;
}

}  // namespace config
}  // namespace sioha

#include "mod_sioha/status/format.h"

#include <algorithm>
#include <cstdio>
#include <ctime>

#include "mod_sioha/base/json_text.h"

namespace sioha {
namespace status {

std::string utcTime(std::chrono::microseconds sinceEpoch) {
  const std::time_t seconds = static_cast<std::time_t>(sinceEpoch.count() / 1000000);
  std::tm parts = std::tm();
  if (!gmtime_r(&seconds, &parts)) return "invalid time";
  char text[96];
  std::snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02dZ", parts.tm_year + 1900, parts.tm_mon + 1,
                parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec);
  return text;
}

std::string spellDuration(std::chrono::microseconds span) {
  const std::int64_t us = std::max<std::int64_t>(0, span.count());
  const std::int64_t s = us / 1000000;
  if (s < 10 && us % 1000000 >= 100000)
    return std::to_string(s) + "." + std::to_string(us / 100000 % 10) + " s";
  if (s < 60) return std::to_string(s) + " s";
  if (s < 3600) return std::to_string(s / 60) + " min " + std::to_string(s % 60) + " s";
  if (s < 86400) return std::to_string(s / 3600) + " h " + std::to_string(s / 60 % 60) + " min";
  return std::to_string(s / 86400) + " d " + std::to_string(s / 3600 % 24) + " h";
}

std::string decimal(std::int64_t value, unsigned digits) {
  const bool negative = value < 0;
  std::string text = std::to_string(negative ? -value : value);
  if (text.size() <= digits) text.insert(std::size_t(0), digits + 1 - text.size(), '0');
  text.insert(text.size() - digits, ".");
  return negative ? "-" + text : text;
}

std::string spellBytes(std::uint64_t bytes) {
  static const char* const kUnits[] = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
  std::uint64_t scale = 1;
  unsigned unit = 0;
  while (bytes / scale >= 1000 && unit < 6) {
    scale *= 1000;
    ++unit;
  }
  const std::uint64_t whole = bytes / scale;
  std::string text = std::to_string(whole);
  if (whole < 10 && unit > 0) text += "." + std::to_string(bytes / (scale / 10) % 10);
  return text + " " + kUnits[unit];
}

std::string cleanLine(Slice text) {
  std::string line = validUtf8(text);
  for (char& c : line)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = '?';
  return line;
}

std::size_t columns(const std::string& text) {
  std::size_t count = 0;
  for (char c : text)
    if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) ++count;
  return count;
}

}  // namespace status
}  // namespace sioha

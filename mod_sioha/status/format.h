#ifndef SIOHA_STATUS_FORMAT_H
#define SIOHA_STATUS_FORMAT_H

#include <chrono>
#include <cstdint>
#include <string>

#include "mod_sioha/base/slice.h"

/// Numbers and times as the writers show them, without locale.
namespace sioha {
namespace status {

/// "2026-11-22T17:06:57Z" (RFC 3339, UTC).
std::string utcTime(std::chrono::microseconds sinceEpoch);

/// "0.3 s", "12 s", "4 min 5 s", "3 h 12 min", "5 d 2 h"; negative counts as 0.
std::string spellDuration(std::chrono::microseconds span);

/// "12.345" with `digits` of 3 or 6 places after the point.
std::string decimal(std::int64_t value, unsigned digits);

/// "512 B", "1.4 kB", "12 MB": powers of 1000.
std::string spellBytes(std::uint64_t bytes);

/// One line that is safe on a terminal: control characters become '?', bad UTF-8 U+FFFD.
std::string cleanLine(Slice text);

/// Columns that `text` takes: code points. Wide characters count as one.
std::size_t columns(const std::string& text);

}  // namespace status
}  // namespace sioha
#endif

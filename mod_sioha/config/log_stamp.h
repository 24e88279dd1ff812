#ifndef SIOHA_CONFIG_LOG_STAMP_H
#define SIOHA_CONFIG_LOG_STAMP_H

#include <ctime>
#include <string>

#include "mod_sioha/base/result.h"
#include "mod_sioha/base/slice.h"

namespace sioha {
namespace config {

/// SiohaLogStampFormat (JkLogStampFormat): strftime(3)'s conversions, %Q for milliseconds and %q for
/// microseconds. No I/O: the caller says what time it is.
class LogStamp {
 public:
  /// mod_jk's own: "[%a %b %d %H:%M:%S.%Q %Y] ".
  LogStamp();
  /// The error says what is wrong, without the directive's name. At most 63 characters, as in mod_jk.
  static Result<LogStamp> parse(Slice format);

  /// Writes at most `room` bytes, never half a conversion's rest, and no NUL. Allocates nothing.
  std::size_t write(const struct tm& when, unsigned microseconds, char* to, std::size_t room) const;

 private:
  std::string format_;
};

}  // namespace config
}  // namespace sioha
#endif

#ifndef SIOHA_BASE_LOG_H
#define SIOHA_BASE_LOG_H

#include <string>

namespace sioha {

enum class LogLevel { error, warning, notice, info, debug, trace };

/// Where a layer without httpd says something: httpd/ writes to the error log,
/// the check programs to syslog or stderr, tests into a vector.
class Log {
 public:
  virtual ~Log() {}
  virtual bool wants(LogLevel level) const = 0;
  virtual void write(LogLevel level, const std::string& sentence) = 0;
};

}  // namespace sioha
#endif

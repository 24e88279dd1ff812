#ifndef SIOHA_CONFIG_SETTINGS_H
#define SIOHA_CONFIG_SETTINGS_H

#include <limits>
#include <string>
#include <vector>

#include "mod_sioha/base/clock.h"
#include "mod_sioha/config/sections.h"

namespace sioha {
namespace config {

/// Reads one worker's properties as values. A property that is not set leaves its target alone.
/// The first thing that is wrong is kept in error(); reading may go on, so callers check once.
class Settings {
 public:
  explicit Settings(const Section& section) : section_(section) {}

  const Property* find(const std::string& name) const;
  bool isInherited(const std::string& name) const;
  bool has(const std::string& name) const { return find(name) != nullptr; }

  void text(const std::string& name, std::string* value);
  /// One word without blanks and control characters, at most `longest` bytes.
  void word(const std::string& name, std::size_t longest, std::string* value);
  /// mod_jk's words: 0, 1, on, off, and what begins with f, n, t or y.
  void flag(const std::string& name, bool* value);
  /// A decimal number, with k or m for 1024 and 1048576 behind it as in mod_jk.
  template <class T>
  void number(const std::string& name, unsigned long long least, unsigned long long most, T* value) {
    unsigned long long read = 0;
    if (readNumber(name, least, most, &read)) *value = static_cast<T>(read);
  }
  /// A plain number of milliseconds or seconds.
  void milliseconds(const std::string& name, Duration* value);
  void seconds(const std::string& name, Duration* value);
  /// A number of seconds, or with a suffix ms, s or m.
  void duration(const std::string& name, Duration* value);

  /// "file:line: worker.x.port=abc: ", to begin a sentence about a property that is set.
  std::string about(const std::string& name) const;
  void fail(const std::string& sentence) {
    if (error_.empty()) error_ = sentence;
  }
  const std::string& error() const { return error_; }

 private:
  bool readNumber(const std::string& name, unsigned long long least, unsigned long long most,
                  unsigned long long* value);
  void plainTime(const std::string& name, const char* unit, Duration each, Duration* value);

  const Section& section_;
  std::string error_;
};

/// The elements of a list: blanks and ',' between them, as in mod_jk.
std::vector<std::string> splitList(Slice value);

}  // namespace config
}  // namespace sioha
#endif

#ifndef SIOHA_STATUS_JSON_WRITER_H
#define SIOHA_STATUS_JSON_WRITER_H

#include <cstdint>
#include <string>

#include "mod_sioha/base/slice.h"

namespace sioha {
namespace status {

/// Writes indented JSON; keeps the commas. Open and close calls must pair.
class JsonWriter {
 public:
  JsonWriter() : depth_(0), first_(true) {}

  /// `key` empty: an element of an array, or the whole document.
  void openObject(const char* key = "") { open(key, '{'); }
  void closeObject() { close('}'); }
  void openArray(const char* key = "") { open(key, '['); }
  void closeArray() { close(']'); }

  void text(const char* key, Slice value);
  void number(const char* key, std::uint64_t value);
  void boolean(const char* key, bool value);
  void null(const char* key);
  /// A number that is written already, such as "1.500".
  void literal(const char* key, const std::string& value);

  const std::string& document() const { return document_; }

 private:
  void open(const char* key, char bracket);
  void close(char bracket);
  void begin(const char* key);
  void newLine();

  std::string document_;
  unsigned depth_;
  bool first_;
};

}  // namespace status
}  // namespace sioha
#endif

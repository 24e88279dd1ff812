#include "mod_sioha/status/json_writer.h"

#include "mod_sioha/base/json_text.h"

namespace sioha {
namespace status {

void JsonWriter::newLine() {
  document_ += '\n';
  document_.append(depth_ * 2, ' ');
}

void JsonWriter::begin(const char* key) {
  if (!first_) document_ += ',';
  if (depth_ > 0) newLine();
  first_ = false;
  if (*key == '\0') return;
  appendJsonString(&document_, key);
  document_ += ": ";
}

void JsonWriter::open(const char* key, char bracket) {
  begin(key);
  document_ += bracket;
  ++depth_;
  first_ = true;
}

void JsonWriter::close(char bracket) {
  --depth_;
  if (!first_) newLine();
  document_ += bracket;
  if (depth_ == 0) document_ += '\n';
  first_ = false;
}

void JsonWriter::text(const char* key, Slice value) {
  begin(key);
  appendJsonString(&document_, value);
}

void JsonWriter::number(const char* key, std::uint64_t value) {
  literal(key, std::to_string(value));
}

void JsonWriter::boolean(const char* key, bool value) {
  literal(key, value ? "true" : "false");
}

void JsonWriter::null(const char* key) {
  literal(key, "null");
}

void JsonWriter::literal(const char* key, const std::string& value) {
  begin(key);
  document_ += value;
}

}  // namespace status
}  // namespace sioha

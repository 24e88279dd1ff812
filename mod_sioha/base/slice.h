#ifndef SIOHA_BASE_SLICE_H
#define SIOHA_BASE_SLICE_H

#include <cstddef>
#include <cstring>
#include <string>

namespace sioha {

/// A view of bytes that somebody else owns; valid as long as those are.
class Slice {
 public:
  Slice() : data_(""), size_(0) {}
  Slice(const char* text) : data_(text ? text : ""), size_(text ? std::strlen(text) : 0) {}
  Slice(const char* data, std::size_t size) : data_(data), size_(size) {}
  Slice(const std::string& text) : data_(text.data()), size_(text.size()) {}

  const char* data() const { return data_; }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  const char* begin() const { return data_; }
  const char* end() const { return data_ + size_; }
  char operator[](std::size_t i) const { return data_[i]; }
  std::string str() const { return std::string(data_, size_); }

  /// The part from `from` on, at most `count` bytes; empty when `from` is past the end.
  Slice sub(std::size_t from, std::size_t count = npos) const;
  /// Position of the first `c` at or after `from`, or npos.
  std::size_t find(char c, std::size_t from = 0) const;
  bool startsWith(Slice prefix) const;
  bool endsWith(Slice suffix) const;
  /// Without blanks, tabs, CR and LF at both ends.
  Slice trimmed() const;

  static const std::size_t npos = static_cast<std::size_t>(-1);

 private:
  const char* data_;
  std::size_t size_;
};

inline bool operator==(Slice a, Slice b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size()) == 0;
}
inline bool operator!=(Slice a, Slice b) { return !(a == b); }

/// ASCII comparison without case and without locale: header names, keywords.
bool equalsNoCase(Slice a, Slice b);
char lowerAscii(char c);

/// Decimal digits only, no sign, no blanks; false when empty, not a number or above `max`.
bool parseDecimal(Slice text, unsigned long long max, unsigned long long* out);

}  // namespace sioha
#endif

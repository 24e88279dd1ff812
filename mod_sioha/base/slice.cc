#include "mod_sioha/base/slice.h"

namespace sioha {

const std::size_t Slice::npos;

Slice Slice::sub(std::size_t from, std::size_t count) const {
  if (from >= size_) return Slice(data_ + size_, 0);
  const std::size_t left = size_ - from;
  return Slice(data_ + from, count < left ? count : left);
}

std::size_t Slice::find(char c, std::size_t from) const {
  if (from >= size_) return npos;
  const void* hit = std::memchr(data_ + from, c, size_ - from);
  return hit ? static_cast<std::size_t>(static_cast<const char*>(hit) - data_) : npos;
}

bool Slice::startsWith(Slice prefix) const {
  return size_ >= prefix.size_ && std::memcmp(data_, prefix.data_, prefix.size_) == 0;
}

bool Slice::endsWith(Slice suffix) const {
  return size_ >= suffix.size_ && std::memcmp(end() - suffix.size_, suffix.data_, suffix.size_) == 0;
}

static bool isBlank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

Slice Slice::trimmed() const {
  const char* first = begin();
  const char* last = end();
  while (first != last && isBlank(*first)) ++first;
  while (first != last && isBlank(last[-1])) --last;
  return Slice(first, static_cast<std::size_t>(last - first));
}

char lowerAscii(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

bool equalsNoCase(Slice a, Slice b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (lowerAscii(a[i]) != lowerAscii(b[i])) return false;
  return true;
}

bool parseDecimal(Slice text, unsigned long long max, unsigned long long* out) {
  if (text.empty()) return false;
  unsigned long long value = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] < '0' || text[i] > '9') return false;
    const unsigned digit = static_cast<unsigned>(text[i] - '0');
    if (value > (max - digit) / 10 || digit > max) return false;
    value = value * 10 + digit;
  }
  *out = value;
  return true;
}

}  // namespace sioha

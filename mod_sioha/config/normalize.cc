#include "mod_sioha/config/normalize.h"

namespace sioha {
namespace config {

/// `from` stands behind a '/': would the segment there be cut or resolved?
static bool startsOddSegment(const char* from, const char* end) {
  if (from == end) return false;
  if (*from == '/') return true;
  if (*from != '.') return false;
  const char* next = from + 1;
  if (next != end && *next == '.') ++next;
  return next == end || *next == '/';
}

bool isNormalPath(Slice path) {
  if (path.empty() || path[0] != '/') return false;
  for (const char* p = path.begin(); p != path.end(); ++p) {
    if (*p == ';' || *p == '\\' || *p == '\0') return false;
    if (*p == '/' && startsOddSegment(p + 1, path.end())) return false;
  }
  return true;
}

bool normalizePath(Slice path, std::string* normalized) {
  normalized->clear();
  if (path.empty() || path[0] != '/') return false;
  if (path.find('\\') != Slice::npos || path.find('\0') != Slice::npos) return false;
  normalized->reserve(path.size());
  std::size_t from = 1;
  bool last = false;
  // Here *normalized is whole segments, each with the '/' before it and none behind.
  while (!last) {
    std::size_t end = path.find('/', from);
    last = end == Slice::npos;
    if (last) end = path.size();
    const Slice raw = path.sub(from, end - from);
    const Slice segment = raw.sub(0, raw.find(';'));
    from = end + 1;
    if (segment == Slice("..")) {
      if (normalized->empty()) return false;
      normalized->resize(normalized->rfind('/'));
    } else if (!segment.empty() && segment != Slice(".")) {
      normalized->push_back('/');
      normalized->append(segment.data(), segment.size());
      continue;
    }
    // "/a/", "/a/." and "/a/b/.." all name the directory "/a/".
    if (last) normalized->push_back('/');
  }
  return true;
}

}  // namespace config
}  // namespace sioha

#include "mod_sioha/config/normalize.h"

#include "mod_sioha/base/percent.h"

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

namespace {

/// "//", "." and ".." resolved. False: above the root.
bool resolve(Slice path, bool cutsParameters, std::string* normalized) {
  normalized->reserve(path.size());
  std::size_t from = 1;
  bool last = false;
  // Here *normalized is whole segments, each with the '/' before it and none behind.
  while (!last) {
    std::size_t end = path.find('/', from);
    last = end == Slice::npos;
    if (last) end = path.size();
    const Slice raw = path.sub(from, end - from);
    const Slice segment = cutsParameters ? raw.sub(0, raw.find(';')) : raw;
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

}  // namespace

bool normalizePath(Slice path, std::string* normalized) {
  normalized->clear();
  if (path.empty() || path[0] != '/') return false;
  if (path.find('\\') != Slice::npos || path.find('\0') != Slice::npos) return false;
  return resolve(path, true, normalized);
}

bool tomcatPath(Slice sent, std::string* seen) {
  seen->clear();
  std::string decoded;
  decoded.reserve(sent.size());
  for (std::size_t i = 0; i < sent.size(); ++i) {
    char c = sent[i];
    if (c == ';') {
      // Cut before anything is decoded, so a "%3b" begins none.
      while (i + 1 < sent.size() && sent[i + 1] != '/') ++i;
      continue;
    }
    if (c == '%') {
      const int byte = percentDecoded(sent, i);
      if (byte < 0) return false;
      c = static_cast<char>(byte);
      if (c == '/') return false;
      i += 2;
    }
    if (c == '\\' || c == '\0') return false;
    decoded.push_back(c);
  }
  return !decoded.empty() && decoded[0] == '/' && resolve(decoded, false, seen);
}

}  // namespace config
}  // namespace sioha

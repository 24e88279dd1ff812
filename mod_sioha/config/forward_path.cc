#include "mod_sioha/config/forward_path.h"

#include "mod_sioha/base/percent.h"

namespace sioha {
namespace config {
namespace {

bool isLetterOrDigit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// By byte: may it stand as it is?
class Plain {
 public:
  Plain() {
    for (int i = 0; i < 256; ++i) {
      const char c = static_cast<char>(i);
      plain_[i] = isLetterOrDigit(c) || (c != '\0' && std::strchr("$-_.+!*'(),;:@&=/~", c) != nullptr);
    }
  }
  bool operator()(char c) const { return plain_[static_cast<unsigned char>(c)]; }

 private:
  bool plain_[256];
};

const Plain kPlain;

bool isPlainInCompat(char c) {
  return static_cast<unsigned char>(c) > ' ' && c != 0x7f && c != '%';
}

template <class Predicate>
std::string escape(Slice path, Predicate plain) {
  std::string escaped;
  escaped.reserve(path.size() + 16);
  for (char c : path) {
    if (plain(c)) escaped.push_back(c);
    else appendPercentEncoded(c, &escaped);
  }
  return escaped;
}

bool endsParameterName(Slice rest) {
  return rest.empty() || rest[0] == '=' || rest[0] == ';' || rest[0] == '/';
}

}  // namespace

bool needsEscape(Slice decodedPath) {
  for (char c : decodedPath)
    if (!kPlain(c)) return true;
  return false;
}

std::string escapePath(Slice decodedPath) {
  return escape(decodedPath, kPlain);
}

std::string escapeLeast(Slice decodedPath) {
  return escape(decodedPath, isPlainInCompat);
}

bool isUnsafePath(Slice decodedPath) {
  return decodedPath.find('%') != Slice::npos || decodedPath.find('\\') != Slice::npos;
}

std::string withoutSession(Slice path, Slice parameter) {
  std::string kept;
  std::size_t at = 0;
  while (at < path.size()) {
    const Slice rest = path.sub(at);
    if (!rest.startsWith(parameter) ||
        !(parameter.endsWith("=") || endsParameterName(rest.sub(parameter.size())))) {
      kept.push_back(path[at++]);
      continue;
    }
    at += parameter.size();
    while (at < path.size() && path[at] != ';' && path[at] != '/') ++at;
  }
  return kept;
}

}  // namespace config
}  // namespace sioha

#include "mod_sioha/config/auto_alias.h"

namespace sioha {
namespace config {
namespace {

/// What follows a ';' is no part of the name that Tomcat sees.
Slice nameOf(Slice element) {
  return element.sub(0, element.find(';'));
}

bool endsNoCase(Slice text, Slice end) {
  return text.size() >= end.size() && equalsNoCase(text.sub(text.size() - end.size()), end);
}

bool isHidden(Slice name) {
  return equalsNoCase(name, "WEB-INF") || equalsNoCase(name, "META-INF") || endsNoCase(name, ".jsp") ||
         endsNoCase(name, ".jspx") || endsNoCase(name, ".jspf");
}

}  // namespace

AutoAlias autoAlias(Slice path, Slice* context) {
  *context = Slice();
  AutoAlias verdict = AutoAlias::none;
  std::size_t at = 0;
  while (at < path.size()) {
    const std::size_t slash = path.find('/', at);
    const Slice element = path.sub(at, slash == Slice::npos ? Slice::npos : slash - at);
    at = slash == Slice::npos ? path.size() : slash + 1;
    const Slice name = nameOf(element);
    if (name.empty()) continue;
    if (name == Slice(".") || name == Slice("..")) return AutoAlias::none;
    if (context->empty()) {
      *context = element;
      if (endsNoCase(name, ".war")) return AutoAlias::forbidden;
      verdict = AutoAlias::look;
      continue;
    }
    if (isHidden(name)) return AutoAlias::hidden;
  }
  return verdict;
}

}  // namespace config
}  // namespace sioha

#include "mod_sioha/config/uri_map.h"

#include <algorithm>
#include <utility>

namespace sioha {
namespace config {

namespace {

bool comesFirst(const MountRule& a, const MountRule& b) {
  const std::ptrdiff_t slashesA = std::count(a.pattern.begin(), a.pattern.end(), '/');
  const std::ptrdiff_t slashesB = std::count(b.pattern.begin(), b.pattern.end(), '/');
  if (slashesA != slashesB) return slashesA > slashesB;
  if (a.pattern.size() != b.pattern.size()) return a.pattern.size() > b.pattern.size();
  return a.source > b.source;
}

}  // namespace

UriMap::UriMap(std::vector<MountRule> rules) : rules_(std::move(rules)) {
  // Stable: rules that are equal in all of this keep the order given, which mod_jk leaves to chance.
  std::stable_sort(rules_.begin(), rules_.end(), comesFirst);
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    const MountRule& rule = rules_[i];
    if (rule.disabled) continue;
    Matcher matcher;
    matcher.rule = i;
    matcher.fixed = rule.pattern.find_first_of("*?");
    matcher.shape = Shape::wildcard;
    if (matcher.fixed == std::string::npos) {
      matcher.fixed = rule.pattern.size();
      matcher.shape = Shape::exact;
    } else if (matcher.fixed + 1 == rule.pattern.size() && rule.pattern[matcher.fixed] == '*') {
      matcher.shape = Shape::prefix;
    }
    (rule.exclude ? exclusions_ : mounts_).push_back(matcher);
  }
}

bool UriMap::matches(const Matcher& matcher, Slice path) const {
  const std::string& pattern = rules_[matcher.rule].pattern;
  if (path.size() < matcher.fixed || path.sub(0, matcher.fixed) != Slice(pattern.data(), matcher.fixed))
    return false;
  if (matcher.shape == Shape::prefix) return true;
  if (matcher.shape == Shape::exact) return path.size() == matcher.fixed;
  return matchesWildcard(Slice(pattern).sub(matcher.fixed), path.sub(matcher.fixed));
}

const MountRule* UriMap::find(Slice path) const {
  for (const Matcher& mount : mounts_) {
    if (!matches(mount, path)) continue;
    const MountRule& rule = rules_[mount.rule];
    return isExcluded(path, rule.worker) ? nullptr : &rule;
  }
  return nullptr;
}

bool UriMap::isExcluded(Slice path, const std::string& worker) const {
  for (const Matcher& exclusion : exclusions_) {
    const std::string& whose = rules_[exclusion.rule].worker;
    if ((whose == "*" || whose == worker) && matches(exclusion, path)) return true;
  }
  return false;
}

bool matchesWildcard(Slice pattern, Slice text) {
  // On a mismatch only the last '*' takes one character more: never worse than pattern times text.
  std::size_t p = 0, t = 0, star = Slice::npos, starText = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      starText = t;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
      ++p;
      ++t;
    } else if (star != Slice::npos) {
      p = star + 1;
      t = ++starText;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

}  // namespace config
}  // namespace sioha

#ifndef SIOHA_CONFIG_URI_MAP_H
#define SIOHA_CONFIG_URI_MAP_H

#include <string>
#include <vector>

#include "mod_sioha/base/result.h"
#include "mod_sioha/base/slice.h"

/// Which worker a URI belongs to.
namespace sioha {
namespace config {

struct MountRule {
  MountRule() : exclude(false), disabled(false), line(0) {}
  std::string pattern;      ///< begins with '/' ('*' and '?' are wildcards; '*' crosses '/')
  std::string worker;       ///< "*" only with exclude
  bool exclude;
  bool disabled;
  std::string file;
  unsigned line;
};

/// One or two rules ("X|Y" stands for X and XY) from JkMount's two arguments.
/// `pattern` may carry the prefixes '!', '-' and '-!'.
Result<std::vector<MountRule>> parseMount(Slice pattern, Slice worker, const std::string& file, unsigned line);

/// Immutable once built; shared by all threads.
class UriMap {
 public:
  UriMap() {}
  /// Order of precedence: more '/' first, then longer, then the order given.
  explicit UriMap(std::vector<MountRule> rules);
  /// The rule that takes a normalised path, or null: not mapped (also where an exclusion takes it back).
  const MountRule* find(Slice path) const;
  bool empty() const { return rules_.empty(); }
  const std::vector<MountRule>& rules() const { return rules_; }

 private:
  bool isExcluded(Slice path, const std::string& worker) const;
  std::vector<MountRule> rules_;
};

/// '*' any string, '?' any one character.
bool matchesWildcard(Slice pattern, Slice text);

}  // namespace config
}  // namespace sioha
#endif

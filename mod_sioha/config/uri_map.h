#ifndef SIOHA_CONFIG_URI_MAP_H
#define SIOHA_CONFIG_URI_MAP_H

#include <cstdint>
#include <string>
#include <vector>

#include "mod_sioha/base/result.h"
#include "mod_sioha/base/slice.h"
#include "mod_sioha/config/rule_options.h"

/// Which worker a URI belongs to: mod_jk's rules (jk_uri_worker_map.c). No I/O.
namespace sioha {
namespace config {

/// In rising order of precedence among rules that are equal otherwise.
enum class MountSource : std::uint8_t {
  worker,     ///< the property worker.<name>.mount
  directive,  ///< JkMount and JkUnMount
  file        ///< uriworkermap.properties
};

struct MountRule {
  MountRule() : exclude(false), disabled(false), source(MountSource::directive), line(0) {}
  std::string pattern;  ///< begins with '/', '*' or '?' ('*' and '?' are wildcards; '*' crosses '/')
  std::string worker;   ///< "*" only with exclude
  bool exclude;
  bool disabled;  ///< never matches
  MountSource source;
  RuleOptions options;
  std::string file;
  unsigned line;
};

/// One or two rules ("X|Y" stands for X and XY) from JkMount's two arguments.
/// `pattern` may carry the prefixes '!' (exclusion), '-' (disabled) and '-!' (both).
/// `worker` may carry rule extensions (rule_options.h).
Result<std::vector<MountRule>> parseMount(Slice pattern, Slice worker, const std::string& file,
                                          unsigned line);

/// A rule's second half, "worker;name=value...", into `rule`. `at` is "file:line". Returns what is wrong, or "".
std::string parseWorker(Slice worker, const std::string& at, MountRule* rule);

/// The text of uriworkermap.properties: "pattern=worker[;name=value...]" lines, '#' comments.
Result<std::vector<MountRule>> parseMountFile(Slice text, const std::string& file);

/// One sentence, with file:line, for each extension of the rule that is accepted and means less than it says.
std::vector<std::string> mountWarnings(const MountRule& rule);

/// Immutable once built; shared by all threads.
class UriMap {
 public:
  UriMap() {}
  /// Order of precedence: more '/' first, then longer, then file over directive over
  /// worker, then the order given.
  explicit UriMap(std::vector<MountRule> rules);
  /// The rule that takes a normalised path, or null: not mapped (also where an exclusion
  /// with the same worker or '*' takes it back; there is no second best). Any length; allocates nothing.
  const MountRule* find(Slice path) const;
  bool empty() const { return rules_.empty(); }
  const std::vector<MountRule>& rules() const { return rules_; }

 private:
  enum class Shape : std::uint8_t { exact, prefix, wildcard };
  /// A rule that can match, in order of precedence. Indices, so that copies of the map stay whole.
  struct Matcher {
    Shape shape;
    std::size_t rule;   ///< in rules_
    std::size_t fixed;  ///< bytes of its pattern before the first wildcard
  };
  bool matches(const Matcher& matcher, Slice path) const;
  bool isExcluded(Slice path, const std::string& worker) const;

  std::vector<MountRule> rules_;
  std::vector<Matcher> mounts_;
  std::vector<Matcher> exclusions_;
};

/// '*' any string, '?' any one character.
bool matchesWildcard(Slice pattern, Slice text);

}  // namespace config
}  // namespace sioha
#endif

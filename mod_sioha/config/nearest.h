#ifndef SIOHA_CONFIG_NEAREST_H
#define SIOHA_CONFIG_NEAREST_H

#include <cstddef>
#include <string>

#include "mod_sioha/base/slice.h"

namespace sioha {
namespace config {

/// The known name that a mistyped one most likely stands for: fewest insertions,
/// deletions, replacements and swaps of neighbours, if few enough to be one.
class Nearest {
 public:
  explicit Nearest(Slice mistyped);
  void offer(Slice known);
  bool found() const { return !name_.empty(); }
  const std::string& name() const { return name_; }

 private:
  std::string mistyped_;
  std::string name_;
  std::size_t distance_;  ///< of name_; only a smaller one replaces it
};

std::size_t editDistance(Slice a, Slice b);

}  // namespace config
}  // namespace sioha
#endif

#include "mod_sioha/config/nearest.h"

#include <algorithm>
#include <vector>

namespace sioha {
namespace config {

std::size_t editDistance(Slice a, Slice b) {
  std::vector<std::size_t> before, previous, current(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) current[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    before.swap(previous);
    previous = current;
    current[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      current[j] = std::min(std::min(previous[j], current[j - 1]) + 1, replaced);
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        current[j] = std::min(current[j], before[j - 2] + 1);
    }
  }
  return current[b.size()];
}

// A third of the letters wrong is no longer a slip of the finger. The bound also keeps
// a hostile name of thousands of bytes from being compared with every known one.
Nearest::Nearest(Slice mistyped) : mistyped_(mistyped.str()), distance_(mistyped.size() / 3 + 1) {
  if (mistyped_.size() > 64) distance_ = 0;
}

void Nearest::offer(Slice known) {
  if (distance_ == 0) return;
  const std::size_t distance = editDistance(mistyped_, known);
  if (distance >= distance_) return;
  distance_ = distance;
  name_ = known.str();
}

}  // namespace config
}  // namespace sioha

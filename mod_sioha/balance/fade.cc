#include "mod_sioha/balance/fade.h"

#include <algorithm>

namespace sioha {
namespace balance {

void fade(Fade how, unsigned times, const std::uint32_t* weights, std::uint64_t* loads, std::size_t count) {
  if (how == Fade::none || times == 0 || count == 0) return;
  if (how == Fade::half) {
    for (std::size_t i = 0; i < count; ++i) loads[i] = times < 64 ? loads[i] >> times : 0;
    return;
  }
  std::uint64_t common = ~std::uint64_t(0);
  for (std::size_t i = 0; i < count; ++i)
    common = std::min(common, loads[i] / std::max(weights[i], std::uint32_t(1)));
  for (std::size_t i = 0; i < count; ++i) loads[i] -= common * std::max(weights[i], std::uint32_t(1));
}

}  // namespace balance
}  // namespace sioha

#ifndef SIOHA_BALANCE_FADE_H
#define SIOHA_BALANCE_FADE_H

#include <cstddef>
#include <cstdint>

namespace sioha {
namespace balance {

/// How what an election counts fades, so that it speaks of the present. Pure.
enum class Fade : std::uint8_t {
  none,          ///< what is counted goes down by itself: requests in flight
  half,          ///< mod_jk's Request, Session and Traffic
  commonPart     ///< Next: only the differences stay
};

/// Applies it `times` times. Shares by weight stay what they are: `half` keeps the loads' proportions, and
/// `commonPart` takes the same multiple of each weight.
void fade(Fade how, unsigned times, const std::uint32_t* weights, std::uint64_t* loads, std::size_t count);

}  // namespace balance
}  // namespace sioha
#endif

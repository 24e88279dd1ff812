#ifndef SIOHA_CHECKS_COMMON_SIDE_BY_SIDE_H
#define SIOHA_CHECKS_COMMON_SIDE_BY_SIDE_H

#include <cstddef>
#include <functional>
#include <vector>

#include "mod_sioha/base/clock.h"

namespace sioha {
namespace checks {

typedef std::function<void()> Job;  ///< must not throw, and owns whatever it touches: it may outlive its caller

/// Begins `jobs` in their order, in as few threads as do: one takes the next job when it has ended its own, and another
/// is started only when a job waits and none was begun for `patience`. So quick jobs share a thread (its stack and its
/// malloc arena cost more than most of them), and one that hangs keeps its own and delays the rest by `patience`.
/// Returns when all have begun, ended or not, or at `deadline`: how many have begun. The others never will.
std::size_t beginSideBySide(const std::vector<Job>& jobs, Duration patience, Instant deadline, const Clock& clock);

}  // namespace checks
}  // namespace sioha
#endif

#ifndef SIOHA_CONFIG_RUN_TIME_CHANGES_H
#define SIOHA_CONFIG_RUN_TIME_CHANGES_H

#include <cstddef>
#include <string>
#include <vector>

#include "mod_sioha/base/slice.h"
#include "mod_sioha/config/workers.h"

/// What was changed in the status worker since workers.properties was read: values, their text in shared
/// memory and in SiohaStateFile, and what they make of a balancer. Pure.
namespace sioha {
namespace config {

struct Change {
  std::string balancer;
  std::string member;    ///< "": the balancer's own
  std::string property;  ///< "lbfactor"
  std::string from;      ///< what workers.properties said then
  std::string to;
};
typedef std::vector<Change> Changes;

/// One line a change, tabs between its parts, "%" and two digits for what has a meaning; a head and an end.
std::string formatChanges(const Changes& changes);

struct ReadChanges {
  Changes changes;      ///< what could be read
  std::string trouble;  ///< what could not, one sentence without a place; "": nothing
};
/// Any bytes. Of a text that was cut the whole lines are good.
ReadChanges parseChanges(Slice text);

/// Adds `change`, or puts it in the place of one of the same setting; one that is back at what the file says
/// is taken away.
void remember(Changes* changes, const Change& change);

/// Applies those of `balancer` that still count: a setting of which workers.properties says something else
/// than it did then is the file's again. A sentence about each that does not count is added to *lost, unless
/// that is null.
void applyChanges(const Changes& changes, Balancer* balancer, Changes* applied,
                  std::vector<std::string>* lost);

/// A setting that somebody wants to be something.
struct Wish {
  const struct Changeable* what;
  std::string member;  ///< "": the balancer's own
  std::string value;
};

/// Makes all of `wishes` come true in `balancer`, which is `configured` with *changes, or none of them.
/// Returns what is wrong, or "". *made tells each setting that is another one now, with what it was before.
std::string grant(const std::vector<Wish>& wishes, const Balancer& configured, Changes* changes,
                  Balancer* balancer, Changes* made, std::vector<std::string>* notes);

const std::size_t kLargestState = 256 * 1024;  ///< bytes of text

}  // namespace config
}  // namespace sioha
#endif

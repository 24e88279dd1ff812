#ifndef SIOHA_CONFIG_CHANGEABLE_H
#define SIOHA_CONFIG_CHANGEABLE_H

#include <cstddef>
#include <string>
#include <vector>

#include "mod_sioha/config/workers.h"

/// What may change while httpd runs: the settings that mod_jk's status worker can change, by its names.
/// Values are the texts of workers.properties, and are read by the same readers.
namespace sioha {
namespace config {

enum class ChangeOf {
  balancer,   ///< vl...
  member,     ///< vw...: its place in a balancer
  connection  ///< va...: of a member, or of an ajp13 worker by itself
};

struct Changeable {
  const char* key;       ///< mod_jk's parameter: "vwf"
  const char* property;  ///< "lbfactor"
  const char* label;     ///< for people: "LB factor"
  ChangeOf of;
  const char* unit;    ///< "ms", "s" or ""
  const char* choice;  ///< "value=word value=word", as a form offers them; "" where anything may be written
  // Of the balancer or of the member; the other pair is null.
  std::string (*balancerValue)(const Balancer& balancer);
  void (*setBalancer)(const Balancer& from, Balancer* to);
  std::string (*memberValue)(const Member& member);
  void (*setMember)(const Member& from, Member* to);
};

extern const Changeable kChangeables[];
extern const std::size_t kChangeableCount;

/// By mod_jk's parameter; null: there is no such.
const Changeable* findChangeable(Slice key);
/// By its property, of a member or of a balancer.
const Changeable* findChangeable(Slice property, bool ofMember);

/// As workers.properties would say it. `member` is null for a balancer's own.
std::string valueOf(const Changeable& what, const Balancer& balancer, const Member* member);

/// Sets it. Returns what is wrong with `value` (one sentence, without a place), or "". What is taken with
/// reserve (0 for "for ever") is said in *notes.
std::string setValue(const Changeable& what, const std::string& value, Balancer* balancer, Member* member,
                     std::vector<std::string>* notes);

/// Two members have the same route: a sentence; else "". Of the whole, as several may change at once.
std::string wrongRoutes(const Balancer& balancer);

}  // namespace config
}  // namespace sioha
#endif

#ifndef SIOHA_CHECKS_COMMON_JSON_H
#define SIOHA_CHECKS_COMMON_JSON_H

#include <string>
#include <utility>
#include <vector>

#include "mod_sioha/base/result.h"
#include "mod_sioha/base/slice.h"

namespace sioha {
namespace checks {

/// A JSON value (RFC 8259) as a tree. Plain value.
struct Json {
  enum class Kind { null, boolean, number, text, array, object };
  Json() : kind(Kind::null), truth(false), number(0) {}
  Kind kind;
  bool truth;
  double number;
  std::string text;
  std::vector<Json> items;
  std::vector<std::pair<std::string, Json>> members;

  /// The first member of that name; a null value where there is none or this is no object.
  const Json& at(const std::string& name) const;
  std::string textAt(const std::string& name) const;   ///< "" where it is no string
  double numberAt(const std::string& name) const;      ///< 0 where it is no number
};

/// The whole text has to be one value. Bounded: 16 levels, 20000 values. The error says where.
Result<Json> parseJson(Slice text);

}  // namespace checks
}  // namespace sioha
#endif

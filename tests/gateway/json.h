#ifndef SIOHA_TESTS_GATEWAY_JSON_H
#define SIOHA_TESTS_GATEWAY_JSON_H

#include <map>
#include <string>
#include <vector>

namespace sioha {
namespace sim {

/// A JSON value. Numbers, true, false and null keep their text in `text`.
struct Json {
  enum Kind { absent, text_, word, array, object };
  Json() : kind(absent) {}
  Kind kind;
  std::string text;
  std::vector<Json> items;
  std::map<std::string, Json> members;

  bool has(const std::string& name) const { return members.count(name) > 0; }
  /// The member's text, or "" when there is none.
  std::string get(const std::string& name) const;
  const Json& at(const std::string& name) const;
};

/// False when the text is not JSON. An empty text is an empty object.
bool parseJson(const std::string& text, Json* out);

}  // namespace sim
}  // namespace sioha
#endif

#ifndef SIOHA_CONFIG_PROPERTIES_H
#define SIOHA_CONFIG_PROPERTIES_H

#include <string>
#include <vector>

#include "mod_sioha/base/result.h"
#include "mod_sioha/base/slice.h"

namespace sioha {
namespace config {

/// One `name=value` line of a workers.properties file, after $(variables).
struct Property {
  std::string name;
  std::string value;
  std::string file;
  unsigned line;
};

/// "file:line" for the start of every sentence about a property.
std::string where(const Property& property);

/// Where $(name) that is no earlier property comes from: the process environment, or a test's table.
class Variables {
 public:
  virtual ~Variables() {}
  virtual bool lookUp(const std::string& name, std::string* value) const = 0;
};

/// Text -> lines in file order, nothing interpreted. `file` is only for messages.
/// Syntax: '#' starts a comment anywhere, a line has at most 8192 bytes, white space is trimmed.
Result<std::vector<Property>> parseProperties(Slice text, const std::string& file, const Variables& variables);

}  // namespace config
}  // namespace sioha
#endif

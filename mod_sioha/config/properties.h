#ifndef SIOHA_CONFIG_PROPERTIES_H
#define SIOHA_CONFIG_PROPERTIES_H

#include <cstddef>
#include <string>
#include <vector>

#include "mod_sioha/base/result.h"
#include "mod_sioha/base/slice.h"

/// The text of workers.properties and uriworkermap.properties -> lines, in mod_jk's syntax (jk_map.c).
/// No I/O; every error is one sentence that begins with file:line.
namespace sioha {
namespace config {

/// One `name=value` line of a workers.properties file, after $(variables).
struct Property {
  Property() : line(0) {}
  std::string name;
  std::string value;
  std::string file;
  unsigned line;  ///< from 1
};

/// "file:line" for the start of every sentence about a property.
std::string where(const Property& property);
std::string where(const std::string& file, unsigned line);

/// Bytes of a file as they may stand in a message: at most 100 of them, control characters as '?'.
std::string shown(Slice text);

/// Where $(name) that is no earlier property comes from: the process environment, or a test's table.
class Variables {
 public:
  virtual ~Variables() {}
  virtual bool lookUp(const std::string& name, std::string* value) const = 0;
};

const std::size_t kLongestLine = 8192;   ///< bytes, without its line end; also of a value after $(variables)
const unsigned kMostSubstitutions = 20;  ///< $(variables) in one line

/// Text -> lines in file order, nothing interpreted. `file` is only for messages.
/// Syntax: '#' starts a comment anywhere, a line has at most 8192 bytes, white space is trimmed,
/// $(name) is an earlier property's value or else a variable's. A line whose value is empty is
/// kept; a line without '=' is an error, where mod_jk drops both in silence.
Result<std::vector<Property>> parseProperties(Slice text, const std::string& file,
                                              const Variables& variables);

/// One line that stands elsewhere (JkWorkerProperty): `earlier` is what its $(name)s may refer to.
Result<Property> parseProperty(Slice text, const std::string& file, unsigned line,
                               const std::vector<Property>& earlier, const Variables& variables);

/// A repeated one of these is concatenated with ',', any other is overwritten.
bool isListProperty(Slice name);

/// Steps through text line by line: comment cut, trimmed, blank lines left out.
class LineReader {
 public:
  LineReader(Slice text, const std::string& file);
  /// False at the end, or with error() set: a NUL byte, or a line that is too long.
  bool next(Slice* content);
  unsigned line() const { return line_; }
  const std::string& error() const { return error_; }

 private:
  Slice rest_;
  std::string file_;
  unsigned line_;
  std::string error_;
};

/// White space as jk_isspace sees it: blank, tab, CR, LF, vertical tab, form feed.
Slice trimmedAll(Slice text);

}  // namespace config
}  // namespace sioha
#endif

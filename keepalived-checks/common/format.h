#ifndef SIOHA_CHECKS_COMMON_FORMAT_H
#define SIOHA_CHECKS_COMMON_FORMAT_H

#include <string>

#include "keepalived-checks/common/verdict.h"

namespace sioha {
namespace checks {

enum class Format { text, json, nagios, prometheus, haproxy };
enum class ExitStyle {
  plain,        ///< 0 or 1, the only codes that are safe in a vrrp_script (keepalived 1.2.24 ends on 2 and 3)
  miscDynamic,  ///< LVS MISC_CHECK with misc_dynamic: 1 down, 2..102 up with weight = status - 2
  nagios        ///< 0 OK, 1 WARNING, 2 CRITICAL
};

bool parseFormat(const std::string& word, Format* format);
bool parseExitStyle(const std::string& word, ExitStyle* style);

/// One verdict as text that ends in a newline. `name` is the program's, `minimum` the score that passes.
std::string render(const std::string& name, const Verdict& verdict, unsigned minimum, Format format);
int exitCode(const Verdict& verdict, unsigned minimum, ExitStyle style);

/// `text` as a JSON string with its quotes. Bytes that are no UTF-8 become U+FFFD.
std::string jsonString(const std::string& text);
/// Shortest of the usual decimal forms; never "nan" or "inf".
std::string numberText(double value);

}  // namespace checks
}  // namespace sioha
#endif

#ifndef SIOHA_STATUS_HTML_ESCAPE_H
#define SIOHA_STATUS_HTML_ESCAPE_H

#include <string>

#include "mod_sioha/base/slice.h"

namespace sioha {
namespace status {

/// One line of text as HTML or XML, also between quotes: markup escaped, control characters '?'.
std::string escaped(const std::string& text);

/// For the value of a query's parameter.
std::string queryEscaped(Slice text);

}  // namespace status
}  // namespace sioha
#endif

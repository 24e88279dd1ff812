#ifndef SIOHA_CONFIG_NORMALIZE_H
#define SIOHA_CONFIG_NORMALIZE_H

#include <string>

#include "mod_sioha/base/slice.h"

namespace sioha {
namespace config {

/// The path as Tomcat will see it, from the path as httpd has decoded it once:
/// path parameters (";...") cut, "//" collapsed, "." and ".." resolved. False when
/// Tomcat would refuse it (".." above the root). Mapping and access control have to use this one:
/// CVE-2018-11759, CVE-2014-8111.
bool normalizePath(Slice decodedPath, std::string* normalized);

}  // namespace config
}  // namespace sioha
#endif

#ifndef SIOHA_CONFIG_NORMALIZE_H
#define SIOHA_CONFIG_NORMALIZE_H

#include <string>

#include "mod_sioha/base/slice.h"

namespace sioha {
namespace config {

/// The path as Tomcat will see it, from the path as httpd has decoded it once:
/// path parameters (";...") cut, "//" collapsed, "." and ".." resolved. False when
/// Tomcat would refuse it. Mapping and access control have to use this one:
/// CVE-2018-11759, CVE-2014-8111.
///
/// Refused, so to be answered with 400 and never mapped nor served from disk:
/// - ".." above the root;
/// - a backslash: Tomcat answers 400, or with ALLOW_BACKSLASH=true takes it for '/', so no
///   single reading of it is safe (CVE-2007-0450);
/// - a NUL byte;
/// - a path that does not begin with '/' (also "" and the "*" of OPTIONS).
///
/// Nothing is decoded here. "%2f" that is still in the path (AllowEncodedSlashes NoDecode)
/// and what is left of "%252e" are ordinary characters, as long as the path is
/// encoded once more on its way out, so that Tomcat's one decoding gives this same path (CVE-2007-1860).
/// A ';' that came as "%3b" is cut like any other: it goes out as a plain ';'.
bool normalizePath(Slice decodedPath, std::string* normalized);

/// The path that Tomcat makes of what it is sent: path parameters cut, then decoded once, then "//", "." and ".."
/// resolved. False where it refuses it, or reads it by its settings in one way or another: an encoded slash
/// (encodedSolidusHandling), a backslash (ALLOW_BACKSLASH), a NUL byte, a '%' without two digits, above the root.
///
/// What goes out has to be seen as the path that was mapped. httpd resolves ".." without cutting parameters, so
/// that "/app/open/..;/../x" is "/app/open/x" to it and "/x" to Tomcat; and after it has decoded "%3b" nobody can
/// tell it from a ';'.
bool tomcatPath(Slice sentPath, std::string* seen);

/// True when normalizePath() would return the path unchanged, which is the usual case: then no
/// copy is needed. One pass, allocates nothing.
bool isNormalPath(Slice decodedPath);

}  // namespace config
}  // namespace sioha
#endif

#ifndef SIOHA_CONFIG_AUTO_ALIAS_H
#define SIOHA_CONFIG_AUTO_ALIAS_H

#include "mod_sioha/base/slice.h"

/// SiohaAutoAlias (JkAutoAlias): which paths may be looked for below Tomcat's webapps. No I/O.
namespace sioha {
namespace config {

enum class AutoAlias {
  none,      ///< has no first element that could be a web application
  look,      ///< the first element names one, if its folder is there
  hidden,    ///< in WEB-INF or META-INF, or the source of a page: 404
  forbidden  ///< a .war archive: 403
};

/// `path` as httpd has decoded it, *context its first element (without slashes). Any element may be WEB-INF
/// or META-INF in any spelling of case; mod_jk looks at the second one only.
AutoAlias autoAlias(Slice path, Slice* context);

}  // namespace config
}  // namespace sioha
#endif

#ifndef SIOHA_CHECKS_CONFIG_INCLUDED_FILES_H
#define SIOHA_CHECKS_CONFIG_INCLUDED_FILES_H

#include <string>
#include <vector>

#include "mod_sioha/base/result.h"

namespace sioha {
namespace checks {

/// What a parser that follows Include asks of the file system.
class ConfigurationFiles {
 public:
  virtual ~ConfigurationFiles() {}
  virtual Result<std::string> read(const std::string& path) const = 0;
  /// Files and directories that a path or a pattern (glob(7)) names, sorted by their bytes; empty: none.
  virtual std::vector<std::string> match(const std::string& pattern) const = 0;
  virtual bool isDirectory(const std::string& path) const = 0;
};

/// Those of this node; no file may be larger than a configuration ever is.
class DiskFiles : public ConfigurationFiles {
 public:
  Result<std::string> read(const std::string& path) const override;
  std::vector<std::string> match(const std::string& pattern) const override;
  bool isDirectory(const std::string& path) const override;
};

/// "/etc/apache2" of "/etc/apache2/apache2.conf"; "." of a name without a folder.
std::string folderOf(const std::string& path);
/// `path`, if it is relative below `folder`.
std::string below(const std::string& folder, const std::string& path);
bool hasWildcard(const std::string& path);

}  // namespace checks
}  // namespace sioha
#endif

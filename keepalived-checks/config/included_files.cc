#include "keepalived-checks/config/included_files.h"

#include <glob.h>
#include <sys/stat.h>

#include <algorithm>

#include "keepalived-checks/common/file.h"

namespace sioha {
namespace checks {

static const std::size_t kMostBytes = 4 << 20;

Result<std::string> DiskFiles::read(const std::string& path) const {
  return readFile(path, kMostBytes);
}

std::vector<std::string> DiskFiles::match(const std::string& pattern) const {
  std::vector<std::string> paths;
  glob_t found;
  // Sorted here, since glob(3) sorts by the locale; a folder that cannot be read matches nothing.
  if (::glob(pattern.c_str(), GLOB_NOSORT, nullptr, &found) == 0)
    paths.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
  ::globfree(&found);
  std::sort(paths.begin(), paths.end());
  return paths;
}

bool DiskFiles::isDirectory(const std::string& path) const {
  struct stat st;
  return ::stat(path.c_str(), &st) == 0 && S_ISDIR(st.st_mode);
}

std::string folderOf(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

std::string below(const std::string& folder, const std::string& path) {
  if (!path.empty() && path[0] == '/') return path;
  return folder == "." ? path : folder + (folder == "/" ? "" : "/") + path;
}

bool hasWildcard(const std::string& path) {
  return path.find_first_of("*?[") != std::string::npos;
}

}  // namespace checks
}  // namespace sioha

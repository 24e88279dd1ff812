#include "mod_sioha/httpd/text_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mod_sioha/base/fd.h"

namespace sioha {
namespace httpd {
namespace {

config::FileStamp stampFrom(const struct stat& info) {
  config::FileStamp stamp = config::noStamp();
  stamp.device = static_cast<std::uint64_t>(info.st_dev);
  stamp.inode = static_cast<std::uint64_t>(info.st_ino);
  stamp.size = static_cast<std::uint64_t>(info.st_size);
  stamp.modifiedNs =
      static_cast<std::int64_t>(info.st_mtim.tv_sec) * 1000000000 + static_cast<std::int64_t>(info.st_mtim.tv_nsec);
  return stamp;
}

}  // namespace

Result<std::string> readTextFile(const std::string& path, std::size_t limit, config::FileStamp* stamp) {
  Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat info;
  if (!fd.valid() || ::fstat(fd.get(), &info) != 0) return Error(std::string(strerror(errno)));
  if (!S_ISREG(info.st_mode)) return Error("it is no regular file");
  const std::string tooLarge = "it is larger than " + std::to_string(limit >> 20) + " MiB";
  if (static_cast<std::size_t>(info.st_size) > limit) return Error(tooLarge);
  if (stamp) *stamp = stampFrom(info);
  std::string text;
  char part[65536];
  for (;;) {
    const ssize_t count = ::read(fd.get(), part, sizeof part);
    if (count < 0) return Error(std::string(strerror(errno)));
    if (count == 0) return text;
    text.append(part, static_cast<std::size_t>(count));
    if (text.size() > limit) return Error(tooLarge);
  }
}

config::FileStamp stampOf(const std::string& path) {
  struct stat info;
  if (::stat(path.c_str(), &info) == 0) return stampFrom(info);
  config::FileStamp none = config::noStamp();
  none.error = errno;
  return none;
}

}  // namespace httpd
}  // namespace sioha

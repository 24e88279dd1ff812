#include "mod_sioha/httpd/state_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mod_sioha/base/fd.h"
#include "mod_sioha/config/run_time_changes.h"

namespace sioha {
namespace httpd {
namespace {

std::string lastError(const char* doing) {
  return std::string(doing) + ": " + strerror(errno);
}

std::string directoryOf(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == 0 ? "/" : slash == std::string::npos ? "." : path.substr(0, slash);
}

bool writeAll(int fd, const std::string& text) {
  std::size_t done = 0;
  while (done < text.size()) {
    const ssize_t count = ::write(fd, text.data() + done, text.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    done += static_cast<std::size_t>(count);
  }
  return true;
}

std::string writeTemporary(const std::string& temporary, const std::string& text) {
  Fd fd(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!fd.valid()) return lastError("cannot create the new file beside it");
  if (!writeAll(fd.get(), text) || ::fsync(fd.get()) != 0) return lastError("cannot write the new file");
  return std::string();
}

}  // namespace

Result<std::string> readStateFile(const std::string& path) {
  // Never through a link, and never waiting for a pipe: whoever may write here is not root, who reads.
  Fd fd(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!fd.valid() && errno == ENOENT) return std::string();
  if (!fd.valid() && errno == ELOOP) return Error("it is a symbolic link");
  struct stat info;
  if (!fd.valid() || ::fstat(fd.get(), &info) != 0) return Error(std::string(strerror(errno)));
  if (!S_ISREG(info.st_mode)) return Error("it is no regular file");
  if ((info.st_mode & S_IWOTH) != 0) return Error("everybody may write to it; chmod 600");
  if (static_cast<unsigned long long>(info.st_size) > config::kLargestState)
    return Error("it is larger than 256 KiB");
  std::string text(static_cast<std::size_t>(info.st_size), '\0');
  std::size_t done = 0;
  while (done < text.size()) {
    const ssize_t count = ::read(fd.get(), &text[done], text.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return Error(std::string(strerror(errno)));
    if (count == 0) break;
    done += static_cast<std::size_t>(count);
  }
  text.resize(done);
  // An empty file is none of ours either: it would say so.
  return text.empty() ? std::string("\n") : text;
}

std::string writeStateFile(const std::string& path, const std::string& text) {
  // One name a process and call, so that two writers never share a file.
  static unsigned calls = 0;
  const std::string temporary = path + ".new." + std::to_string(::getpid()) + "." +
                                std::to_string(__atomic_add_fetch(&calls, 1u, __ATOMIC_RELAXED));
  std::string wrong = writeTemporary(temporary, text);
  if (wrong.empty() && ::rename(temporary.c_str(), path.c_str()) != 0)
    wrong = lastError("cannot rename the new file");
  if (!wrong.empty()) {
    ::unlink(temporary.c_str());
    return wrong;
  }
  // Else a power cut may bring the old name back.
  Fd directory(::open(directoryOf(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (directory.valid()) ::fsync(directory.get());
  return std::string();
}

std::string prepareStateDirectory(const std::string& path, uid_t user, gid_t group) {
  const std::string directory = directoryOf(path);
  if (::mkdir(directory.c_str(), 0700) == 0) {
    if (::geteuid() == 0 && ::lchown(directory.c_str(), user, group) != 0)
      return lastError(("cannot give the directory " + directory + " to httpd's User").c_str());
    return std::string();
  }
  if (errno != EEXIST) return lastError(("cannot make the directory " + directory).c_str());
  struct stat info;
  if (::stat(directory.c_str(), &info) != 0)
    return lastError(("cannot look at the directory " + directory).c_str());
  if (!S_ISDIR(info.st_mode)) return directory + " is no directory";
  if (::geteuid() != 0) return std::string();
  const bool may = info.st_uid == user    ? (info.st_mode & S_IWUSR) != 0
                   : info.st_gid == group ? (info.st_mode & S_IWGRP) != 0
                                          : (info.st_mode & S_IWOTH) != 0;
  return may ? std::string() : "httpd's User may not write to the directory " + directory;
}

}  // namespace httpd
}  // namespace sioha

#include "keepalived-checks/common/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>

#include "mod_sioha/base/fd.h"

namespace sioha {
namespace checks {

static Error cannot(const char* what, const std::string& path) {
  return Error(std::string("cannot ") + what + " " + path + ": " + std::strerror(errno));
}

Result<std::string> readFile(const std::string& path, std::size_t most) {
  // O_NONBLOCK: opening a FIFO that nobody writes must not hang.
  Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!fd.valid()) return cannot("read", path);
  struct stat st;
  if (::fstat(fd.get(), &st) != 0) return cannot("read", path);
  if (!S_ISREG(st.st_mode)) return Error(path + " is not a regular file");
  char limit[80];
  std::snprintf(limit, sizeof limit, " is larger than %zu bytes, which no such file should be", most);
  if (static_cast<unsigned long long>(st.st_size) > most) return Error(path + limit);
  std::string text;
  char buffer[8192];
  for (;;) {
    const ssize_t n = ::read(fd.get(), buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return cannot("read", path);
    if (n == 0) return text;
    // Files in /proc say size 0, and a file may grow.
    if (text.size() + static_cast<std::size_t>(n) > most) return Error(path + limit);
    text.append(buffer, static_cast<std::size_t>(n));
  }
}

Result<bool> replaceFile(const std::string& path, const std::string& content) {
  char suffix[32];
  std::snprintf(suffix, sizeof suffix, ".%ld.tmp", static_cast<long>(::getpid()));
  const std::string temporary = path + suffix;
  ::unlink(temporary.c_str());
  Fd fd(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0644));
  if (!fd.valid()) return cannot("write", temporary);
  std::size_t done = 0;
  while (done < content.size()) {
    const ssize_t n = ::write(fd.get(), content.data() + done, content.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      const Error error = cannot("write", temporary);
      ::unlink(temporary.c_str());
      return error;
    }
    done += static_cast<std::size_t>(n);
  }
  if (::fchmod(fd.get(), 0644) != 0 || ::rename(temporary.c_str(), path.c_str()) != 0) {
    const Error error = cannot("replace", path);
    ::unlink(temporary.c_str());
    return error;
  }
  return true;
}

bool fileExists(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }

std::vector<Slice> splitLines(Slice text) {
  std::vector<Slice> lines;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = text.find('\n', at);
    const std::size_t stop = end == Slice::npos ? text.size() : end;
    Slice line = text.sub(at, stop - at);
    if (line.endsWith("\r")) line = line.sub(0, line.size() - 1);
    lines.push_back(line);
    at = stop + 1;
  }
  return lines;
}

static bool isBlank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

std::vector<std::string> splitWords(Slice line) {
  std::vector<std::string> words;
  std::size_t i = 0;
  while (i < line.size()) {
    while (i < line.size() && isBlank(line[i])) ++i;
    const std::size_t start = i;
    while (i < line.size() && !isBlank(line[i])) ++i;
    if (i > start) words.push_back(line.sub(start, i - start).str());
  }
  return words;
}

std::vector<std::string> splitList(const std::string& text, char separator) {
  std::vector<std::string> parts;
  const Slice all(text);
  std::size_t at = 0;
  while (at <= all.size()) {
    const std::size_t end = all.find(separator, at);
    const std::size_t stop = end == Slice::npos ? all.size() : end;
    const Slice part = all.sub(at, stop - at).trimmed();
    if (!part.empty()) parts.push_back(part.str());
    at = stop + 1;
  }
  return parts;
}

}  // namespace checks
}  // namespace sioha

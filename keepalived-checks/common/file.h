#ifndef SIOHA_CHECKS_COMMON_FILE_H
#define SIOHA_CHECKS_COMMON_FILE_H

#include <cstddef>
#include <string>
#include <vector>

#include "mod_sioha/base/result.h"
#include "mod_sioha/base/slice.h"

namespace sioha {
namespace checks {

/// The content of a regular file (or of one in /proc), at most `most` bytes. A FIFO, a device, a
/// directory and a larger file are refused with a sentence that names the file.
Result<std::string> readFile(const std::string& path, std::size_t most);

/// Replaces `path` through a temporary file in the same directory and rename(2), mode 0644
/// whatever the umask: keepalived watches with inotify and must never read half a file.
Result<bool> replaceFile(const std::string& path, const std::string& content);

bool fileExists(const std::string& path);

/// Lines without their end ("\n" or "\r\n"); a last line without one counts.
std::vector<Slice> splitLines(Slice text);
/// Words between blanks and tabs.
std::vector<std::string> splitWords(Slice line);
/// Parts between `separator`, trimmed, empty ones left out.
std::vector<std::string> splitList(const std::string& text, char separator);

}  // namespace checks
}  // namespace sioha
#endif

#ifndef SIOHA_HTTPD_TEXT_FILE_H
#define SIOHA_HTTPD_TEXT_FILE_H

#include <string>

#include "mod_sioha/base/result.h"
#include "mod_sioha/config/file_watch.h"

namespace sioha {
namespace httpd {

/// The whole of a regular file of at most `limit` bytes. The error says why not ("Permission denied"), without the
/// path. Does not wait for a writer, as open() does on a FIFO. `stamp`, if given, is the file's that was read.
Result<std::string> readTextFile(const std::string& path, std::size_t limit,
                                 config::FileStamp* stamp = nullptr);

/// What stands at `path` now.
config::FileStamp stampOf(const std::string& path);

}  // namespace httpd
}  // namespace sioha
#endif

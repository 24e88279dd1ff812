#ifndef SIOHA_HTTPD_STATE_FILE_H
#define SIOHA_HTTPD_STATE_FILE_H

#include <sys/types.h>

#include <string>

#include "mod_sioha/base/result.h"

/// SiohaStateFile on the disk. Its directory belongs to httpd's User, so its content is read with suspicion.
namespace sioha {
namespace httpd {

/// The text; "" where there is no such file. The error says why it cannot be used, without the path.
Result<std::string> readStateFile(const std::string& path);

/// Atomically, and on the disk when it returns. Returns why not, or "".
std::string writeStateFile(const std::string& path, const std::string& text);

/// Makes the file's directory for `user` where it is missing. Returns what is wrong with it, or "".
std::string prepareStateDirectory(const std::string& path, uid_t user, gid_t group);

}  // namespace httpd
}  // namespace sioha
#endif

#ifndef SIOHA_HTTPD_LOG_FILE_H
#define SIOHA_HTTPD_LOG_FILE_H

#include <string>

#include "mod_sioha/httpd/private.h"

namespace sioha {
namespace httpd {

/// Opens the files of SiohaLogFile (JkLogFile), once each. OK, or what post_config returns.
int openLogFiles(apr_pool_t* pconf, server_rec* mainServer);

/// One line with its stamp. False: the server has no file of its own.
bool writeToLogFile(const server_rec* server, const std::string& line);

/// The error_log hook: a line of this module's also goes to its server's own file, one write each.
void copyToLogFile(const ap_errorlog_info* info, const char* line);

}  // namespace httpd
}  // namespace sioha
#endif

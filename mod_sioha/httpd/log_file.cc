#include "mod_sioha/httpd/log_file.h"

#include <apr_file_io.h>
#include <apr_strings.h>

#include <map>
#include <string>

#include "mod_sioha/httpd/server_config.h"

namespace sioha {
namespace httpd {
namespace {

apr_file_t* openOne(apr_pool_t* pconf, server_rec* server, const std::string& name) {
  if (name[0] == '|') {
    piped_log* pipe = ap_open_piped_log(pconf, name.c_str() + 1);
    if (!pipe)
      ap_log_error(APLOG_MARK, APLOG_EMERG, 0, server, "cannot start the log program %s of SiohaLogFile",
                   name.c_str() + 1);
    return pipe ? ap_piped_log_write_fd(pipe) : nullptr;
  }
  const char* path = ap_server_root_relative(pconf, name.c_str());
  apr_file_t* file = nullptr;
  const apr_status_t opened =
      path ? apr_file_open(&file, path, APR_WRITE | APR_APPEND | APR_CREATE | APR_LARGEFILE, APR_OS_DEFAULT,
                           pconf)
           : APR_EBADPATH;
  if (opened == APR_SUCCESS) return file;
  ap_log_error(APLOG_MARK, APLOG_EMERG, opened, server,
               "cannot open %s of SiohaLogFile (JkLogFile); create its directory or correct the path",
               name.c_str());
  return nullptr;
}

}  // namespace

int openLogFiles(apr_pool_t* pconf, server_rec* mainServer) {
  std::map<std::string, apr_file_t*> files;
  for (server_rec* server = mainServer; server; server = server->next) {
    ServerConfig& config = serverConfig(server);
    if (config.logFile.empty()) continue;
    apr_file_t*& file = files[config.logFile];
    if (!file) file = openOne(pconf, server, config.logFile);
    if (!file) return HTTP_INTERNAL_SERVER_ERROR;
    config.openLog = file;
  }
  return OK;
}

void copyToLogFile(const ap_errorlog_info* info, const char* line) {
  if (info->module_index != sioha_module.module_index || !info->s) return;
  // While httpd reads its configuration a virtual host has none of ours yet.
  if (!ap_get_module_config(info->s->module_config, &sioha_module)) return;
  apr_file_t* file = serverConfig(info->s).openLog;
  if (!file) return;
  char stamped[8192 + 64];
  char time[APR_CTIME_LEN];
  apr_ctime(time, apr_time_now());
  apr_size_t size =
      static_cast<apr_size_t>(apr_snprintf(stamped, sizeof stamped - 1, "[%s] %s\n", time, line));
  apr_file_write(file, stamped, &size);
}

}  // namespace httpd
}  // namespace sioha

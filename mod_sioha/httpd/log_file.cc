#include "mod_sioha/httpd/log_file.h"

#include <apr_file_io.h>
#include <apr_strings.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <ctime>
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

std::size_t writeStamp(const ServerConfig& config, char* to, std::size_t room) {
  const apr_time_t now = apr_time_now();
  const std::time_t seconds = static_cast<std::time_t>(apr_time_sec(now));
  struct tm when;
  if (!localtime_r(&seconds, &when)) return 0;
  return config.logStamp.write(when, static_cast<unsigned>(apr_time_usec(now)), to, room);
}

/// mod_jk's words.
const char* levelWord(int level) {
  if (level <= APLOG_CRIT) return "emerg";
  if (level == APLOG_ERR) return "error";
  if (level == APLOG_WARNING) return "warn";
  if (level <= APLOG_INFO) return "info";
  return level == APLOG_DEBUG ? "debug" : "trace";
}

unsigned long threadNumber() {
  return static_cast<unsigned long>(syscall(SYS_gettid));
}

const char* requestIdOf(const ServerConfig& config, const request_rec* r) {
  const char* id = r ? apr_table_get(r->subprocess_env, config.request.names[SIOHA_REQUEST_ID]) : nullptr;
  return id && *id ? id : nullptr;
}

}  // namespace

int openLogFiles(apr_pool_t* pconf, server_rec* mainServer) {
  std::map<std::string, apr_file_t*> files;
  for (server_rec* server = mainServer; server; server = server->next) {
    ServerConfig& config = serverConfig(server);
    if (config.logFile.empty() && !config.requestLog.empty())
      ap_log_error(APLOG_MARK, APLOG_NOTICE, 0, server,
                   "%s: the lines of SiohaRequestLogFormat (JkRequestLogFormat) go to ErrorLog, at level info; name "
                   "a file for them by SiohaLogFile",
                   config.requestLogWhere.c_str());
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
  const ServerConfig& config = serverConfig(info->s);
  // As in mod_jk's own file; whatever reads that will read this.
  char text[8192 + 512];
  std::size_t used = writeStamp(config, text, 256);
  if (const char* id = requestIdOf(config, info->r))
    used += static_cast<std::size_t>(apr_snprintf(text + used, 200, "[%.128s] ", id));
  used += static_cast<std::size_t>(apr_snprintf(text + used, sizeof text - used - 1,
                                                "[%" APR_PID_T_FMT ":%" APR_UINT64_T_FMT "] [%s] %s", getpid(),
                                                static_cast<apr_uint64_t>(threadNumber()),
                                                levelWord(info->level), line));
  text[used++] = '\n';
  apr_size_t size = used;
  apr_file_write(file, text, &size);
}

bool writeToLogFile(const server_rec* server, const std::string& line) {
  const ServerConfig& config = serverConfig(server);
  if (!config.openLog) return false;
  char stamp[256];
  const std::string text = std::string(stamp, writeStamp(config, stamp, sizeof stamp)) + line + "\n";
  apr_size_t size = text.size();
  apr_file_write(config.openLog, text.data(), &size);
  return true;
}

}  // namespace httpd
}  // namespace sioha

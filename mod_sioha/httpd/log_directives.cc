#include <string>

#include "mod_sioha/httpd/directive.h"

namespace sioha {
namespace httpd {
namespace {

/// mod_jk's words, or -1.
int logLevelOf(const char* word) {
  static const struct {
    const char* word;
    int level;
  } kLevels[] = {{"trace", APLOG_TRACE1}, {"debug", APLOG_DEBUG}, {"info", APLOG_INFO},
                 {"warn", APLOG_WARNING}, {"error", APLOG_ERR},   {"emerg", APLOG_EMERG}};
  for (const auto& level : kLevels)
    if (equalsNoCase(word, level.word)) return level.level;
  return -1;
}

}  // namespace
}  // namespace httpd
}  // namespace sioha

using namespace sioha;
using namespace sioha::httpd;

const char* sioha_set_log_file(cmd_parms* cmd, void*, const char* file) {
  return guarded("LogFile", kOutOfMemory, [&]() -> const char* {
    if (!*file) return refusal(cmd, "write a path, or |PROGRAM, instead of nothing");
    configOf(cmd).logFile = file;
    return nullptr;
  });
}

const char* sioha_set_log_level(cmd_parms* cmd, void*, const char* level) {
  return guarded("LogLevel", kOutOfMemory, [&]() -> const char* {
    const int value = logLevelOf(level);
    if (value < 0)
      return refusal(cmd, "write trace, debug, info, warn, error or emerg instead of " + std::string(level));
    ap_set_module_loglevel(cmd->pool, &cmd->server->log, sioha_module.module_index, value);
    return nullptr;
  });
}

const char* sioha_set_log_stamp(cmd_parms* cmd, void*, const char* format) {
  return guarded("LogStampFormat", kOutOfMemory, [&]() -> const char* {
    const Result<config::LogStamp> stamp = config::LogStamp::parse(format);
    if (!stamp.ok()) return refusal(cmd, stamp.error());
    configOf(cmd).logStamp = stamp.value();
    configOf(cmd).hasLogStamp = true;
    return nullptr;
  });
}

const char* sioha_set_request_log(cmd_parms* cmd, void*, const char* format) {
  return guarded("RequestLogFormat", kOutOfMemory, [&]() -> const char* {
    const Result<config::RequestLogFormat> parsed = config::RequestLogFormat::parse(format);
    if (!parsed.ok()) return refusal(cmd, parsed.error());
    configOf(cmd).requestLog = parsed.value();
    configOf(cmd).requestLogWhere = whereOf(cmd);
    return nullptr;
  });
}

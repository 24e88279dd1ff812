#include <stdint.h>
#include <string.h>

#include <string>

#include "mod_sioha/httpd/directive.h"

namespace sioha {
namespace httpd {
namespace {

/// Of an environment variable: whoever wrote a blank or a '=' in it meant something else.
bool isVariableName(Slice name) {
  for (char c : name)
    if (static_cast<unsigned char>(c) <= ' ' || c == '=' || c == 0x7f) return false;
  return !name.empty();
}

std::string wrongName(Slice name) {
  return isVariableName(name) ? std::string()
                              : "\"" + name.str() + "\" is no name of an environment variable; write one without "
                                                    "blanks and without =";
}

const char kSessionParameter[] = ";jsessionid";

}  // namespace
}  // namespace httpd
}  // namespace sioha

using namespace sioha;
using namespace sioha::httpd;

const char* sioha_set_options(cmd_parms* cmd, void*, const char* word) {
  return guarded("Options", kOutOfMemory, [&]() -> const char* {
    const Result<config::ForwardOptionWord> parsed = config::parseForwardOption(word);
    if (!parsed.ok()) return refusal(cmd, parsed.error());
    configOf(cmd).request.optionWords.push_back(parsed.value());
    const std::string warning = config::forwardOptionWarning(parsed.value());
    if (!warning.empty()) notice(cmd, warning);
    return nullptr;
  });
}

const char* sioha_set_variable_name(cmd_parms* cmd, void*, const char* name) {
  return guarded("Indicator", kOutOfMemory, [&]() -> const char* {
    const std::string wrong = wrongName(name);
    if (!wrong.empty()) return refusal(cmd, wrong);
    const intptr_t variable = reinterpret_cast<intptr_t>(cmd->info);
    configOf(cmd).request.names.set(static_cast<sioha_variable>(variable), name);
    return nullptr;
  });
}

const char* sioha_add_env_var(cmd_parms* cmd, void*, const char* name, const char* otherwise) {
  return guarded("EnvVar", kOutOfMemory, [&]() -> const char* {
    const std::string wrong = wrongName(name);
    if (!wrong.empty()) return refusal(cmd, wrong);
    EnvironmentVariable variable;
    variable.name = name;
    variable.hasOtherwise = otherwise != nullptr;
    if (otherwise) variable.otherwise = otherwise;
    for (EnvironmentVariable& earlier : configOf(cmd).request.environment) {
      if (earlier.name != variable.name) continue;
      earlier = variable;
      return nullptr;
    }
    configOf(cmd).request.environment.push_back(variable);
    return nullptr;
  });
}

const char* sioha_set_extract_tls(cmd_parms* cmd, void*, int on) {
  return guarded("ExtractSSL", kOutOfMemory, [&]() -> const char* {
    configOf(cmd).request.extractTls = on ? 1 : 0;
    return nullptr;
  });
}

const char* sioha_set_strip_session(cmd_parms* cmd, void*, const char* on, const char* parameter) {
  return guarded("StripSession", kOutOfMemory, [&]() -> const char* {
    if (!equalsNoCase(on, "On") && !equalsNoCase(on, "Off"))
      return refusal(cmd, "write On or Off instead of " + std::string(on));
    const Slice name(parameter ? parameter : kSessionParameter);
    if (!name.startsWith(";") || name.size() < 2 || name.find('/') != Slice::npos)
      return refusal(cmd, "write a path parameter with its semicolon, such as ;jsessionid, instead of " +
                              name.str());
    configOf(cmd).request.stripSession = equalsNoCase(on, "On") ? 1 : 0;
    configOf(cmd).request.sessionToStrip = name.str();
    return nullptr;
  });
}

const char* sioha_set_auto_alias(cmd_parms* cmd, void*, const char* folder) {
  return guarded("AutoAlias", kOutOfMemory, [&]() -> const char* {
    const char* path = *folder ? ap_server_root_relative(cmd->pool, folder) : nullptr;
    if (!path) return refusal(cmd, "\"" + std::string(folder) + "\" is no path; write that of Tomcat's webapps");
    if (!ap_is_directory(cmd->temp_pool, path))
      notice(cmd, std::string(path) + " is no folder: nothing is served from it; correct the path");
    configOf(cmd).request.autoAlias = path;
    return nullptr;
  });
}

#include "mod_sioha/httpd/request_settings.h"

#include <algorithm>

namespace sioha {
namespace httpd {

// In the order of sioha_variable.
const char* VariableNames::defaultName(sioha_variable variable) {
  static const char* const kNames[SIOHA_VARIABLES] = {
      "HTTPS",          "SSL_CLIENT_CERT",       "SSL_CLIENT_CERT_CHAIN_", "SSL_CIPHER",
      "SSL_SESSION_ID", "SSL_CIPHER_USEKEYSIZE", "SSL_PROTOCOL",           "UNIQUE_ID",
      "JK_REMOTE_ADDR", "JK_REMOTE_PORT",        "JK_REMOTE_HOST",         "JK_REMOTE_USER",
      "JK_AUTH_TYPE",   "JK_LOCAL_NAME",         "JK_LOCAL_ADDR",          "JK_LOCAL_PORT",
      "JK_IGNORE_CL"};
  return kNames[variable];
}

VariableNames::VariableNames() {
  std::fill(names_, names_ + SIOHA_VARIABLES, static_cast<const char*>(nullptr));
}

void VariableNames::inherit(const VariableNames& base) {
  for (int i = 0; i < SIOHA_VARIABLES; ++i)
    if (!names_[i]) names_[i] = base.names_[i];
}

RequestSettings::RequestSettings() : extractTls(-1), stripSession(-1) {}

void RequestSettings::inherit(const RequestSettings& base) {
  optionWords.insert(optionWords.begin(), base.optionWords.begin(), base.optionWords.end());
  names.inherit(base.names);
  std::vector<EnvironmentVariable> all = base.environment;
  for (const EnvironmentVariable& own : environment) {
    const auto same =
        std::find_if(all.begin(), all.end(), [&](const EnvironmentVariable& v) { return v.name == own.name; });
    if (same == all.end())
      all.push_back(own);
    else
      *same = own;
  }
  environment.swap(all);
  if (extractTls < 0) extractTls = base.extractTls;
  if (stripSession < 0) {
    stripSession = base.stripSession;
    sessionToStrip = base.sessionToStrip;
  }
  if (autoAlias.empty()) autoAlias = base.autoAlias;
}

}  // namespace httpd
}  // namespace sioha

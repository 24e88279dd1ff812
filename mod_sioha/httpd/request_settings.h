#ifndef SIOHA_HTTPD_REQUEST_SETTINGS_H
#define SIOHA_HTTPD_REQUEST_SETTINGS_H

#include <string>
#include <vector>

#include "mod_sioha/config/forward_options.h"
#include "mod_sioha/httpd/private.h"

namespace sioha {
namespace httpd {

/// The names of the environment variables that change one request: mod_jk's, or those of the Indicator directives.
class VariableNames {
 public:
  VariableNames();
  /// `name` lives as long as the configuration.
  void set(sioha_variable variable, const char* name) { names_[variable] = name; }
  void inherit(const VariableNames& base);
  const char* operator[](sioha_variable variable) const {
    return names_[variable] ? names_[variable] : defaultName(variable);
  }
  bool isDefault(sioha_variable variable) const { return names_[variable] == nullptr; }
  static const char* defaultName(sioha_variable variable);

 private:
  const char* names_[SIOHA_VARIABLES];  ///< null: the default
};

/// A SiohaEnvVar directive.
struct EnvironmentVariable {
  std::string name;
  std::string otherwise;  ///< sent where the request has none
  bool hasOtherwise;
};

/// What directives say of how requests are written for the gateway. A virtual host inherits each of them.
struct RequestSettings {
  RequestSettings();
  void inherit(const RequestSettings& base);
  /// All directives are read.
  void complete() { options = config::resolveForwardOptions(optionWords); }

  std::vector<config::ForwardOptionWord> optionWords;  ///< with the inherited ones before its own
  config::ForwardOptions options;                      ///< of optionWords, from check_config on
  VariableNames names;
  std::vector<EnvironmentVariable> environment;
  int extractTls;              ///< -1: not set, which is on
  int stripSession;            ///< -1: not set, which is off
  std::string sessionToStrip;  ///< ";jsessionid"
  std::string autoAlias;       ///< the folder, absolute; "": none
};

}  // namespace httpd
}  // namespace sioha
#endif

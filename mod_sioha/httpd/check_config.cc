#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mod_sioha/config/workers.h"
#include "mod_sioha/httpd/mounts.h"
#include "mod_sioha/httpd/pool_object.h"
#include "mod_sioha/httpd/runtime.h"
#include "mod_sioha/httpd/server_config.h"
#include "mod_sioha/httpd/startup.h"
#include "mod_sioha/httpd/text_file.h"

namespace sioha {
namespace httpd {
namespace {

const std::size_t kLargestFile = 16 * 1024 * 1024;

class Environment : public config::Variables {
 public:
  bool lookUp(const std::string& name, std::string* value) const override {
    const char* found = ::getenv(name.c_str());
    if (found) *value = found;
    return found != nullptr;
  }
};

class Files : public config::FileReader {
 public:
  Result<config::SecretFile> read(const std::string& path) const override {
    struct stat info;
    if (::stat(path.c_str(), &info) != 0) return Error(std::string(strerror(errno)));
    const Result<std::string> text = readTextFile(path, kLargestFile);
    if (!text.ok()) return Error(text.error());
    config::SecretFile file;
    file.text = text.value();
    file.mode = info.st_mode & 07777;
    file.owner = info.st_uid;
    return file;
  }
};

/// For cmd=dump: repeated lines merged, secrets left out.
std::vector<config::Property> withoutSecrets(const std::vector<config::Property>& properties) {
  std::vector<config::Property> shown;
  for (const config::Property& property : properties) {
    const std::string last = property.name.substr(property.name.rfind('.') + 1);
    if (last == "secret" || last == "secretkey" || last == "secret_file" || last == "health_credentials_file")
      continue;
    // A variable may be what a secret is made of.
    if (property.name.compare(0, 7, "worker.") != 0) continue;
    config::Property* same = nullptr;
    for (config::Property& other : shown)
      if (other.name == property.name) same = &other;
    if (!same)
      shown.push_back(property);
    else
      same->value = config::isListProperty(property.name) ? same->value + "," + property.value : property.value;
  }
  return shown;
}

Result<config::Workers> loadWorkers(ServerConfig* to) {
  const ServerConfig& main = *to;
  std::vector<config::Property> properties;
  if (!main.workersFile.empty()) {
    Result<std::string> text = readTextFile(main.workersFile, kLargestFile);
    if (!text.ok())
      return Error(main.workersFileWhere + ": cannot read the workers file " + main.workersFile + ": " +
                   text.error() + "; create it or correct the path");
    Result<std::vector<config::Property>> parsed =
        config::parseProperties(text.value(), main.workersFile, Environment());
    if (!parsed.ok()) return Error(parsed.error());
    properties = parsed.value();
  }
  for (const PropertyLine& line : main.propertyLines) {
    Result<config::Property> parsed =
        config::parseProperty(line.text, line.file, line.line, properties, Environment());
    if (!parsed.ok()) return Error(parsed.error());
    properties.push_back(parsed.value());
  }
  if (properties.empty() && main.workersFile.empty()) return config::Workers();
  to->properties = withoutSecrets(properties);
  return config::readWorkers(properties, Files());
}

/// health_credentials_file: one line "user:password", readable by its owner only.
std::string readCredentials(BalancerRuntime* balancer) {
  const std::string& path = balancer->config().health.credentialsFile;
  if (path.empty()) return std::string();
  const std::string where = balancer->config().health.aboutCredentials;
  const Result<config::SecretFile> file = Files().read(path);
  if (!file.ok())
    return where + "the file cannot be read (" + file.error() + "): create it, owned by root with mode 0600";
  if (file.value().mode & 077) return where + "the file can be read by others: chmod 600 " + path;
  if (file.value().owner != 0 && file.value().owner != ::geteuid())
    return where + "the file belongs to user id " + std::to_string(file.value().owner) +
           ", who can read it: chown root " + path;
  const Slice line = Slice(file.value().text).trimmed();
  const std::size_t colon = line.find(':');
  if (colon == Slice::npos || colon == 0 || colon + 1 == line.size() || line.find('\n') != Slice::npos)
    return where + "the file has to hold one line, user:password";
  balancer->credentials = line.str();
  return std::string();
}

apr_status_t forgetRuntime(void*) {
  setRuntime(nullptr);
  return APR_SUCCESS;
}

std::string configure(apr_pool_t* pconf, server_rec* mainServer) {
  if (ap_find_linked_module("mod_jk.c"))
    return "mod_jk is loaded too, and both would serve the Jk* directives; keep one LoadModule line: remove "
           "that of "
           "jk_module (Debian: a2dismod jk) to use mod_sioha";
  ServerConfig& main = serverConfig(mainServer);
  Result<config::Workers> workers = loadWorkers(&main);
  if (!workers.ok()) return workers.error();
  Runtime* made = poolNew<Runtime>(pconf, workers.value());
  setRuntime(made);
  const std::string wrongSource = made->resolveSources();
  if (!wrongSource.empty()) return wrongSource;
  for (const auto& balancer : made->balancers()) {
    const std::string fault = readCredentials(balancer.get());
    if (!fault.empty()) return fault;
  }
  apr_pool_cleanup_register(pconf, nullptr, forgetRuntime, apr_pool_cleanup_null);
  return compileMounts(pconf, *made, mainServer);
}

}  // namespace

int checkConfig(apr_pool_t* pconf, server_rec* mainServer) {
  const std::string fault = configure(pconf, mainServer);
  if (fault.empty()) return OK;
  ap_log_error(APLOG_MARK, APLOG_STARTUP | APLOG_EMERG, 0, mainServer, "mod_sioha: %s", fault.c_str());
  return HTTP_INTERNAL_SERVER_ERROR;
}

}  // namespace httpd
}  // namespace sioha

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mod_sioha/base/fd.h"
#include "mod_sioha/config/workers.h"
#include "mod_sioha/httpd/pool_object.h"
#include "mod_sioha/httpd/runtime.h"
#include "mod_sioha/httpd/server_config.h"
#include "mod_sioha/httpd/startup.h"

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

Result<std::string> readFile(const std::string& path) {
  Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat info;
  if (!fd.valid() || ::fstat(fd.get(), &info) != 0) return Error(std::string(strerror(errno)));
  if (!S_ISREG(info.st_mode)) return Error("it is no regular file");
  if (static_cast<std::size_t>(info.st_size) > kLargestFile) return Error("it is larger than 16 MiB");
  std::string text;
  char part[65536];
  for (;;) {
    const ssize_t count = ::read(fd.get(), part, sizeof part);
    if (count < 0) return Error(std::string(strerror(errno)));
    if (count == 0 || text.size() > kLargestFile) return text;
    text.append(part, static_cast<std::size_t>(count));
  }
}

class Files : public config::FileReader {
 public:
  Result<config::SecretFile> read(const std::string& path) const override {
    struct stat info;
    if (::stat(path.c_str(), &info) != 0) return Error(std::string(strerror(errno)));
    const Result<std::string> text = readFile(path);
    if (!text.ok()) return Error(text.error());
    config::SecretFile file;
    file.text = text.value();
    file.mode = info.st_mode & 07777;
    return file;
  }
};

Result<config::Workers> loadWorkers(const ServerConfig& main) {
  std::vector<config::Property> properties;
  if (!main.workersFile.empty()) {
    Result<std::string> text = readFile(main.workersFile);
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
  return config::readWorkers(properties, Files());
}

/// health_credentials_file: one line "user:password", readable by its owner only.
std::string readCredentials(BalancerRuntime* balancer) {
  const std::string& path = balancer->config().health.credentialsFile;
  if (path.empty()) return std::string();
  const std::string where = balancer->config().file + ":" + std::to_string(balancer->config().line) +
                            ": worker " + balancer->config().name + ": health_credentials_file " + path + " ";
  const Result<config::SecretFile> file = Files().read(path);
  if (!file.ok())
    return where + "cannot be read: " + file.error() + "; create it, owned by root with mode 0600";
  if (file.value().mode & 077) return where + "can be read by others; chmod 600 " + path;
  const Slice line = Slice(file.value().text).trimmed();
  const std::size_t colon = line.find(':');
  if (colon == Slice::npos || colon == 0 || colon + 1 == line.size() || line.find('\n') != Slice::npos)
    return where + "has to hold one line, user:password";
  balancer->credentials = line.str();
  return std::string();
}

std::string whereOf(const config::MountRule& rule) {
  return rule.file + ":" + std::to_string(rule.line);
}

/// The rules of a server with those of the main server where MountCopy says so.
std::vector<config::MountRule> rulesOf(const ServerConfig& main, const ServerConfig& config) {
  std::vector<config::MountRule> rules = config.rules;
  const bool copy =
      config.mountCopy == ServerConfig::MountCopy::on ||
      (config.mountCopy == ServerConfig::MountCopy::unset && main.mountCopy == ServerConfig::MountCopy::all);
  if (copy && &main != &config) rules.insert(rules.end(), main.rules.begin(), main.rules.end());
  return rules;
}

std::string compileMap(Runtime* runtime, const ServerConfig& main, ServerConfig* config) {
  const std::vector<config::MountRule> rules = rulesOf(main, *config);
  for (const config::MountRule& rule : rules) {
    if (rule.worker == "*" || runtime->find(rule.worker)) continue;
    if (main.workersFile.empty() && main.propertyLines.empty())
      return whereOf(rule) + ": " + rule.pattern + " is mounted to " + rule.worker +
             ", but no workers are defined; name the file that defines them by SiohaWorkersFile "
             "(JkWorkersFile)";
    return whereOf(rule) + ": " + rule.pattern + " is mounted to " + rule.worker +
           ", which is not in worker.list of " +
           (main.workersFile.empty() ? "SiohaWorkerProperty" : main.workersFile) +
           "; add it there or mount one that is";
  }
  for (const config::MountRule& rule : config->rules)
    for (const std::string& warning : config::mountWarnings(rule)) config->notices.push_back(warning);
  config->map = config::UriMap(rules);
  config->targets.clear();
  for (const config::MountRule& rule : config->map.rules())
    config->targets.push_back(runtime->find(rule.worker));
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
  Result<config::Workers> workers = loadWorkers(main);
  if (!workers.ok()) return workers.error();
  Runtime* made = poolNew<Runtime>(pconf, workers.value());
  setRuntime(made);
  for (const auto& balancer : made->balancers()) {
    const std::string fault = readCredentials(balancer.get());
    if (!fault.empty()) return fault;
  }
  apr_pool_cleanup_register(pconf, nullptr, forgetRuntime, apr_pool_cleanup_null);
  for (server_rec* server = mainServer; server; server = server->next) {
    separateFromMainServer(pconf, mainServer, server);
    const std::string fault = compileMap(made, main, &serverConfig(server));
    if (!fault.empty()) return fault;
  }
  return std::string();
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

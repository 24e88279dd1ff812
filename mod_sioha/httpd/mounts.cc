#include "mod_sioha/httpd/mounts.h"

#include "mod_sioha/base/make_unique.h"
#include "mod_sioha/httpd/mount_file.h"
#include "mod_sioha/httpd/pool_object.h"
#include "mod_sioha/httpd/text_file.h"

namespace sioha {
namespace httpd {
namespace {

bool copiesMain(const ServerConfig& main, const ServerConfig& config) {
  typedef ServerConfig::MountCopy Copy;
  return &main != &config &&
         (config.mountCopy == Copy::on || (config.mountCopy == Copy::unset && main.mountCopy == Copy::all));
}

std::string missingWorker(const ServerConfig& main, const config::MountRule& rule) {
  const std::string begin = config::where(rule.file, rule.line) + ": " + rule.pattern +
                            (rule.exclude ? " is excluded for " : " is mounted to ") + rule.worker;
  if (main.workersFile.empty() && main.propertyLines.empty())
    return begin +
           ", but no workers are defined; name the file that defines them by SiohaWorkersFile (JkWorkersFile)";
  return begin + ", which is not in worker.list of " +
         (main.workersFile.empty() ? "SiohaWorkerProperty" : main.workersFile) + "; add it there or " +
         (rule.exclude ? "name one that is, or * for all" : "mount one that is");
}

std::string checkWorkers(const Runtime& runtime, const ServerConfig& main,
                         const std::vector<config::MountRule>& rules) {
  for (const config::MountRule& rule : rules)
    if (rule.worker != "*" && !runtime.find(rule.worker) && !runtime.findStatus(rule.worker))
      return missingWorker(main, rule);
  return std::string();
}

std::string readMountFile(ServerConfig* config) {
  if (config->mountFile.empty()) return std::string();
  const Result<std::string> text =
      readTextFile(config->mountFile, kLargestMountFile, &config->mountFileStamp);
  if (!text.ok())
    return config->mountFileWhere + ": cannot read the mount file " + config->mountFile + ": " +
           text.error() + "; create it or correct the path";
  const Result<std::vector<config::MountRule>> rules =
      config::parseMountFile(text.value(), config->mountFile);
  if (!rules.ok()) return rules.error();
  config->fileRules = rules.value();
  return std::string();
}

void noteWarnings(const std::vector<config::MountRule>& rules, std::vector<std::string>* notices) {
  for (const config::MountRule& rule : rules)
    for (const std::string& warning : config::mountWarnings(rule)) notices->push_back(warning);
}

}  // namespace

const ServerConfig* mountFileOwner(const ServerConfig& main, const ServerConfig& config) {
  if (!config.mountFile.empty()) return &config;
  return copiesMain(main, config) && !main.mountFile.empty() ? &main : nullptr;
}

std::unique_ptr<MountTable> makeMountTable(const Runtime& runtime, const ServerConfig& main,
                                           const ServerConfig& config, std::string* fault) {
  std::vector<config::MountRule> rules = config.rules;
  const bool copies = copiesMain(main, config);
  if (copies) rules.insert(rules.end(), main.rules.begin(), main.rules.end());
  if (const ServerConfig* owner = mountFileOwner(main, config))
    rules.insert(rules.end(), owner->fileRules.begin(), owner->fileRules.end());
  // As in mod_jk the property mount is the main server's, and no virtual host copies it.
  if (&config == &main)
    rules.insert(rules.end(), runtime.workers().mounts.begin(), runtime.workers().mounts.end());
  *fault = checkWorkers(runtime, main, rules);
  if (!fault->empty()) return nullptr;
  return makeUnique<MountTable>(runtime, rules, fault);
}

std::string compileMounts(apr_pool_t* pconf, const Runtime& runtime, server_rec* mainServer) {
  ServerConfig& main = serverConfig(mainServer);
  for (server_rec* server = mainServer; server; server = server->next) {
    separateFromMainServer(pconf, mainServer, server);
    serverConfig(server).request.complete();
    const std::string fault = readMountFile(&serverConfig(server));
    if (!fault.empty()) return fault;
  }
  for (server_rec* server = mainServer; server; server = server->next) {
    ServerConfig& config = serverConfig(server);
    std::string fault;
    std::unique_ptr<MountTable> table = makeMountTable(runtime, main, config, &fault);
    if (!fault.empty()) return fault;
    config.mounts = poolNew<Published<MountTable>>(pconf);
    config.mounts->publish(std::move(table));
    const ServerConfig* owner = mountFileOwner(main, config);
    config.mountsChange = owner && owner->reloadSeconds() > 0;
    noteWarnings(config.rules, &config.notices);
    noteWarnings(config.fileRules, &config.notices);
  }
  return std::string();
}

}  // namespace httpd
}  // namespace sioha

#include "mod_sioha/httpd/mount_file.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "mod_sioha/base/make_unique.h"
#include "mod_sioha/httpd/guard.h"
#include "mod_sioha/httpd/mounts.h"
#include "mod_sioha/httpd/pool_object.h"
#include "mod_sioha/httpd/text_file.h"
#include "mod_sioha/httpd/watch.h"

namespace sioha {
namespace httpd {
namespace {

const Duration kLongestSilence = seconds(10);

std::string withoutStop(const std::string& sentence) {
  const bool stops = !sentence.empty() && sentence[sentence.size() - 1] == '.';
  return stops ? sentence.substr(0, sentence.size() - 1) : sentence;
}

apr_status_t unmap(void* shared) {
  ::munmap(shared, sizeof(SharedMountFile));
  return APR_SUCCESS;
}

/// Only the pages that a text fills are ever memory.
SharedMountFile* mapShared(apr_pool_t* pconf) {
  void* memory = ::mmap(nullptr, sizeof(SharedMountFile), PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) return nullptr;
  apr_pool_cleanup_register(pconf, memory, unmap, apr_pool_cleanup_null);
  return static_cast<SharedMountFile*>(memory);
}

apr_status_t onTick(int state, void* data, apr_pool_t*) {
  if (state != AP_WATCHDOG_STATE_RUNNING) return APR_SUCCESS;
  keepSignalsAway();
  return guarded<apr_status_t>("mount reload", APR_SUCCESS, [&] {
    for (const auto& file : static_cast<MountFiles*>(data)->files) file->tick();
    return APR_SUCCESS;
  });
}

}  // namespace

MountFile::MountFile(const Runtime& runtime, server_rec* mainServer, server_rec* owner,
                     SharedMountFile* shared, Instant now)
    : runtime_(runtime),
      mainServer_(mainServer),
      owner_(owner),
      shared_(shared),
      watch_(seconds(serverConfig(owner).reloadSeconds()), now),
      version_(0) {
  shared_->settled = serverConfig(owner).mountFileStamp;
  shared_->readerBeatUs = static_cast<std::int64_t>(now.count());
}

void MountFile::tick() {
  lookAtFile();
  catchUp();
  for (server_rec* server = mainServer_; server; server = server->next)
    if (serverConfig(server).mountsChange) serverConfig(server).mounts->tidy();
}

void MountFile::lookAtFile() {
  const Instant now = runtime_.clock().now();
  if (!isReader(now) || !watch_.isDue(now)) return;
  const config::FileStamp seen = stampOf(serverConfig(owner_).mountFile);
  if (watch_.look(now, seen, shared_->settled)) reload(seen);
}

void MountFile::catchUp() {
  std::string text;
  std::uint32_t version = 0;
  if (atomicLoad(&shared_->version) == version_ || !copyText(&text, &version)) return;
  const std::string fault = use(text);
  version_ = version;
  if (!fault.empty()) say(APLOG_ERR, fault);
}

// The one that has been it stays it while it lives. A silent one has hung, or another process has its number.
bool MountFile::isReader(Instant now) const {
  const std::int32_t self = static_cast<std::int32_t>(::getpid());
  std::int32_t reader = atomicLoad(&shared_->readerPid);
  const bool silent = now - Instant(atomicLoad(&shared_->readerBeatUs)) > kLongestSilence;
  const bool lives = reader != 0 && !silent && (::kill(reader, 0) == 0 || errno != ESRCH);
  if (reader != self && lives) return false;
  if (reader != self && !__atomic_compare_exchange_n(&shared_->readerPid, &reader, self, false,
                                                     __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
    return false;
  atomicStore(&shared_->readerBeatUs, static_cast<std::int64_t>(now.count()));
  return true;
}

void MountFile::reload(const config::FileStamp& seen) {
  const std::string& path = serverConfig(owner_).mountFile;
  const Result<std::string> text = readTextFile(path, kLargestMountFile);
  const std::string fault =
      text.ok() ? use(text.value()) : "cannot read the mount file " + path + ": " + text.error();
  if (fault.empty()) publishText(text.value());
  // After the text: a child that dies between the two leaves it to the next one to read the file again.
  shared_->settled = seen;
  if (!fault.empty()) return say(APLOG_ERR, withoutStop(fault) + "; the rules of before stay in use");
  version_ = atomicLoad(&shared_->version);
  for (const config::MountRule& rule : serverConfig(owner_).fileRules)
    for (const std::string& warning : config::mountWarnings(rule)) say(APLOG_WARNING, warning);
  say(APLOG_NOTICE, path + " has changed: its " + std::to_string(serverConfig(owner_).fileRules.size()) +
                        " rules are in use now");
}

std::string MountFile::use(const std::string& text) {
  const ServerConfig& main = serverConfig(mainServer_);
  ServerConfig& owner = serverConfig(owner_);
  Result<std::vector<config::MountRule>> rules = config::parseMountFile(text, owner.mountFile);
  if (!rules.ok()) return rules.error();
  owner.fileRules.swap(rules.value());
  std::vector<std::pair<ServerConfig*, std::unique_ptr<MountTable>>> made;
  std::string fault;
  for (server_rec* server = mainServer_; server && fault.empty(); server = server->next) {
    ServerConfig& config = serverConfig(server);
    if (mountFileOwner(main, config) == &owner)
      made.push_back(std::make_pair(&config, makeMountTable(runtime_, main, config, &fault)));
  }
  if (!fault.empty()) {
    owner.fileRules.swap(rules.value());
    return fault;
  }
  for (auto& each : made) each.first->mounts->publish(std::move(each.second));
  return std::string();
}

void MountFile::publishText(const std::string& text) const {
  // It is odd already where a child died while it wrote.
  const std::uint32_t writing = atomicLoad(&shared_->version) | 1u;
  __atomic_store_n(&shared_->version, writing, __ATOMIC_SEQ_CST);
  memcpy(shared_->text, text.data(), text.size());
  shared_->size = static_cast<std::uint32_t>(text.size());
  __atomic_store_n(&shared_->version, writing + 1, __ATOMIC_SEQ_CST);
}

bool MountFile::copyText(std::string* text, std::uint32_t* version) const {
  *version = __atomic_load_n(&shared_->version, __ATOMIC_SEQ_CST);
  const std::size_t size = shared_->size;
  if (*version % 2 != 0 || size > kLargestMountFile) return false;
  text->assign(shared_->text, size);
  return __atomic_load_n(&shared_->version, __ATOMIC_SEQ_CST) == *version;
}

void MountFile::say(int level, const std::string& sentence) const {
  ap_log_error(APLOG_MARK, level, 0, owner_, "%s", sentence.c_str());
}

int registerMountReload(apr_pool_t* pconf, server_rec* mainServer, Runtime* runtime) {
  MountFiles* reloads = poolNew<MountFiles>(pconf);
  serverConfig(mainServer).mountFiles = reloads;
  for (server_rec* server = mainServer; server; server = server->next) {
    const ServerConfig& config = serverConfig(server);
    if (config.mountFile.empty() || config.reloadSeconds() <= 0) continue;
    SharedMountFile* shared = mapShared(pconf);
    if (!shared) {
      ap_log_error(APLOG_MARK, APLOG_EMERG, APR_FROM_OS_ERROR(errno), server,
                   "cannot get shared memory to reload the mount file %s", config.mountFile.c_str());
      return HTTP_INTERNAL_SERVER_ERROR;
    }
    reloads->files.push_back(
        makeUnique<MountFile>(*runtime, mainServer, server, shared, runtime->clock().now()));
  }
  if (reloads->files.empty()) return OK;
  return watch(pconf, mainServer, "_sioha_mounts_", seconds(1), reloads, onTick);
}

void startMountsInChild(server_rec* mainServer) {
  if (const MountFiles* reloads = serverConfig(mainServer).mountFiles)
    for (const auto& file : reloads->files) file->catchUp();
}

}  // namespace httpd
}  // namespace sioha

#include "mod_sioha/httpd/run_time_state.h"

#include <apr_general.h>
#include <string.h>
#include <util_mutex.h>

#include "mod_sioha/config/run_time_changes.h"
#include "mod_sioha/httpd/retained_memory.h"
#include "mod_sioha/httpd/shared.h"

namespace sioha {
namespace httpd {

struct StateMemory {
  std::uint32_t version;  ///< the text of now is text[version % 2]
  std::uint32_t size[2];
  char text[2][config::kLargestState];
};

namespace {

const char* const kMutexType = "sioha-state";

// Of the process: children get it by fork.
apr_global_mutex_t* mutex = nullptr;

apr_status_t forgetMutex(void*) {
  mutex = nullptr;
  return APR_SUCCESS;
}

}  // namespace

void registerStateMutex(apr_pool_t* pconf) {
  ap_mutex_register(pconf, kMutexType, nullptr, APR_LOCK_DEFAULT, 0);
}

int RunTimeState::share(apr_pool_t* pconf, server_rec* server, bool* isNew) {
  RetainedMemory memory;
  const apr_status_t got = retainMemory(server, "mod_sioha:state", sizeof(StateMemory), 1, &memory);
  if (got != APR_SUCCESS) {
    ap_log_error(APLOG_MARK, APLOG_EMERG, got, server,
                 "cannot get shared memory for the status worker's changes");
    return HTTP_INTERNAL_SERVER_ERROR;
  }
  *isNew = memory.isNew;
  memory_ = static_cast<StateMemory*>(memory.shared);
  static_assert(sizeof secret_ <= kSecretSize, "the secret is kept beside the memory");
  if (memory.isNew &&
      apr_generate_random_bytes(static_cast<unsigned char*>(memory.secret), sizeof secret_) != APR_SUCCESS) {
    ap_log_error(APLOG_MARK, APLOG_EMERG, 0, server,
                 "cannot get random bytes for the status worker's tokens");
    return HTTP_INTERNAL_SERVER_ERROR;
  }
  memcpy(&secret_, memory.secret, sizeof secret_);
  if (ap_global_mutex_create(&mutex, nullptr, kMutexType, nullptr, server, pconf, 0) != APR_SUCCESS)
    return HTTP_INTERNAL_SERVER_ERROR;  // it has said why
  apr_pool_cleanup_register(pconf, nullptr, forgetMutex, apr_pool_cleanup_null);
  return OK;
}

void RunTimeState::startChild(apr_pool_t* pchild, server_rec* server) {
  if (!mutex) return;
  const apr_status_t joined = apr_global_mutex_child_init(&mutex, apr_global_mutex_lockfile(mutex), pchild);
  if (joined == APR_SUCCESS) return;
  ap_log_error(APLOG_MARK, APLOG_ERR, joined, server, "the status worker can change nothing in this child");
  mutex = nullptr;
}

std::uint32_t RunTimeState::version() const {
  return __atomic_load_n(&memory_->version, __ATOMIC_ACQUIRE);
}

std::string RunTimeState::read(std::uint32_t* version) const {
  std::string text;
  for (;;) {
    *version = this->version();
    const std::uint32_t size = atomicLoad(&memory_->size[*version % 2]);
    text.assign(memory_->text[*version % 2], size <= config::kLargestState ? size : 0);
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
    // The text of this version is written again by the change after the next.
    if (this->version() == *version) return text;
  }
}

void RunTimeState::write(const std::string& text) const {
  const std::uint32_t next = version() + 1;
  memcpy(memory_->text[next % 2], text.data(), text.size());
  atomicStore(&memory_->size[next % 2], static_cast<std::uint32_t>(text.size()));
  __atomic_store_n(&memory_->version, next, __ATOMIC_RELEASE);
}

RunTimeState::Lock::Lock() : locked_(mutex && apr_global_mutex_lock(mutex) == APR_SUCCESS) {}
RunTimeState::Lock::~Lock() {
  if (locked_) apr_global_mutex_unlock(mutex);
}

}  // namespace httpd
}  // namespace sioha

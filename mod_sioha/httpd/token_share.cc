#include "mod_sioha/httpd/token_share.h"

#include <ap_provider.h>
#include <apr_strings.h>
#include <util_mutex.h>

#include <algorithm>
#include <memory>

#include "mod_sioha/httpd/pool_object.h"
#include "mod_sioha/httpd/share_workers.h"
#include "mod_sioha/httpd/shared.h"

namespace sioha {
namespace httpd {
namespace {

const char* const kMutexType = "sioha-tokens";
const std::uint32_t kFirstPause = 2, kLongestPause = 8;  // seconds
const unsigned int kLargestValue = 4096;

// For a store that does not answer; while it is known to be in trouble, less.
const Duration kWait = seconds(1), kWaitInTrouble = milliseconds(250);

// Of the process: children get it by fork.
apr_global_mutex_t* mutex = nullptr;
// Of a child.
ShareWorkers* workers = nullptr;

unsigned char* bytes(const std::string& text) {
  return reinterpret_cast<unsigned char*>(const_cast<char*>(text.data()));
}

std::uint32_t secondsOf(const request_rec* r) {
  return static_cast<std::uint32_t>(apr_time_sec(r->request_time));
}

struct Instance {
  const ap_socache_provider_t* provider;
  ap_socache_instance_t* instance;
  server_rec* server;
};

apr_status_t destroyInstance(void* data) {
  const Instance* made = static_cast<Instance*>(data);
  made->provider->destroy(made->instance, made->server);
  mutex = nullptr;
  return APR_SUCCESS;
}

}  // namespace

void registerShareMutex(apr_pool_t* pconf) {
  ap_mutex_register(pconf, kMutexType, nullptr, APR_LOCK_DEFAULT, 0);
}

/// For providers that do not lock by themselves (shmcb, dbm).
class TokenShare::Lock {
 public:
  explicit Lock(const ap_socache_provider_t* provider)
      : locked_(mutex && (provider->flags & AP_SOCACHE_FLAG_NOTMPSAFE) &&
                apr_global_mutex_lock(mutex) == APR_SUCCESS) {}
  ~Lock() {
    if (locked_) apr_global_mutex_unlock(mutex);
  }

 private:
  Lock(const Lock&);
  Lock& operator=(const Lock&);
  const bool locked_;
};

const char* TokenShare::configure(cmd_parms* cmd, const char* word) {
  const char* colon = ap_strchr_c(word, ':');
  name_.assign(word, colon ? static_cast<std::size_t>(colon - word) : Slice(word).size());
  provider_ = static_cast<const ap_socache_provider_t*>(
      ap_lookup_provider(AP_SOCACHE_PROVIDER_GROUP, name_.c_str(), AP_SOCACHE_PROVIDER_VERSION));
  if (!provider_)
    return apr_psprintf(cmd->pool,
                        "%s: there is no store '%s' (yet): write shmcb:PATH(SIZE), memcache:HOST:PORT or "
                        "redis:HOST:PORT, and LoadModule socache_%s_module before this line",
                        cmd->cmd->name, name_.c_str(), name_.c_str());
  const char* wrong = provider_->create(&instance_, colon ? colon + 1 : nullptr, cmd->temp_pool, cmd->pool);
  return wrong ? apr_psprintf(cmd->pool, "%s: %s", cmd->cmd->name, wrong) : nullptr;
}

int TokenShare::start(apr_pool_t* pconf, server_rec* server, ShareTrouble* trouble) {
  if (!provider_) return OK;
  trouble_ = trouble;
  if (provider_->flags & AP_SOCACHE_FLAG_NOTMPSAFE) {
    const apr_status_t locked =
        ap_global_mutex_create(&mutex, nullptr, kMutexType, nullptr, server, pconf, 0);
    if (locked != APR_SUCCESS) return HTTP_INTERNAL_SERVER_ERROR;  // it has said why
  }
  struct ap_socache_hints hints = {32, 128, apr_time_from_sec(60)};
  const apr_status_t made = provider_->init(instance_, "sioha-tokens", &hints, server, pconf);
  if (made != APR_SUCCESS) {
    ap_log_error(APLOG_MARK, APLOG_EMERG, made, server, "SiohaTokenStore: cannot use the %s store",
                 name_.c_str());
    return HTTP_INTERNAL_SERVER_ERROR;
  }
  Instance* instance = static_cast<Instance*>(apr_palloc(pconf, sizeof(Instance)));
  instance->provider = provider_;
  instance->instance = instance_;
  instance->server = server;
  apr_pool_cleanup_register(pconf, instance, destroyInstance, apr_pool_cleanup_null);
  quiet_ = static_cast<server_rec*>(apr_pmemdup(pconf, server, sizeof *server));
  quiet_->log.level = APLOG_EMERG;
  quiet_->log.module_levels = nullptr;
  return OK;
}

void TokenShare::startChild(apr_pool_t* pchild) const {
  if (provider_ && !isLocal()) workers = poolNew<ShareWorkers>(pchild);
  if (!mutex) return;
  const char* file = apr_global_mutex_lockfile(mutex);
  if (apr_global_mutex_child_init(&mutex, file, pchild) != APR_SUCCESS) mutex = nullptr;
}

bool TokenShare::isPaused(const request_rec* r) const {
  return atomicLoad(&trouble_->said) && secondsOf(r) < atomicLoad(&trouble_->notBefore);
}

void TokenShare::fared(request_rec* r, apr_status_t status) const {
  std::uint32_t expected = status == APR_SUCCESS ? 1 : 0;
  const std::uint32_t now = 1 - expected;
  if (status != APR_SUCCESS) {
    const std::uint32_t pause = std::max(kFirstPause, atomicLoad(&trouble_->pause));
    atomicStore(&trouble_->pause, std::min(2 * pause, kLongestPause));
    atomicStore(&trouble_->notBefore, secondsOf(r) + pause);
  }
  if (atomicLoad(&trouble_->said) == now ||
      !__atomic_compare_exchange_n(&trouble_->said, &expected, now, false, __ATOMIC_RELAXED,
                                   __ATOMIC_RELAXED))
    return;
  if (status != APR_SUCCESS) {
    ap_log_rerror(
        APLOG_MARK, APLOG_WARNING, status, r,
        "the token store (%s) does not work; requests go on, and the other node has to find out by itself "
        "which gateway a token belongs to",
        name_.c_str());
    return;
  }
  atomicStore(&trouble_->pause, 0u);
  ap_log_rerror(APLOG_MARK, APLOG_NOTICE, 0, r, "the token store (%s) works again", name_.c_str());
}

// memcached and redis are elsewhere, and their clients in apr wait for ever.
bool TokenShare::isLocal() const { return (provider_->flags & AP_SOCACHE_FLAG_NOTMPSAFE) != 0; }

apr_status_t TokenShare::ask(request_rec* r, const Call& call) const {
  if (isLocal() || !workers) {
    const Lock lock(provider_);
    return call(r->pool);
  }
  return workers->run(call, atomicLoad(&trouble_->said) ? kWaitInTrouble : kWait);
}

bool TokenShare::retrieve(request_rec* r, const std::string& id, std::string* value) const {
  if (isPaused(r)) return false;
  struct Found {
    unsigned char bytes[kLargestValue];
    unsigned int size;
  };
  const std::shared_ptr<Found> found = std::make_shared<Found>();
  const apr_status_t got = ask(r, [this, id, found](apr_pool_t* pool) {
    found->size = sizeof found->bytes;
    return provider_->retrieve(instance_, quiet_, bytes(id), static_cast<unsigned int>(id.size()),
                               found->bytes, &found->size, pool);
  });
  // "Not found" is also what a provider says of a server that it has given up, so it is no sign of recovery.
  if (got != APR_NOTFOUND) fared(r, got);
  if (got != APR_SUCCESS) return false;
  value->assign(reinterpret_cast<const char*>(found->bytes), found->size);
  return true;
}

void TokenShare::store(request_rec* r, const std::string& id, const std::string& value,
                       std::uint32_t expiresAt) const {
  if (isPaused(r) || value.size() > kLargestValue) return;
  fared(r, ask(r, [this, id, value, expiresAt](apr_pool_t* pool) {
          return provider_->store(instance_, quiet_, bytes(id), static_cast<unsigned int>(id.size()),
                                  apr_time_from_sec(expiresAt), bytes(value),
                                  static_cast<unsigned int>(value.size()), pool);
        }));
}

void TokenShare::remove(request_rec* r, const std::string& id) const {
  if (isPaused(r)) return;
  const apr_status_t removed = ask(r, [this, id](apr_pool_t* pool) {
    return provider_->remove(instance_, quiet_, bytes(id), static_cast<unsigned int>(id.size()), pool);
  });
  // It may not have been there; only a hang tells something of the store.
  if (removed == APR_TIMEUP) fared(r, removed);
}

}  // namespace httpd
}  // namespace sioha

#include "mod_sioha/httpd/retained_memory.h"

#include <apr_shm.h>
#include <apr_strings.h>

namespace sioha {
namespace httpd {
namespace {

/// Plain data in the process pool: the module is unloaded between two configurations.
struct Retained {
  apr_pool_t* pool;
  apr_shm_t* memory;
  std::size_t size;
  std::uint64_t signature;
  void* secret;
};

Retained* retained(server_rec* server, const char* name) {
  void* found = nullptr;
  apr_pool_t* process = server->process->pool;
  apr_pool_userdata_get(&found, name, process);
  if (!found) {
    found = apr_pcalloc(process, sizeof(Retained));
    // The key outlives this load of the module, so it is copied.
    apr_pool_userdata_set(found, apr_pstrdup(process, name), apr_pool_cleanup_null, process);
  }
  return static_cast<Retained*>(found);
}

}  // namespace

apr_status_t retainMemory(server_rec* server, const char* name, std::size_t size, std::uint64_t signature,
                          RetainedMemory* memory) {
  Retained* kept = retained(server, name);
  memory->isNew = !kept->memory || kept->size != size || kept->signature != signature;
  if (memory->isNew) {
    if (kept->pool) apr_pool_destroy(kept->pool);
    kept->memory = nullptr;
    apr_pool_create(&kept->pool, server->process->pool);
    // Fresh pages come as zeros, and take no memory until something is written to them.
    const apr_status_t made = apr_shm_create(&kept->memory, size, nullptr, kept->pool);
    if (made != APR_SUCCESS) {
      kept->memory = nullptr;
      return made;
    }
    kept->size = size;
    kept->signature = signature;
    kept->secret = apr_pcalloc(kept->pool, kSecretSize);
  }
  memory->shared = apr_shm_baseaddr_get(kept->memory);
  memory->secret = kept->secret;
  return APR_SUCCESS;
}

}  // namespace httpd
}  // namespace sioha

#include "mod_sioha/httpd/token_store.h"

#include <apr_general.h>
#include <apr_shm.h>
#include <apr_strings.h>

namespace sioha {
namespace httpd {
namespace {

// Logins by clients that never log out live ten minutes: this is 27 of them a second.
const std::size_t kSlots = 16384;

/// Outlives a restart, as plain data in the process pool.
struct Retained {
  apr_pool_t* pool;
  apr_shm_t* memory;
  std::size_t sealedRoom;
  gateway::Hash128 key;
};

Retained* retained(server_rec* server) {
  static const char kKey[] = "mod_sioha:token-table";
  void* found = nullptr;
  apr_pool_t* process = server->process->pool;
  apr_pool_userdata_get(&found, kKey, process);
  if (!found) {
    found = apr_pcalloc(process, sizeof(Retained));
    // The key outlives this load of the module, so it is copied.
    apr_pool_userdata_set(found, apr_pstrdup(process, kKey), apr_pool_cleanup_null, process);
  }
  return static_cast<Retained*>(found);
}

std::uint32_t secondsOf(const request_rec* r) {
  return static_cast<std::uint32_t>(apr_time_sec(r->request_time));
}

}  // namespace

int makeTokenStore(server_rec* server, std::size_t sealedRoom, TokenStore* store) {
  Retained* kept = retained(server);
  if (!kept->memory || kept->sealedRoom != sealedRoom) {
    if (kept->pool) apr_pool_destroy(kept->pool);
    kept->memory = nullptr;
    apr_pool_create(&kept->pool, server->process->pool);
    // Pages that nothing is written to take no memory, so it is not cleared: it comes as zeros.
    apr_status_t made =
        apr_shm_create(&kept->memory, gateway::TokenTable::sizeFor(kSlots, sealedRoom), nullptr, kept->pool);
    if (made == APR_SUCCESS)
      made = apr_generate_random_bytes(reinterpret_cast<unsigned char*>(&kept->key), sizeof kept->key);
    if (made != APR_SUCCESS) {
      kept->memory = nullptr;
      ap_log_error(APLOG_MARK, APLOG_EMERG, made, server,
                   "cannot get shared memory and a key for the table of tokens");
      return HTTP_INTERNAL_SERVER_ERROR;
    }
    kept->sealedRoom = sealedRoom;
  }
  *store = TokenStore(gateway::TokenTable(apr_shm_baseaddr_get(kept->memory), kSlots, sealedRoom), kept->key);
  return OK;
}

bool TokenStore::find(request_rec* r, Slice, const gateway::Hash128& key, gateway::TokenEntry* entry) const {
  return table_ && table_.find(key, secondsOf(r), entry);
}

bool TokenStore::read(request_rec* r, Slice token, const gateway::Hash128& key,
                      gateway::TokenRecord* record) const {
  gateway::TokenEntry entry;
  if (!find(r, token, key, &entry)) return false;
  record->owner = entry.owner;
  record->certain = entry.certain;
  record->expiresAt = entry.expiresAt;
  return true;
}

void TokenStore::write(request_rec* r, Slice, const gateway::Hash128& key,
                       const gateway::TokenRecord& record) const {
  if (!table_) return;
  gateway::TokenEntry entry;
  entry.owner = record.owner;
  entry.certain = record.certain;
  entry.expiresAt = record.expiresAt;
  if (table_.put(key, entry, Slice(), secondsOf(r)) != gateway::TokenTable::Put::evicted) return;
  static bool said = false;
  if (said) return;
  said = true;
  ap_log_rerror(
      APLOG_MARK, APLOG_NOTICE, 0, r,
      "the table of tokens is full (%lu entries): the owner of the least recently used ones has to be "
      "found out again by asking the gateways",
      static_cast<unsigned long>(kSlots));
}

void TokenStore::forget(request_rec*, Slice, const gateway::Hash128& key) const {
  if (table_) table_.remove(key);
}

void TokenStore::keepAlive(request_rec*, Slice, const gateway::Hash128&, const gateway::TokenEntry&) const {}

}  // namespace httpd
}  // namespace sioha

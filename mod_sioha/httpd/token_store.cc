#include "mod_sioha/httpd/token_store.h"

#include <apr_general.h>
#include <string.h>

#include <algorithm>

#include "mod_sioha/gateway/token.h"
#include "mod_sioha/httpd/retained_memory.h"
#include "mod_sioha/httpd/shared.h"
#include "mod_sioha/httpd/token_cipher.h"

namespace sioha {
namespace httpd {
namespace {

// A token in use is told to the other node this often: well within its ten idle minutes.
const std::uint32_t kShareEvery = 120;  // seconds

// Before the table.
const std::size_t kTroubleSize = 64;

// Logins by clients that never log out live ten minutes: this is 27 of them a second.
const std::size_t kSlots = 16384;

std::uint32_t secondsOf(const request_rec* r) {
  return static_cast<std::uint32_t>(apr_time_sec(r->request_time));
}

}  // namespace

int makeTokenStore(apr_pool_t* pconf, server_rec* server, std::size_t sealedRoom, TokenShare* share,
                   TokenStore* store) {
  static_assert(sizeof(gateway::Hash128) <= kSecretSize, "the key is the table's secret");
  const std::size_t size = kTroubleSize + gateway::TokenTable::sizeFor(kSlots, sealedRoom);
  RetainedMemory retained;
  apr_status_t got = retainMemory(server, "mod_sioha:tokens", size, sealedRoom, &retained);
  if (got == APR_SUCCESS && retained.isNew)
    got = apr_generate_random_bytes(static_cast<unsigned char*>(retained.secret), sizeof(gateway::Hash128));
  if (got != APR_SUCCESS) {
    ap_log_error(APLOG_MARK, APLOG_EMERG, got, server,
                 "cannot get shared memory and a key for the table of tokens");
    return HTTP_INTERNAL_SERVER_ERROR;
  }
  gateway::Hash128 key;
  memcpy(&key, retained.secret, sizeof key);
  char* memory = static_cast<char*>(retained.shared);
  ShareTrouble* trouble = reinterpret_cast<ShareTrouble*>(memory);
  *store = TokenStore(gateway::TokenTable(memory + kTroubleSize, kSlots, sealedRoom), key, trouble,
                      *share ? share : nullptr);
  return share->start(pconf, server, trouble);
}

bool TokenStore::find(request_rec* r, Slice token, const gateway::Hash128& key,
                      gateway::TokenEntry* entry) const {
  if (!table_) return false;
  if (table_.find(key, secondsOf(r), entry)) return true;
  return share_ && gateway::isTokenText(token) && findShared(r, token, key, entry);
}

bool TokenStore::findShared(request_rec* r, Slice token, const gateway::Hash128& key,
                            gateway::TokenEntry* entry) const {
  const std::string id = sharedIdOf(token);
  std::string sealed, plain;
  gateway::TokenRecord record;
  if (id.empty() || !share_->retrieve(r, id, &sealed) || !openSealed(token, sealed, &plain) ||
      !gateway::readRecord(plain, &record))
    return false;
  writeTable(r, token, key, record, secondsOf(r));
  return table_.find(key, secondsOf(r), entry);
}

bool TokenStore::read(request_rec* r, Slice token, const gateway::Hash128& key,
                      gateway::TokenRecord* record) const {
  gateway::TokenEntry entry;
  if (!find(r, token, key, &entry)) return false;
  std::string sealed, plain;
  if (entry.hasSealed && table_.readSealed(key, &sealed) && openSealed(token, sealed, &plain))
    gateway::readRecord(plain, record);
  record->owner = entry.owner;
  record->certain = entry.certain;
  record->expiresAt = entry.expiresAt;
  return true;
}

void TokenStore::write(request_rec* r, Slice token, const gateway::Hash128& key,
                       const gateway::TokenRecord& record) const {
  if (!table_) return;
  writeTable(r, token, key, record, secondsOf(r));
  if (share_) writeShare(r, token, record);
}

void TokenStore::writeShare(request_rec* r, Slice token, const gateway::TokenRecord& record) const {
  const std::string id = sharedIdOf(token);
  const std::string sealed = seal(token, gateway::writeRecord(record, 4000));
  std::uint32_t until = secondsOf(r) + gateway::kTokenIdleSeconds;
  if (record.expiresAt) until = std::min(until, record.expiresAt);
  if (!id.empty() && !sealed.empty()) share_->store(r, id, sealed, until);
}

void TokenStore::writeTable(request_rec* r, Slice token, const gateway::Hash128& key,
                            const gateway::TokenRecord& record, std::uint32_t sharedAt) const {
  gateway::TokenEntry entry;
  entry.owner = record.owner;
  entry.certain = record.certain;
  entry.expiresAt = record.expiresAt;
  entry.sharedAt = sharedAt;
  std::string sealed;
  if (!record.peers.empty() && table_.sealedRoom() > kSealOverhead)
    sealed = seal(token, gateway::writeRecord(record, table_.sealedRoom() - kSealOverhead));
  if (table_.put(key, entry, sealed, secondsOf(r)) != gateway::TokenTable::Put::evicted) return;
  if (__atomic_exchange_n(&trouble_->fullSaid, 1u, __ATOMIC_RELAXED)) return;
  ap_log_rerror(
      APLOG_MARK, APLOG_NOTICE, 0, r,
      "the table of tokens is full (%lu entries): the owners of those used least recently have to be "
      "found out again by asking the gateways",
      static_cast<unsigned long>(kSlots));
}

void TokenStore::forget(request_rec* r, Slice token, const gateway::Hash128& key) const {
  if (!table_) return;
  table_.remove(key);
  if (!share_) return;
  const std::string id = sharedIdOf(token);
  if (!id.empty()) share_->remove(r, id);
}

bool TokenStore::isUpkeepDue(request_rec* r, const gateway::Hash128& key,
                             const gateway::TokenEntry& entry) const {
  const std::uint32_t now = secondsOf(r);
  if ((!share_ && !entry.hasSealed) || now < entry.sharedAt + kShareEvery) return false;
  table_.markShared(key, now);
  return true;
}

void TokenStore::share(request_rec* r, Slice token, const gateway::Hash128& key) const {
  gateway::TokenRecord record;
  if (share_ && read(r, token, key, &record)) writeShare(r, token, record);
}

}  // namespace httpd
}  // namespace sioha

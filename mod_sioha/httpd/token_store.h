#ifndef SIOHA_HTTPD_TOKEN_STORE_H
#define SIOHA_HTTPD_TOKEN_STORE_H

#include "mod_sioha/gateway/token_record.h"
#include "mod_sioha/gateway/token_table.h"
#include "mod_sioha/httpd/private.h"
#include "mod_sioha/httpd/token_share.h"

namespace sioha {
namespace httpd {

/// Which gateway a token belongs to. The table in memory that the children share is always there and
/// is asked first; a store that several nodes share (SiohaTokenStore) stands behind it. No token is ever
/// kept in clear: doc/adr tells how. What fails here makes the owner unknown, never a request wrong.
class TokenStore {
 public:
  TokenStore() : trouble_(nullptr), share_(nullptr) {}
  /// `share`: null, or the one that nodes share; outlives this object.
  TokenStore(const gateway::TokenTable& table, const gateway::Hash128& key, ShareTrouble* trouble,
             const TokenShare* share)
      : table_(table), key_(key), trouble_(trouble), share_(share) {}
  explicit operator bool() const { return static_cast<bool>(table_); }

  /// Known to this httpd's processes only.
  Slice secret() const { return Slice(reinterpret_cast<const char*>(&key_), sizeof key_); }

  /// A token's place, computed once a request.
  gateway::Hash128 keyOf(Slice token) const { return gateway::keyedHash(key_, token); }

  bool find(request_rec* r, Slice token, const gateway::Hash128& key, gateway::TokenEntry* entry) const;
  /// With the peers' tokens too.
  bool read(request_rec* r, Slice token, const gateway::Hash128& key, gateway::TokenRecord* record) const;
  void write(request_rec* r, Slice token, const gateway::Hash128& key,
             const gateway::TokenRecord& record) const;
  void forget(request_rec* r, Slice token, const gateway::Hash128& key) const;
  /// Every two minutes while the token is in use, for one of its requests, where something has to be kept
  /// alive: in the store that nodes share, or at other gateways.
  bool isUpkeepDue(request_rec* r, const gateway::Hash128& key, const gateway::TokenEntry& entry) const;
  /// Writes what is known to the store that nodes share.
  void share(request_rec* r, Slice token, const gateway::Hash128& key) const;

 private:
  void writeTable(request_rec* r, Slice token, const gateway::Hash128& key,
                  const gateway::TokenRecord& record, std::uint32_t sharedAt) const;
  void writeShare(request_rec* r, Slice token, const gateway::TokenRecord& record) const;
  bool findShared(request_rec* r, Slice token, const gateway::Hash128& key, gateway::TokenEntry* entry) const;

  gateway::TokenTable table_;
  gateway::Hash128 key_;
  ShareTrouble* trouble_;
  const TokenShare* share_;
};

/// post_config: the table. It outlives a graceful restart. `sealedRoom`: bytes for peers' tokens, an entry.
int makeTokenStore(apr_pool_t* pconf, server_rec* server, std::size_t sealedRoom, TokenShare* share,
                   TokenStore* store);

}  // namespace httpd
}  // namespace sioha
#endif

#include "mod_sioha/httpd/startup.h"

#include <ap_mpm.h>
#include <apr_strings.h>
#include <string.h>

#include <algorithm>

#include "mod_sioha/balance/effective.h"
#include "mod_sioha/httpd/log_file.h"
#include "mod_sioha/httpd/mounts.h"
#include "mod_sioha/httpd/prober.h"
#include "mod_sioha/httpd/request_notes.h"
#include "mod_sioha/httpd/retained_memory.h"
#include "mod_sioha/httpd/runtime.h"
#include "mod_sioha/httpd/server_config.h"
#include "mod_sioha/httpd/state_keeper.h"
#include "mod_sioha/httpd/tls.h"
#include "mod_sioha/httpd/upkeep.h"

namespace sioha {
namespace httpd {
namespace {

/// Twice as many as run at once: those of before a graceful restart finish beside the new ones.
std::size_t childSlots() {
  int limit = 0;
  if (ap_mpm_query(AP_MPMQ_HARD_LIMIT_DAEMONS, &limit) != APR_SUCCESS || limit < 1) limit = 16;
  return static_cast<std::size_t>(std::min(limit, 1024)) * 2 + 1;
}

void fillFresh(const Shared& shared, std::size_t members, std::size_t slots, std::uint64_t signature) {
  SharedHeader& header = shared.header();
  header.memberCount = static_cast<std::uint32_t>(members);
  header.slotCount = static_cast<std::uint32_t>(slots);
  header.slotsUsed = 1;
  header.signature = signature;
  header.startedAtUs = SystemClock().wallNow().count();
  for (std::size_t i = 0; i < members; ++i) shared.member(i).health = balance::freshRecord();
}

// Anonymous memory and not mod_slotmem_shm, which is not loaded by default: doc/adr tells why. The same
// segment serves on after a graceful restart, so that nothing that was counted is lost.
int shareMemory(server_rec* server, Runtime* made) {
  const std::size_t members = made->memberCount(), slots = childSlots();
  const std::size_t size = Shared::sizeFor(members, slots);
  RetainedMemory memory;
  const apr_status_t got = retainMemory(server, "mod_sioha:members", size, made->signature(), &memory);
  if (got != APR_SUCCESS) {
    ap_log_error(APLOG_MARK, APLOG_EMERG, got, server, "cannot get %lu bytes of shared memory",
                 static_cast<unsigned long>(size));
    return HTTP_INTERNAL_SERVER_ERROR;
  }
  made->useShared(Shared(memory.shared, members, slots));
  if (memory.isNew) {
    fillFresh(made->shared(), members, slots, made->signature());
  } else {
    ++made->shared().header().generation;
    atomicStore(&made->shared().header().proberPid, std::int32_t(0));
  }
  return OK;
}

/// With token_fanout an entry is 1 KB: room for eight other gateways' tokens.
std::size_t sealedRoomFor(Runtime& made) {
  for (const auto& balancer : made.balancers())
    if (balancer->config().tokenFanout) return 960;
  return 0;
}

void resolveMembers(server_rec* server, Runtime* made) {
  const Shared& shared = made->shared();
  for (const auto& balancer : made->balancers()) {
    for (const auto& member : balancer->members) {
      const config::Member& config = member->config();
      MemberRecord& record = shared.member(member->index);
      atomicStore(&record.admin, adminWordOf(config.activation));
      const std::string fault = resolveMember(shared, *member);
      if (!fault.empty())
        ap_log_error(
            APLOG_MARK, APLOG_ERR, 0, server,
            "%s:%u: worker %s: the host %s has no address (%s); it gets no requests until it has one",
            config.file.c_str(), config.line, config.name.c_str(), config.host.c_str(), fault.c_str());
    }
  }
}

}  // namespace

int startParent(apr_pool_t* pconf, server_rec* mainServer) {
  for (server_rec* server = mainServer; server; server = server->next)
    for (const std::string& notice : serverConfig(server).notices)
      ap_log_error(APLOG_MARK, APLOG_NOTICE, 0, server, "%s", notice.c_str());
  findTlsFunctions();
  findWantedNotes();
  const int opened = openLogFiles(pconf, mainServer);
  Runtime* made = runtime();
  if (opened != OK || !made) return opened;
  for (const std::string& warning : made->workers().warnings)
    ap_log_error(APLOG_MARK, APLOG_WARNING, 0, mainServer, "%s", warning.c_str());
  if (made->memberCount() == 0) return OK;
  const int shared = shareMemory(mainServer, made);
  if (shared != OK) return shared;
  const int stored = makeTokenStore(pconf, mainServer, sealedRoomFor(*made),
                                    &serverConfig(mainServer).tokenShare, &made->tokens());
  if (stored != OK) return stored;
  const int kept = recallChanges(pconf, mainServer, made);
  if (kept != OK) return kept;
  resolveMembers(mainServer, made);
  const int reloads = registerMountReload(pconf, mainServer, made);
  if (reloads != OK) return reloads;
  const int upkeep = registerUpkeep(pconf, mainServer, made);
  return upkeep == OK ? registerProber(pconf, mainServer, made) : upkeep;
}

void startChildProcess(apr_pool_t* pchild, server_rec* mainServer) {
  Runtime* made = runtime();
  if (!made || !made->shared()) return;
  endProberWith(pchild);
  serverConfig(mainServer).tokenShare.startChild(pchild);
  RunTimeState::startChild(pchild, mainServer);
  int threads = 1, daemons = 1;
  ap_mpm_query(AP_MPMQ_MAX_THREADS, &threads);
  ap_mpm_query(AP_MPMQ_MAX_DAEMONS, &daemons);
  startMountsInChild(mainServer);
  made->startChild(std::max(threads, 1), std::max(daemons, 1));
}

}  // namespace httpd
}  // namespace sioha

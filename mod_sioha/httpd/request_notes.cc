#include "mod_sioha/httpd/request_notes.h"

#include <apr_strings.h>
#include <string.h>

#include "mod_sioha/balance/effective.h"
#include "mod_sioha/httpd/admission.h"

namespace sioha {
namespace httpd {
namespace {

bool memberNotesWanted = false;
bool durationWanted = false;

bool names(const ap_directive_t* directive, const char* word) {
  for (; directive; directive = directive->next) {
    if (directive->args && strstr(directive->args, word)) return true;
    if (names(directive->first_child, word)) return true;
  }
  return false;
}

/// A worker by itself has no route of its own.
bool isAlone(const BalancerRuntime& balancer) {
  return balancer.members.size() == 1 && balancer.members.front()->config().route.empty();
}

/// In mod_jk's words.
const char* stateOf(const Runtime& runtime, const MemberRuntime& member, bool isLastResort,
                    std::uint64_t elected) {
  if (isLastResort) return "ERR/FRC";
  switch (runtime.shared().readHealth(member.index).state) {
    case balance::Health::down:
      return "ERR";
    case balance::Health::rising:
      return "ERR/REC";
    default:
      break;
  }
  if (isFull(runtime, member)) return "OK/BUSY";
  return elected ? "OK" : "OK/IDLE";
}

/// Sets notes whose names begin alike.
class Notes {
 public:
  Notes(request_rec* r, const char* prefix) : r_(r), prefix_(prefix) {}
  void set(const char* name, const char* value) {
    apr_table_setn(r_->notes, apr_pstrcat(r_->pool, prefix_, name, nullptr), value);
  }
  void set(const char* name, std::uint64_t value) {
    set(name, apr_psprintf(r_->pool, "%" APR_UINT64_T_FMT, static_cast<apr_uint64_t>(value)));
  }

 private:
  request_rec* r_;
  const char* prefix_;
};

void noteMember(request_rec* r, const char* prefix, const Runtime& runtime, const MemberRuntime& member,
                bool isLastResort) {
  const ChildCounters total = runtime.shared().total(member.index);
  const MemberRecord& record = runtime.shared().member(member.index);
  Notes notes(r, prefix);
  notes.set("NAME", member.config().name.c_str());
  notes.set("VALUE", atomicLoad(&record.load));
  notes.set("ACCESSED", total.elected);
  notes.set("SESSIONS", total.sessions);
  notes.set("READ", total.bytesOut);
  notes.set("TRANSFERRED", total.bytesIn);
  notes.set("ERRORS", total.failed + total.failedOver);
  notes.set("BUSY", std::uint64_t(runtime.shared().inFlight(member.index)));
  notes.set("ACTIVATION", balance::activationWord(static_cast<balance::Admin>(atomicLoad(&record.admin))));
  notes.set("STATE", stateOf(runtime, member, isLastResort, total.elected));
}

void noteDuration(request_rec* r) {
  const apr_time_t duration = apr_time_now() - r->request_time;
  apr_table_setn(r->notes, "JK_REQUEST_DURATION",
                 apr_psprintf(r->pool, "%" APR_TIME_T_FMT ".%06d", apr_time_sec(duration),
                              static_cast<int>(apr_time_usec(duration))));
}

}  // namespace

void noteWorker(request_rec* r, const MountTarget& target) {
  if (target.statusWorker) {
    apr_table_setn(r->notes, "JK_WORKER_NAME", target.statusWorker->name.c_str());
    apr_table_setn(r->notes, "JK_WORKER_TYPE", "status");
    return;
  }
  const BalancerRuntime& balancer = *target.balancer;
  apr_table_setn(r->notes, "JK_WORKER_NAME", balancer.config().name.c_str());
  apr_table_setn(r->notes, "JK_WORKER_TYPE", isAlone(balancer) ? "ajp13" : "lb");
}

void noteFirstMember(request_rec* r, const Runtime& runtime, const BalancerRuntime& balancer,
                     const MemberRuntime& member, bool isLastResort) {
  if (memberNotesWanted && !isAlone(balancer))
    noteMember(r, "JK_LB_FIRST_", runtime, member, isLastResort);
}

void noteLastMember(request_rec* r, const Runtime& runtime, const BalancerRuntime& balancer,
                    const MemberRuntime& member, bool isLastResort) {
  if (durationWanted) noteDuration(r);
  if (isAlone(balancer)) return;
  apr_table_setn(r->notes, "JK_WORKER_ROUTE", member.config().route.c_str());
  if (memberNotesWanted) noteMember(r, "JK_LB_LAST_", runtime, member, isLastResort);
}

void findWantedNotes() {
  memberNotesWanted = names(ap_conftree, "JK_LB_");
  durationWanted = names(ap_conftree, "JK_REQUEST_DURATION");
}

}  // namespace httpd
}  // namespace sioha

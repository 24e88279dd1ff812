#ifndef SIOHA_HTTPD_REQUEST_NOTES_H
#define SIOHA_HTTPD_REQUEST_NOTES_H

#include "mod_sioha/httpd/mount_table.h"

namespace sioha {
namespace httpd {

/// mod_jk's notes on a request, for %{JK_...}n in LogFormat. JK_WORKER_NAME and JK_WORKER_TYPE: the worker that
/// it was mapped to.
void noteWorker(request_rec* r, const MountTarget& target);

/// JK_LB_FIRST_...: the member that is tried first, as it is then. These cost more than all others, and are set only
/// where the configuration names one of them.
void noteFirstMember(request_rec* r, const Runtime& runtime, const BalancerRuntime& balancer,
                     const MemberRuntime& member, bool isLastResort);
/// JK_LB_LAST_..., JK_WORKER_ROUTE and JK_REQUEST_DURATION: the member that answered, or was tried last.
void noteLastMember(request_rec* r, const Runtime& runtime, const BalancerRuntime& balancer,
                    const MemberRuntime& member, bool isLastResort);

/// Does httpd's configuration name a JK_LB_ note, or JK_REQUEST_DURATION, which is set only then, too? To be
/// called once in post_config.
void findWantedNotes();

}  // namespace httpd
}  // namespace sioha
#endif

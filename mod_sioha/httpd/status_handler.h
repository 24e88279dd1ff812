#ifndef SIOHA_HTTPD_STATUS_HANDLER_H
#define SIOHA_HTTPD_STATUS_HANDLER_H

#include "mod_sioha/httpd/private.h"

namespace sioha {
namespace httpd {

/// SetHandler sioha-status: the state of all members from shared memory, so that it
/// answers when every gateway is dead. ?format=html, json, text or prometheus.
int showStatus(request_rec* r);

}  // namespace httpd
}  // namespace sioha
#endif

#ifndef SIOHA_HTTPD_REQUEST_HEAD_H
#define SIOHA_HTTPD_REQUEST_HEAD_H

#include "mod_sioha/ajp/request_writer.h"
#include "mod_sioha/config/workers.h"
#include "mod_sioha/httpd/private.h"
#include "mod_sioha/httpd/request_settings.h"

namespace sioha {
namespace httpd {

/// What of the head depends on httpd's configuration and not on the member.
struct HeadOptions {
  HeadOptions() : settings(nullptr), rawPath(nullptr), bodyLength(0), authorization(nullptr) {}
  const RequestSettings* settings;
  const char* rawPath;        ///< without query string
  long long bodyLength;       ///< 0: none, -1: chunked
  const char* authorization;  ///< in place of the client's header; null: that one
};

/// The request's path as the ForwardURI option in force writes it, `uriBeforeMapping` being r->uri as mapping
/// found it. Null: there is none that may be sent.
const char* rawPathOf(request_rec* r, const char* uriBeforeMapping, config::PathForm form);

/// Writes FORWARD_REQUEST for one member. False: it does not fit into the member's max_packet_size.
bool writeHead(request_rec* r, const HeadOptions& options, const config::Member& member,
               const char* activation, ajp::RequestWriter* writer);

}  // namespace httpd
}  // namespace sioha
#endif

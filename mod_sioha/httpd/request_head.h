#ifndef SIOHA_HTTPD_REQUEST_HEAD_H
#define SIOHA_HTTPD_REQUEST_HEAD_H

#include "mod_sioha/ajp/request_writer.h"
#include "mod_sioha/config/workers.h"
#include "mod_sioha/httpd/private.h"

namespace sioha {
namespace httpd {

/// What of the head depends on httpd's configuration and not on the member.
struct HeadOptions {
  HeadOptions() : forwardCertChain(false), rawPath(nullptr), bodyLength(0), authorization(nullptr) {}
  bool forwardCertChain;
  const char* rawPath;        ///< as the client sent it, without query string
  long long bodyLength;       ///< 0: none, -1: chunked
  const char* authorization;  ///< in place of the client's header; null: that one
};

/// The path of the request line as the client sent it; or, where another
/// module has rewritten r->uri, that, escaped anew. Null: there is none that may be sent.
const char* rawPathOf(request_rec* r, const char* uriBeforeMapping);

/// Writes FORWARD_REQUEST for one member. False: it does not fit into the member's max_packet_size.
bool writeHead(request_rec* r, const HeadOptions& options, const config::Member& member,
               const char* activation, ajp::RequestWriter* writer);

}  // namespace httpd
}  // namespace sioha
#endif

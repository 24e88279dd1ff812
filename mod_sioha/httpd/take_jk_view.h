#ifndef SIOHA_HTTPD_TAKE_JK_VIEW_H
#define SIOHA_HTTPD_TAKE_JK_VIEW_H

#include "mod_sioha/httpd/runtime.h"
#include "mod_sioha/status/jk_view.h"

namespace sioha {
namespace httpd {

/// What a status worker shows to this command. ok is false where it names a worker that does not exist.
status::JkView takeJkView(request_rec* r, const Runtime& runtime, const status::JkCommand& command);

}  // namespace httpd
}  // namespace sioha
#endif

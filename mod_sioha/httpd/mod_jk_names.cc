#include "mod_sioha/httpd/mod_jk_names.h"

#include <apr_optional.h>
#include <string.h>

#include "mod_sioha/httpd/private.h"

// mod_so.h is not in every installation of httpd's headers; this has not changed since 2.2.
extern "C" {
APR_DECLARE_OPTIONAL_FN(module*, ap_find_loaded_module_symbol, (server_rec*, const char*));
}

namespace {

APR_OPTIONAL_FN_TYPE(ap_find_loaded_module_symbol) * modSoFinds;

module* findLoadedModule(server_rec* server, const char* name) {
  module* found = modSoFinds ? modSoFinds(server, name) : nullptr;
  if (found) return found;
  const bool isModJk = strcmp(name, "jk_module") == 0 || strcmp(name, "mod_jk.c") == 0;
  return isModJk ? &sioha_module : nullptr;
}

}  // namespace

namespace sioha {
namespace httpd {

void answerToModJkNames() {
  modSoFinds = APR_RETRIEVE_OPTIONAL_FN(ap_find_loaded_module_symbol);
  apr_dynamic_fn_register("ap_find_loaded_module_symbol", reinterpret_cast<apr_opt_fn_t*>(findLoadedModule));
}

}  // namespace httpd
}  // namespace sioha

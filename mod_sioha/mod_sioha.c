#include "httpd.h"
#include "http_config.h"

static void register_hooks(apr_pool_t *pool) { (void)pool; }

module AP_MODULE_DECLARE_DATA sioha_module = {
    STANDARD20_MODULE_STUFF, NULL, NULL, NULL, NULL, NULL, register_hooks
};

#ifndef SIOHA_HTTPD_PRIVATE_H
#define SIOHA_HTTPD_PRIVATE_H

// Before the other headers of httpd, which use its types.
#include "httpd.h"

#include "http_config.h"
#include "http_core.h"
#include "http_log.h"
#include "http_main.h"

#include "mod_sioha/httpd/module.h"

// Each C++ file that logs needs this before the first APLOG_MARK (http_log.h).
APLOG_USE_MODULE(sioha);

#endif

#ifndef SIOHA_HTTPD_COMPAT_H
#define SIOHA_HTTPD_COMPAT_H

#include <ap_mmn.h>

// httpd 2.4.7 (20120211.27) to today's. By module magic number, because distributions backport.
#if !AP_MODULE_MAGIC_AT_LEAST(20120211, 27)
#error "mod_sioha needs httpd 2.4.7 or newer"
#endif

#if AP_MODULE_MAGIC_AT_LEAST(20120211, 53)
#define SIOHA_EXPR_HANDLER(config) ((config)->expr_handler)
#else
#define SIOHA_EXPR_HANDLER(config) static_cast<ap_expr_info_t*>(nullptr)
#endif

#endif

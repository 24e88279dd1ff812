#ifndef SIOHA_HTTPD_MODULE_H
#define SIOHA_HTTPD_MODULE_H

#include "httpd.h"

#include "http_config.h"

/* What the module record (C, so that the compiler checks each handler's type)
 * takes from the C++ behind it. No function here lets an exception out. */
#ifdef __cplusplus
extern "C" {
#endif

extern module AP_MODULE_DECLARE_DATA sioha_module;

void sioha_register_hooks(apr_pool_t* pool);

void* sioha_create_server_config(apr_pool_t* pool, server_rec* server);
void* sioha_merge_server_config(apr_pool_t* pool, void* base, void* add);

/* Each returns NULL or a sentence in the command's pool. */
const char* sioha_set_workers_file(cmd_parms* cmd, void* dir, const char* file);
const char* sioha_set_token_store(cmd_parms* cmd, void* dir, const char* store);
const char* sioha_set_worker_property(cmd_parms* cmd, void* dir, const char* line);
const char* sioha_add_mount(cmd_parms* cmd, void* dir, const char* path, const char* worker);
const char* sioha_add_unmount(cmd_parms* cmd, void* dir, const char* path, const char* worker);
const char* sioha_set_mount_copy(cmd_parms* cmd, void* dir, const char* value);
const char* sioha_set_mount_file(cmd_parms* cmd, void* dir, const char* file);
const char* sioha_set_mount_file_reload(cmd_parms* cmd, void* dir, const char* seconds);
const char* sioha_set_worker_indicator(cmd_parms* cmd, void* dir, const char* variable);
const char* sioha_set_options(cmd_parms* cmd, void* dir, const char* option);
const char* sioha_set_log_file(cmd_parms* cmd, void* dir, const char* file);
const char* sioha_set_log_level(cmd_parms* cmd, void* dir, const char* level);
const char* sioha_accept_obsolete(cmd_parms* cmd, void* dir, const char* value);
const char* sioha_refuse_directive(cmd_parms* cmd, void* dir, const char* arguments);

#ifdef __cplusplus
}
#endif
#endif

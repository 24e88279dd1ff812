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

/* The environment variables whose names directives may change. */
enum sioha_variable {
  SIOHA_HTTPS,
  SIOHA_CERTIFICATE,
  SIOHA_CERTIFICATE_CHAIN,
  SIOHA_CIPHER,
  SIOHA_SESSION,
  SIOHA_KEY_SIZE,
  SIOHA_TLS_PROTOCOL,
  SIOHA_REQUEST_ID,
  SIOHA_REMOTE_ADDR,
  SIOHA_REMOTE_PORT,
  SIOHA_REMOTE_HOST,
  SIOHA_REMOTE_USER,
  SIOHA_AUTH_TYPE,
  SIOHA_LOCAL_NAME,
  SIOHA_LOCAL_ADDR,
  SIOHA_LOCAL_PORT,
  SIOHA_IGNORE_LENGTH,
  SIOHA_VARIABLES
};

void sioha_register_hooks(apr_pool_t* pool);

void* sioha_create_server_config(apr_pool_t* pool, server_rec* server);
void* sioha_merge_server_config(apr_pool_t* pool, void* base, void* add);

/* Each returns NULL or a sentence in the command's pool. */
const char* sioha_set_workers_file(cmd_parms* cmd, void* dir, const char* file);
const char* sioha_set_token_store(cmd_parms* cmd, void* dir, const char* store);
const char* sioha_set_state_file(cmd_parms* cmd, void* dir, const char* file);
const char* sioha_set_worker_property(cmd_parms* cmd, void* dir, const char* line);
const char* sioha_add_mount(cmd_parms* cmd, void* dir, const char* path, const char* worker);
const char* sioha_add_unmount(cmd_parms* cmd, void* dir, const char* path, const char* worker);
const char* sioha_set_mount_copy(cmd_parms* cmd, void* dir, const char* value);
const char* sioha_set_mount_file(cmd_parms* cmd, void* dir, const char* file);
const char* sioha_set_mount_file_reload(cmd_parms* cmd, void* dir, const char* seconds);
const char* sioha_set_worker_indicator(cmd_parms* cmd, void* dir, const char* variable);
const char* sioha_set_options(cmd_parms* cmd, void* dir, const char* option);
/* cmd->info is a sioha_variable. */
const char* sioha_set_variable_name(cmd_parms* cmd, void* dir, const char* name);
const char* sioha_add_env_var(cmd_parms* cmd, void* dir, const char* name, const char* otherwise);
const char* sioha_set_extract_tls(cmd_parms* cmd, void* dir, int on);
const char* sioha_set_strip_session(cmd_parms* cmd, void* dir, const char* on, const char* parameter);
const char* sioha_set_auto_alias(cmd_parms* cmd, void* dir, const char* folder);
const char* sioha_set_log_file(cmd_parms* cmd, void* dir, const char* file);
const char* sioha_set_log_level(cmd_parms* cmd, void* dir, const char* level);
const char* sioha_set_log_stamp(cmd_parms* cmd, void* dir, const char* format);
const char* sioha_set_request_log(cmd_parms* cmd, void* dir, const char* format);
const char* sioha_accept_obsolete(cmd_parms* cmd, void* dir, const char* value);

#ifdef __cplusplus
}
#endif
#endif

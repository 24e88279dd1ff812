/* The module record and its directives. Everything else is C++, in httpd/ and
 * the layers below it. This file stays C so that the compiler checks the type of
 * each directive's handler, and its name is what <IfModule mod_sioha.c> tests. */
#include "mod_sioha/httpd/module.h"

/* Each directive has a Sioha name; the Jk name is its alias. */
#define BOTH(init, name, handler, data, context, help) \
    init("Sioha" name, handler, data, context, help),  \
    init("Jk" name, handler, data, context, help)
#define VARIABLE(name, variable, help) \
    BOTH(AP_INIT_TAKE1, name, sioha_set_variable_name, (void*)(variable), RSRC_CONF, help)

static const command_rec sioha_directives[] = {
    BOTH(AP_INIT_TAKE1, "WorkersFile", sioha_set_workers_file, NULL, RSRC_CONF,
         "path of workers.properties: the gateways and how they are balanced"),
    AP_INIT_TAKE1("SiohaTokenStore", sioha_set_token_store, NULL, RSRC_CONF,
         "shmcb:PATH(SIZE), memcache:HOST:PORT or redis:HOST:PORT: shares with other nodes which gateway a token "
         "belongs to"),
    AP_INIT_TAKE1("SiohaStateFile", sioha_set_state_file, NULL, RSRC_CONF,
         "a file in a directory that httpd's User may write to: keeps what was changed in the status worker"),
    BOTH(AP_INIT_RAW_ARGS, "WorkerProperty", sioha_set_worker_property, NULL, RSRC_CONF,
         "one line of workers.properties"),
    BOTH(AP_INIT_TAKE12, "Mount", sioha_add_mount, NULL, RSRC_CONF | ACCESS_CONF,
         "a URI pattern and the worker that serves it; in <Location> the worker only"),
    BOTH(AP_INIT_TAKE12, "UnMount", sioha_add_unmount, NULL, RSRC_CONF | ACCESS_CONF,
         "a URI pattern that the named worker (or * for all) does not serve"),
    BOTH(AP_INIT_TAKE1, "MountCopy", sioha_set_mount_copy, NULL, RSRC_CONF,
         "On: this virtual host also has the main server's mounts; All, in the main server: every one has"),
    BOTH(AP_INIT_TAKE1, "MountFile", sioha_set_mount_file, NULL, RSRC_CONF,
         "path of uriworkermap.properties: a file of URI patterns and their workers"),
    BOTH(AP_INIT_TAKE1, "MountFileReload", sioha_set_mount_file_reload, NULL, RSRC_CONF,
         "after how many seconds a changed MountFile is read again; 60 by default, 0 for never"),
    BOTH(AP_INIT_TAKE1, "WorkerIndicator", sioha_set_worker_indicator, NULL, RSRC_CONF,
         "the environment variable that names the worker of a request with SetHandler; JK_WORKER_NAME by default"),
    BOTH(AP_INIT_ITERATE, "Options", sioha_set_options, NULL, RSRC_CONF,
         "how requests are written for the gateway: [+|-]ForwardURIProxy, [+|-]ForwardSSLCertChain and others"),
    BOTH(AP_INIT_TAKE1, "LogFile", sioha_set_log_file, NULL, RSRC_CONF,
         "a file of its own for this module's log lines, beside ErrorLog"),
    BOTH(AP_INIT_TAKE1, "LogLevel", sioha_set_log_level, NULL, RSRC_CONF,
         "trace, debug, info, warn, error or emerg; the same as LogLevel sioha:..."),
    BOTH(AP_INIT_TAKE1, "ShmFile", sioha_accept_obsolete, NULL, RSRC_CONF,
         "not needed: shared memory has no file"),
    BOTH(AP_INIT_TAKE1, "ShmSize", sioha_accept_obsolete, NULL, RSRC_CONF,
         "not needed: shared memory is as large as it has to be"),
    BOTH(AP_INIT_TAKE1, "WatchdogInterval", sioha_accept_obsolete, NULL, RSRC_CONF,
         "not needed: the prober always runs; see health_interval in workers.properties"),
    BOTH(AP_INIT_TAKE1, "AutoAlias", sioha_set_auto_alias, NULL, RSRC_CONF,
         "Tomcat's webapps folder: httpd serves the files in it that no mount takes"),
    BOTH(AP_INIT_TAKE12, "StripSession", sioha_set_strip_session, NULL, RSRC_CONF,
         "On or Off, and the session's path parameter (;jsessionid): cut from paths that httpd serves itself"),
    BOTH(AP_INIT_TAKE1, "LogStampFormat", sioha_set_log_stamp, NULL, RSRC_CONF,
         "how a line of SiohaLogFile begins: strftime's conversions, %Q milliseconds, %q microseconds"),
    BOTH(AP_INIT_TAKE1, "RequestLogFormat", sioha_set_request_log, NULL, RSRC_CONF,
         "a line for each request that a gateway answered, in SiohaLogFile"),
    BOTH(AP_INIT_TAKE12, "EnvVar", sioha_add_env_var, NULL, RSRC_CONF,
         "an environment variable that goes to the gateway as a request attribute, and a default"),
    BOTH(AP_INIT_FLAG, "ExtractSSL", sioha_set_extract_tls, NULL, RSRC_CONF,
         "Off: the gateway is not told of the client's TLS"),
    VARIABLE("HTTPSIndicator", SIOHA_HTTPS, "the variable that is \"on\" where the client came by TLS"),
    VARIABLE("CERTSIndicator", SIOHA_CERTIFICATE, "the variable with the client's certificate"),
    VARIABLE("CERTCHAINPrefix", SIOHA_CERTIFICATE_CHAIN,
             "how the variables with its chain begin; 0, 1, 2 ... follows"),
    VARIABLE("CIPHERIndicator", SIOHA_CIPHER, "the variable with the TLS cipher"),
    VARIABLE("SESSIONIndicator", SIOHA_SESSION, "the variable with the TLS session's id"),
    VARIABLE("KEYSIZEIndicator", SIOHA_KEY_SIZE, "the variable with the cipher's key size"),
    VARIABLE("SSLPROTOCOLIndicator", SIOHA_TLS_PROTOCOL, "the variable with the TLS version"),
    VARIABLE("RequestIdIndicator", SIOHA_REQUEST_ID, "the variable with the request's id in SiohaLogFile"),
    VARIABLE("RemoteAddrIndicator", SIOHA_REMOTE_ADDR, "the variable that replaces the client's address"),
    VARIABLE("RemotePortIndicator", SIOHA_REMOTE_PORT, "the variable that replaces the client's port"),
    VARIABLE("RemoteHostIndicator", SIOHA_REMOTE_HOST, "the variable that replaces the client's host name"),
    VARIABLE("RemoteUserIndicator", SIOHA_REMOTE_USER, "the variable that replaces the user's name"),
    VARIABLE("AuthTypeIndicator", SIOHA_AUTH_TYPE, "the variable that replaces how the user was authenticated"),
    VARIABLE("LocalNameIndicator", SIOHA_LOCAL_NAME, "the variable that replaces the server's name"),
    VARIABLE("LocalAddrIndicator", SIOHA_LOCAL_ADDR, "the variable that replaces the server's address"),
    VARIABLE("LocalPortIndicator", SIOHA_LOCAL_PORT, "the variable that replaces the server's port"),
    VARIABLE("IgnoreCLIndicator", SIOHA_IGNORE_LENGTH, "the variable that says that Content-Length is not true"),
    {NULL}
};

module AP_MODULE_DECLARE_DATA sioha_module = {
    STANDARD20_MODULE_STUFF,
    NULL,
    NULL,
    sioha_create_server_config,
    sioha_merge_server_config,
    sioha_directives,
    sioha_register_hooks
};

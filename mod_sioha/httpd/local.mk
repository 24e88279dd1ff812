noinst_LTLIBRARIES += libsioha-httpd.la
libsioha_httpd_la_CPPFLAGS = $(AM_CPPFLAGS) $(HTTPD_CPPFLAGS) $(CRYPTO_CFLAGS) -DSIOHA_VERSION='"$(VERSION)"'
# clang counts the casts in APR's ring macros as ours.
libsioha_httpd_la_CXXFLAGS = $(AM_CXXFLAGS) -Wno-cast-qual
libsioha_httpd_la_SOURCES = \
	%D%/admission.cc %D%/admission.h \
	%D%/affinity.cc %D%/affinity.h \
	%D%/check_config.cc \
	%D%/client_answer.cc %D%/client_answer.h \
	%D%/client_body.cc %D%/client_body.h \
	%D%/compat.h \
	%D%/directive.h \
	%D%/directives.cc \
	%D%/elector.cc %D%/elector.h \
	%D%/error_answer.cc %D%/error_answer.h \
	%D%/fan_out.cc %D%/fan_out.h \
	%D%/guard.cc %D%/guard.h \
	%D%/hooks.cc \
	%D%/hop_by_hop.cc %D%/hop_by_hop.h \
	%D%/kept_session.cc %D%/kept_session.h \
	%D%/log_directives.cc \
	%D%/log_file.cc %D%/log_file.h \
	%D%/mapping.cc %D%/mapping.h \
	%D%/member_prober.cc %D%/member_prober.h \
	%D%/mod_jk_names.cc %D%/mod_jk_names.h \
	%D%/module.h \
	%D%/mount_directives.cc \
	%D%/mount_file.cc %D%/mount_file.h \
	%D%/mount_table.cc %D%/mount_table.h \
	%D%/mounts.cc %D%/mounts.h \
	%D%/pool_object.h \
	%D%/private.h \
	%D%/prober.cc %D%/prober.h \
	%D%/reach.cc %D%/reach.h \
	%D%/request_context.h \
	%D%/request_directives.cc \
	%D%/request_head.cc %D%/request_head.h \
	%D%/request_rule.cc %D%/request_rule.h \
	%D%/request_job.cc %D%/request_job.h \
	%D%/request_log.cc %D%/request_log.h \
	%D%/request_notes.cc %D%/request_notes.h \
	%D%/request_settings.cc %D%/request_settings.h \
	%D%/request_variables.h \
	%D%/retained_memory.cc %D%/retained_memory.h \
	%D%/route_cookie.cc %D%/route_cookie.h \
	%D%/run_time_state.cc %D%/run_time_state.h \
	%D%/runtime.cc %D%/runtime.h \
	%D%/sent_path.cc %D%/sent_path.h \
	%D%/server_config.cc %D%/server_config.h \
	%D%/session_route.cc %D%/session_route.h \
	%D%/set_handler.cc %D%/set_handler.h \
	%D%/share_workers.cc %D%/share_workers.h \
	%D%/shared.cc %D%/shared.h \
	%D%/startup.cc %D%/startup.h \
	%D%/static_files.cc %D%/static_files.h \
	%D%/state_file.cc %D%/state_file.h \
	%D%/state_keeper.cc %D%/state_keeper.h \
	%D%/status_access.cc %D%/status_access.h \
	%D%/status_changes.cc %D%/status_changes.h \
	%D%/status_handler.cc %D%/status_handler.h \
	%D%/status_worker.cc %D%/status_worker.h \
	%D%/take_jk_view.cc %D%/take_jk_view.h \
	%D%/take_snapshot.cc %D%/take_snapshot.h \
	%D%/text_file.cc %D%/text_file.h \
	%D%/timing.cc %D%/timing.h \
	%D%/tls.cc %D%/tls.h \
	%D%/token_cipher.cc %D%/token_cipher.h \
	%D%/token_share.cc %D%/token_share.h \
	%D%/token_store.cc %D%/token_store.h \
	%D%/upkeep.cc %D%/upkeep.h \
	%D%/verdict_patience.h \
	%D%/watch.cc %D%/watch.h

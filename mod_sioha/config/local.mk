noinst_LTLIBRARIES += libsioha-config.la
libsioha_config_la_SOURCES = \
	%D%/auto_alias.cc %D%/auto_alias.h \
	%D%/balancer_reader.cc \
	%D%/file_watch.cc %D%/file_watch.h \
	%D%/forward_options.cc %D%/forward_options.h \
	%D%/forward_path.cc %D%/forward_path.h \
	%D%/changeable.cc %D%/changeable.h \
	%D%/known_properties.cc %D%/known_properties.h \
	%D%/log_stamp.cc %D%/log_stamp.h \
	%D%/member_reader.cc \
	%D%/mount_rule.cc \
	%D%/nearest.cc %D%/nearest.h \
	%D%/normalize.cc %D%/normalize.h \
	%D%/properties.cc %D%/properties.h \
	%D%/rule_options.cc %D%/rule_options.h \
	%D%/request_log_format.cc %D%/request_log_format.h \
	%D%/run_time_changes.cc %D%/run_time_changes.h \
	%D%/sections.cc %D%/sections.h \
	%D%/settings.cc %D%/settings.h \
	%D%/status_reader.cc \
	%D%/uri_map.cc %D%/uri_map.h \
	%D%/worker_checks.cc \
	%D%/worker_defaults.cc \
	%D%/worker_readers.h \
	%D%/workers.cc %D%/workers.h

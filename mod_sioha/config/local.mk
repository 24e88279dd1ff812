noinst_LTLIBRARIES += libsioha-config.la
libsioha_config_la_SOURCES = \
	%D%/mount_rule.cc \
	%D%/nearest.cc %D%/nearest.h \
	%D%/normalize.cc %D%/normalize.h \
	%D%/properties.cc %D%/properties.h \
	%D%/uri_map.cc %D%/uri_map.h

noinst_LTLIBRARIES += libsioha-config.la
libsioha_config_la_SOURCES =

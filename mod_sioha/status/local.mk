noinst_LTLIBRARIES += libsioha-status.la
libsioha_status_la_SOURCES =

noinst_LTLIBRARIES += libsioha-ajp.la
libsioha_ajp_la_SOURCES =

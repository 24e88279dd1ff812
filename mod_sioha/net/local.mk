noinst_LTLIBRARIES += libsioha-net.la
libsioha_net_la_SOURCES =

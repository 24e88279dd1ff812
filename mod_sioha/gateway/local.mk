noinst_LTLIBRARIES += libsioha-gateway.la
libsioha_gateway_la_SOURCES =

noinst_LTLIBRARIES += libsioha-httpd.la
libsioha_httpd_la_CPPFLAGS = $(AM_CPPFLAGS) $(HTTPD_CPPFLAGS)
libsioha_httpd_la_SOURCES =

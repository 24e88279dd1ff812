noinst_LTLIBRARIES += libsioha-status.la
libsioha_status_la_SOURCES = \
	%D%/format.cc %D%/format.h \
	%D%/html.cc \
	%D%/html_style.cc %D%/html_style.h \
	%D%/json.cc \
	%D%/json_writer.cc %D%/json_writer.h \
	%D%/prometheus.cc \
	%D%/snapshot.cc %D%/snapshot.h \
	%D%/text.cc

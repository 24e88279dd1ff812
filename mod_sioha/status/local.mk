noinst_LTLIBRARIES += libsioha-status.la
libsioha_status_la_SOURCES = \
	%D%/format.cc %D%/format.h \
	%D%/html.cc \
	%D%/html_escape.cc %D%/html_escape.h \
	%D%/html_style.cc %D%/html_style.h \
	%D%/jk_command.cc %D%/jk_command.h \
	%D%/jk_fields.cc \
	%D%/jk_forms.cc \
	%D%/jk_html.cc \
	%D%/jk_html_parts.h \
	%D%/jk_text.cc \
	%D%/jk_view.h \
	%D%/json.cc \
	%D%/json_writer.cc %D%/json_writer.h \
	%D%/prometheus.cc \
	%D%/snapshot.cc %D%/snapshot.h \
	%D%/text.cc

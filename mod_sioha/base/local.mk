noinst_LTLIBRARIES += libsioha-base.la
libsioha_base_la_SOURCES = \
	%D%/clock.cc %D%/clock.h \
	%D%/fd.cc %D%/fd.h \
	%D%/json_text.cc %D%/json_text.h \
	%D%/log.h \
	%D%/make_unique.h \
	%D%/outcome.cc %D%/outcome.h \
	%D%/percent.h \
	%D%/probe_script.h \
	%D%/published.h \
	%D%/reason.cc %D%/reason.h \
	%D%/result.h \
	%D%/slice.cc %D%/slice.h

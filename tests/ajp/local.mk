# What the test servers share: the container's side of AJP/1.3, sockets, HTTP for control.
check_LTLIBRARIES += libtestajp.la
libtestajp_la_SOURCES = \
	%D%/codec.cc %D%/codec.h \
	%D%/http.cc %D%/http.h \
	%D%/options.cc %D%/options.h \
	%D%/session.cc %D%/session.h \
	%D%/socket.cc %D%/socket.h \
	%D%/text.cc %D%/text.h
libtestajp_la_LIBADD = libsioha-base.la

check_PROGRAMS += tests/ajp/ajp-fast
tests_ajp_ajp_fast_SOURCES = %D%/ajp_fast.cc
tests_ajp_ajp_fast_LDADD = libtestajp.la libsioha-base.la

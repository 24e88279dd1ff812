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

check_PROGRAMS += tests/ajp/ajp-backend
tests_ajp_ajp_backend_SOURCES = \
	%D%/ajp_backend.cc \
	%D%/cases.cc %D%/cases.h \
	%D%/cases_answer.cc \
	%D%/cases_body.cc \
	%D%/cases_wire.cc
tests_ajp_ajp_backend_LDADD = libtestajp.la libsioha-base.la

TESTS += %D%/backend_test.py
EXTRA_DIST += %D%/backend_test.py %D%/ajpclient.py

# The oracle has to be right before it may judge.
if HAVE_CPPUNIT
check_PROGRAMS += tests/ajp/codec_test
TESTS += tests/ajp/codec_test
tests_ajp_codec_test_SOURCES = %D%/codec_test.cc
tests_ajp_codec_test_CXXFLAGS = $(AM_CXXFLAGS) $(CPPUNIT_CFLAGS)
tests_ajp_codec_test_LDADD = $(UNIT_LIBS) libtestajp.la libsioha-base.la
endif

check_PROGRAMS += tests/unit/status_test
TESTS += tests/unit/status_test
tests_unit_status_test_SOURCES = \
	%D%/format_test.cc \
	%D%/html_test.cc \
	%D%/jk_test.cc \
	%D%/json_test.cc \
	%D%/prometheus_test.cc \
	%D%/samples.cc %D%/samples.h \
	%D%/text_test.cc
tests_unit_status_test_CXXFLAGS = $(AM_CXXFLAGS) $(CPPUNIT_CFLAGS)
tests_unit_status_test_LDADD = $(UNIT_LIBS) libsioha-status.la libsioha-base.la

check_PROGRAMS += tests/unit/net_test
TESTS += tests/unit/net_test
tests_unit_net_test_SOURCES = \
	%D%/connection_test.cc \
	%D%/exchange_answer_test.cc \
	%D%/exchange_body_test.cc \
	%D%/exchange_fixture.h \
	%D%/exchange_wait_test.cc \
	%D%/pool_test.cc \
	%D%/probe_test.cc
tests_unit_net_test_CXXFLAGS = $(AM_CXXFLAGS) $(CPPUNIT_CFLAGS)
tests_unit_net_test_LDADD = $(UNIT_LIBS) libfakes.la libsioha-net.la libsioha-ajp.la libsioha-base.la

check_PROGRAMS += tests/unit/net_test
TESTS += tests/unit/net_test
tests_unit_net_test_SOURCES = \
	%D%/exchange_answer_test.cc
tests_unit_net_test_CXXFLAGS = $(AM_CXXFLAGS) $(CPPUNIT_CFLAGS)
tests_unit_net_test_LDADD = $(UNIT_LIBS) libfakes.la libsioha-net.la libsioha-ajp.la libsioha-base.la

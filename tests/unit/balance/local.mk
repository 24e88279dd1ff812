check_PROGRAMS += tests/unit/balance_test
TESTS += tests/unit/balance_test
tests_unit_balance_test_SOURCES = \
	%D%/effective_test.cc \
	%D%/election_test.cc \
	%D%/fade_test.cc \
	%D%/health_test.cc \
	%D%/history_test.cc \
	%D%/session_test.cc \
	%D%/settle_test.cc
tests_unit_balance_test_CXXFLAGS = $(AM_CXXFLAGS) $(CPPUNIT_CFLAGS)
tests_unit_balance_test_LDADD = $(UNIT_LIBS) libsioha-balance.la libsioha-base.la

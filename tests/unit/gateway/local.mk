check_PROGRAMS += tests/unit/gateway_test
TESTS += tests/unit/gateway_test
tests_unit_gateway_test_SOURCES = \
	%D%/answer_test.cc \
	%D%/calls_test.cc \
	%D%/error_body_test.cc \
	%D%/json_scan_test.cc \
	%D%/ladder_test.cc \
	%D%/mdm_answer_test.cc \
	%D%/token_store_test.cc \
	%D%/token_test.cc
tests_unit_gateway_test_CXXFLAGS = $(AM_CXXFLAGS) $(CPPUNIT_CFLAGS)
tests_unit_gateway_test_LDADD = $(UNIT_LIBS) libsioha-gateway.la libsioha-base.la

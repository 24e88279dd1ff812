# What of this layer runs without httpd. libapr's random numbers are the test's own.
check_PROGRAMS += tests/unit/httpd_test
TESTS += tests/unit/httpd_test
tests_unit_httpd_test_SOURCES = \
	%D%/hop_by_hop_test.cc \
	%D%/request_variables_test.cc \
	%D%/session_route_test.cc \
	%D%/token_cipher_test.cc
tests_unit_httpd_test_CPPFLAGS = $(AM_CPPFLAGS) $(HTTPD_CPPFLAGS)
tests_unit_httpd_test_CXXFLAGS = $(AM_CXXFLAGS) $(CPPUNIT_CFLAGS)
tests_unit_httpd_test_LDADD = $(UNIT_LIBS) libsioha-httpd.la libsioha-base.la $(CRYPTO_LIBS)

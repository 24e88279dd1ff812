check_PROGRAMS += tests/unit/checks_test
TESTS += tests/unit/checks_test
tests_unit_checks_test_SOURCES = \
	%D%/arguments_test.cc \
	%D%/certificate_test.cc \
	%D%/config_test.cc \
	%D%/gateways_test.cc \
	%D%/http_test.cc \
	%D%/included_files_test.cc \
	%D%/netlink_test.cc \
	%D%/network_test.cc \
	%D%/openssl_provider_test.cc \
	%D%/private_key_test.cc \
	%D%/process_test.cc \
	%D%/score_test.cc \
	%D%/side_by_side_test.cc \
	%D%/tls_handover_test.cc \
	%D%/verdict_test.cc
tests_unit_checks_test_CPPFLAGS = $(AM_CPPFLAGS) $(LIBNL_CFLAGS)
tests_unit_checks_test_CXXFLAGS = $(AM_CXXFLAGS) $(CPPUNIT_CFLAGS)
tests_unit_checks_test_LDADD = $(UNIT_LIBS) libchecks-config.la libchecks-tls.la libchecks-netlink.la libsioha-status.la \
	$(CHECK_GATEWAYS) $(LIBNL_LIBS) $(OPENSSL_LIBS) $(LIBXML_LIBS)

EXTRA_DIST += %D%/man_pages.test
TESTS += %D%/man_pages.test

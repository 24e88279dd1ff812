check_PROGRAMS += tests/unit/ajp_test
TESTS += tests/unit/ajp_test
tests_unit_ajp_test_SOURCES = \
	%D%/protocol_test.cc \
	%D%/request_writer_test.cc \
	%D%/response_reader_test.cc
tests_unit_ajp_test_CXXFLAGS = $(AM_CXXFLAGS) $(CPPUNIT_CFLAGS)
tests_unit_ajp_test_LDADD = $(UNIT_LIBS) libsioha-ajp.la libsioha-base.la

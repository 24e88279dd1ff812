check_PROGRAMS += tests/unit/base_test
TESTS += tests/unit/base_test
tests_unit_base_test_SOURCES = \
	%D%/json_text_test.cc \
	%D%/percent_test.cc \
	%D%/published_test.cc \
	%D%/slice_test.cc
tests_unit_base_test_CXXFLAGS = $(AM_CXXFLAGS) $(CPPUNIT_CFLAGS)
tests_unit_base_test_LDADD = $(UNIT_LIBS) libsioha-base.la

check_PROGRAMS += tests/unit/config_test
TESTS += tests/unit/config_test
tests_unit_config_test_SOURCES = \
	%D%/config_fakes.h \
	%D%/file_watch_test.cc \
	%D%/former_names_test.cc \
	%D%/forward_options_test.cc \
	%D%/forward_path_test.cc \
	%D%/log_formats_test.cc \
	%D%/normalize_test.cc \
	%D%/properties_test.cc \
	%D%/rule_options_test.cc \
	%D%/run_time_changes_test.cc \
	%D%/uri_map_test.cc \
	%D%/worker_properties_doc_test.cc \
	%D%/worker_values_test.cc \
	%D%/workers_test.cc
tests_unit_config_test_CXXFLAGS = $(AM_CXXFLAGS) $(CPPUNIT_CFLAGS)
tests_unit_config_test_LDADD = $(UNIT_LIBS) libsioha-config.la libsioha-base.la
tests_unit_config_test_CPPFLAGS = $(AM_CPPFLAGS) \
	-DSIOHA_WORKER_PROPERTIES_DOC='"$(abs_top_srcdir)/doc/worker-properties.md"'

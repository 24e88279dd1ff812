# A fuzz target is one file with LLVMFuzzerTestOneInput. To add one: append it to
# FUZZ_TARGETS, give it its _SOURCES and _LDADD as below, and put named inputs
# into corpus/X for fuzz_X. Without an engine it gets a main that replays files;
#   ./configure CXX=clang++ CC=clang LIB_FUZZING_ENGINE=-fsanitize=fuzzer --enable-sanitizers=address,undefined
# links the engine in its place, then run e.g.
#   tests/fuzz/fuzz_ajp_answer -max_total_time=60 NEW_FINDINGS_DIRECTORY SOURCE/tests/fuzz/corpus/ajp_answer
FUZZ_TARGETS = tests/fuzz/fuzz_ajp_answer tests/fuzz/fuzz_properties tests/fuzz/fuzz_uri_map \
	tests/fuzz/fuzz_gateway_answer tests/fuzz/fuzz_token_record tests/fuzz/fuzz_run_time_changes \
	tests/fuzz/fuzz_jk_command tests/fuzz/fuzz_directives

check_PROGRAMS += $(FUZZ_TARGETS)
dist_check_SCRIPTS = %D%/replay_corpora.test
TESTS += %D%/replay_corpora.test
EXTRA_DIST += %D%/corpus

if FUZZING_ENGINE
FUZZ_MAIN = $(LIB_FUZZING_ENGINE)
else
check_LTLIBRARIES += libfuzzmain.la
libfuzzmain_la_SOURCES = %D%/replay_main.cc
FUZZ_MAIN = libfuzzmain.la
endif

tests_fuzz_fuzz_ajp_answer_SOURCES = %D%/fuzz_ajp_answer.cc
tests_fuzz_fuzz_ajp_answer_LDADD = $(FUZZ_MAIN) libfakes.la libsioha-net.la libsioha-ajp.la libsioha-base.la

tests_fuzz_fuzz_properties_SOURCES = %D%/fuzz_properties.cc
tests_fuzz_fuzz_properties_LDADD = $(FUZZ_MAIN) libsioha-config.la libsioha-base.la

tests_fuzz_fuzz_uri_map_SOURCES = %D%/fuzz_uri_map.cc
tests_fuzz_fuzz_uri_map_LDADD = $(FUZZ_MAIN) libsioha-config.la libsioha-base.la

tests_fuzz_fuzz_gateway_answer_SOURCES = %D%/fuzz_gateway_answer.cc
tests_fuzz_fuzz_gateway_answer_LDADD = $(FUZZ_MAIN) libsioha-gateway.la libsioha-base.la

tests_fuzz_fuzz_token_record_SOURCES = %D%/fuzz_token_record.cc
tests_fuzz_fuzz_token_record_LDADD = $(FUZZ_MAIN) libsioha-gateway.la libsioha-base.la

tests_fuzz_fuzz_jk_command_SOURCES = %D%/fuzz_jk_command.cc
tests_fuzz_fuzz_jk_command_LDADD = $(FUZZ_MAIN) libsioha-status.la libsioha-base.la

tests_fuzz_fuzz_directives_SOURCES = %D%/fuzz_directives.cc
tests_fuzz_fuzz_directives_LDADD = $(FUZZ_MAIN) libsioha-config.la libsioha-base.la

tests_fuzz_fuzz_run_time_changes_SOURCES = %D%/fuzz_run_time_changes.cc
tests_fuzz_fuzz_run_time_changes_LDADD = $(FUZZ_MAIN) libsioha-config.la libsioha-base.la

FUZZ_TARGETS += tests/fuzz/fuzz_check_http tests/fuzz/fuzz_check_status tests/fuzz/fuzz_check_config \
	tests/fuzz/fuzz_check_pem tests/fuzz/fuzz_check_small tests/fuzz/fuzz_check_netlink

tests_fuzz_fuzz_check_http_SOURCES = %D%/fuzz_check_http.cc
tests_fuzz_fuzz_check_http_LDADD = $(FUZZ_MAIN) $(CHECK_COMMON)

tests_fuzz_fuzz_check_status_SOURCES = %D%/fuzz_check_status.cc
tests_fuzz_fuzz_check_status_LDADD = $(FUZZ_MAIN) $(CHECK_GATEWAYS)

tests_fuzz_fuzz_check_config_SOURCES = %D%/fuzz_check_config.cc
tests_fuzz_fuzz_check_config_LDADD = $(FUZZ_MAIN) libchecks-config.la libsioha-config.la $(CHECK_COMMON) $(LIBXML_LIBS)

tests_fuzz_fuzz_check_pem_SOURCES = %D%/fuzz_check_pem.cc
tests_fuzz_fuzz_check_pem_LDADD = $(FUZZ_MAIN) $(CHECK_TLS)

tests_fuzz_fuzz_check_netlink_SOURCES = %D%/fuzz_check_netlink.cc
tests_fuzz_fuzz_check_netlink_CPPFLAGS = $(AM_CPPFLAGS) $(LIBNL_CFLAGS)
tests_fuzz_fuzz_check_netlink_LDADD = $(FUZZ_MAIN) $(CHECK_NETLINK)

tests_fuzz_fuzz_check_small_SOURCES = %D%/fuzz_check_small.cc
tests_fuzz_fuzz_check_small_LDADD = $(FUZZ_MAIN) $(CHECK_NETLINK)

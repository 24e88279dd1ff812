check_LTLIBRARIES += libgatewaysim.la
libgatewaysim_la_SOURCES = \
	%D%/calls.cc \
	%D%/control.cc %D%/control.h \
	%D%/faults.cc %D%/faults.h \
	%D%/front_ajp.cc \
	%D%/front_http.cc \
	%D%/gateway.cc %D%/gateway.h \
	%D%/json.cc %D%/json.h \
	%D%/mdm.cc %D%/mdm.h \
	%D%/mdm_link.cc %D%/mdm_link.h \
	%D%/mdm_objects.cc \
	%D%/mdm_reads.cc \
	%D%/ops_log.cc %D%/ops_log.h \
	%D%/storage_calls.cc \
	%D%/tokens.cc %D%/tokens.h
libgatewaysim_la_LIBADD = libtestajp.la libsioha-base.la

check_PROGRAMS += tests/gateway/sioha-gateway-sim tests/gateway/sioha-mdm-sim
tests_gateway_sioha_gateway_sim_SOURCES = %D%/gateway_main.cc
tests_gateway_sioha_gateway_sim_LDADD = libgatewaysim.la
tests_gateway_sioha_mdm_sim_SOURCES = %D%/mdm_main.cc
tests_gateway_sioha_mdm_sim_LDADD = libgatewaysim.la

# simulator.py starts both; the integration tests use it, too.
SIMULATOR_TESTS = \
	%D%/faults_test.py \
	%D%/simulator_test.py
TESTS += $(SIMULATOR_TESTS)
EXTRA_DIST += $(SIMULATOR_TESTS) %D%/README %D%/simulator.py

include %D%/keepalived/local.mk
# Real httpd, real backends. One file is one TEST; a test without its tool exits 77.
INTEGRATION_TESTS = \
	%D%/00_harness.py \
	%D%/10_guide.py \
	%D%/20_refusals.py \
	%D%/22_token_store.py \
	%D%/23_token_fanout.py \
	%D%/24_created_once.py \
	%D%/25_real_clients.py \
	%D%/26_other_applications.py \
	%D%/30_hostile.py \
	%D%/20_tokens_home.py \
	%D%/35_status_worker.py \
	%D%/40_failover.py \
	%D%/45_sessions.py \
	%D%/46_retries_and_faults.py \
	%D%/46_worker_properties.py \
	%D%/48_mod_jk_faults.py \
	%D%/50_lifecycle.py \
	%D%/61_health.py \
	%D%/63_bounds.py \
	%D%/62_dropped.py \
	%D%/70_directives.py \
	%D%/71_mounts.py \
	%D%/73_walked_around.py \
	%D%/74_names.py \
	%D%/74_advisories.py \
	%D%/74_logs_and_files.py \
	%D%/60_tomcat.py
# Beside mod_jk, which is nobody's to be run with sanitizers; and what 61_health runs with them, with real Tomcats.
INTEGRATION_PEERS = %D%/47_elections.py %D%/64_tomcat_health.py %D%/72_as_mod_jk.py %D%/75_status_as_mod_jk.py
if !SANITIZERS
TESTS += $(INTEGRATION_PEERS)
endif
EXTRA_DIST += $(INTEGRATION_PEERS)
TESTS += $(INTEGRATION_TESTS)
EXTRA_DIST += $(INTEGRATION_TESTS) \
	%D%/harness/__init__.py \
	%D%/harness/ajp_recorder.py \
	%D%/harness/case.py \
	%D%/harness/client.py \
	%D%/harness/configurations.py \
	%D%/harness/crashes.py \
	%D%/harness/echo.py \
	%D%/harness/gateway.jsp \
	%D%/harness/gateways.py \
	%D%/harness/guide.py \
	%D%/harness/httpd.py \
	%D%/harness/health.py \
	%D%/harness/load.py \
	%D%/harness/process.py \
	%D%/harness/scripted.py \
	%D%/harness/settings.py \
	%D%/harness/status.py \
	%D%/harness/status_worker.py \
	%D%/harness/storage_connector.py \
	%D%/harness/tokens.py \
	%D%/harness/tomcat.py \
	%D%/harness/tomcat_gateway.py \
	%D%/harness/workspace.py

# A crash says where it was.
check_LTLIBRARIES += mod_crash_trace.la
mod_crash_trace_la_SOURCES = %D%/mod_crash_trace.c
mod_crash_trace_la_CPPFLAGS = $(AM_CPPFLAGS) $(HTTPD_CPPFLAGS)
mod_crash_trace_la_CFLAGS = $(SIOHA_CFLAGS) -Wall -Wextra -Wno-missing-field-initializers
mod_crash_trace_la_LDFLAGS = -module -avoid-version -shared -rpath /nowhere

if HAVE_PYTHON3
PY_LOG_COMPILER = $(PYTHON3) -B
else
PY_LOG_COMPILER = $(SHELL) $(top_srcdir)/tests/integration/no-python.sh
endif
EXTRA_DIST += %D%/no-python.sh

# What the Python tests have to know of this build.
check_DATA += tests/settings.json
CLEANFILES += tests/settings.json
tests/settings.json: Makefile
	$(AM_V_GEN)$(MKDIR_P) tests && { \
	  echo '{ "version": "$(VERSION)", "httpd": "$(HTTPD_BINARY)", "libexecdir": "$(HTTPD_LIBEXECDIR)",'; \
	  echo '  "preload": "$(SIOHA_PRELOAD)", "sanitizers": "$(enable_sanitizers)",'; \
	  echo '  "cxx": "$(CXX)", "cxxflags": "$(DEFS) $(CPPFLAGS) $(AM_CXXFLAGS) $(CXXFLAGS)",'; \
	  echo '  "httpd_cppflags": "$(HTTPD_CPPFLAGS)", "xml_cppflags": "$(LIBXML_CFLAGS)",'; \
	  echo '  "nl_cppflags": "$(LIBNL_CFLAGS)", "cppunit_cppflags": "$(CPPUNIT_CFLAGS)" }'; \
	} >$@.tmp && mv $@.tmp $@

# What the demo and the bench need of the tests.
DRIVER_TOOLS = tests/settings.json \
	tests/gateway/sioha-gateway-sim tests/gateway/sioha-mdm-sim tests/ajp/ajp-fast \
	tests/bench/token_cost
.PHONY: test-programs
test-programs: all
	$(MAKE) $(AM_MAKEFLAGS) $(DRIVER_TOOLS)

# make integration: these alone, e.g. in a build with sanitizers.
.PHONY: integration
integration: all
	$(MAKE) $(AM_MAKEFLAGS) check TESTS="$(INTEGRATION_TESTS)"


# One program a question; main() of each is short, the rest is in common/ and questions/.
# The libraries are split by what they pull in: a check pays at its start for each shared
# library, and only those that speak TLS load OpenSSL.
CHECKS_CPPFLAGS = $(AM_CPPFLAGS) -DSIOHA_SYSCONFDIR='"$(sysconfdir)"'
AM_LDFLAGS_CHECKS = $(AM_LDFLAGS) -Wl,--as-needed $(CHECKS_RUNTIME_LDFLAGS)

noinst_LTLIBRARIES += libchecks-common.la libchecks-netlink.la libchecks-tls.la \
	libchecks-gateways.la libchecks-config.la
libchecks_common_la_CPPFLAGS = $(CHECKS_CPPFLAGS)
libchecks_common_la_SOURCES = \
	%D%/common/address.cc %D%/common/address.h \
	%D%/common/arguments.cc %D%/common/arguments.h \
	%D%/common/file.cc %D%/common/file.h \
	%D%/common/format.cc %D%/common/format.h \
	%D%/common/http.cc %D%/common/http.h \
	%D%/common/journal.cc \
	%D%/common/json.cc %D%/common/json.h \
	%D%/common/monitor.cc %D%/common/monitor.h \
	%D%/common/process.cc %D%/common/process.h \
	%D%/common/program.cc %D%/common/program.h \
	%D%/common/side_by_side.cc %D%/common/side_by_side.h \
	%D%/common/stream.cc %D%/common/stream.h \
	%D%/common/tls_answer.cc %D%/common/tls_answer.h \
	%D%/common/verdict.cc %D%/common/verdict.h \
	%D%/questions/headroom.cc %D%/questions/headroom.h \
	%D%/questions/headroom_ask.cc \
	%D%/questions/descriptors_ask.cc \
	%D%/questions/level.cc %D%/questions/level.h \
	%D%/questions/node_score.cc %D%/questions/node_score.h \
	%D%/questions/score.cc %D%/questions/score.h \
	%D%/questions/scorer.cc \
	%D%/questions/vip_option.cc %D%/questions/vip_option.h

libchecks_netlink_la_CPPFLAGS = $(AM_CPPFLAGS) $(LIBNL_CFLAGS)
libchecks_netlink_la_SOURCES = \
	%D%/common/arp_probe.cc %D%/common/arp_probe.h \
	%D%/common/netlink.cc %D%/common/netlink.h \
	%D%/questions/incumbent.cc %D%/questions/incumbent.h \
	%D%/questions/network.cc %D%/questions/network.h \
	%D%/questions/network_ask.cc \
	%D%/questions/nonlocal_bind.cc

libchecks_tls_la_CPPFLAGS = $(AM_CPPFLAGS) $(OPENSSL_CFLAGS)
libchecks_tls_la_SOURCES = \
	%D%/common/certificate.cc %D%/common/certificate.h \
	%D%/common/certificate_files.cc \
	%D%/common/openssl_compat.cc %D%/common/openssl_compat.h \
	%D%/common/openssl_provider.cc %D%/common/openssl_provider.h \
	%D%/common/pem_text.h \
	%D%/common/private_key.cc \
	%D%/common/tls.cc %D%/common/tls.h \
	%D%/questions/certificate_check.cc %D%/questions/certificate_check.h \
	%D%/questions/serving.cc %D%/questions/serving.h \
	%D%/questions/serving_ask.cc

libchecks_gateways_la_SOURCES = \
	%D%/questions/gateway_probe.cc \
	%D%/questions/gateways.cc %D%/questions/gateways.h \
	%D%/questions/gateways_ask.cc \
	%D%/questions/resolver.cc %D%/questions/resolver.h

libchecks_config_la_CPPFLAGS = $(AM_CPPFLAGS) $(LIBXML_CFLAGS) -DSIOHA_CHECKSDIR='"$(checksdir)"'
libchecks_config_la_SOURCES = \
	%D%/common/xml.cc %D%/common/xml.h \
	%D%/config/httpd_conf.cc %D%/config/httpd_conf.h \
	%D%/config/httpd_reader.cc \
	%D%/config/included_files.cc %D%/config/included_files.h \
	%D%/config/keepalived_conf.cc %D%/config/keepalived_conf.h \
	%D%/config/keepalived_conf_program.cc %D%/config/keepalived_conf_program.h \
	%D%/config/keepalived_judge.cc \
	%D%/config/server_xml.cc %D%/config/server_xml.h \
	%D%/config/write_keepalived_conf.cc %D%/config/write_keepalived_conf.h \
	%D%/questions/config_check.cc %D%/questions/config_check.h

CHECK_COMMON = libchecks-common.la libsioha-base.la
CHECK_NETLINK = libchecks-netlink.la $(CHECK_COMMON) $(LIBNL_LIBS)
CHECK_TLS = libchecks-tls.la $(CHECK_COMMON) $(OPENSSL_LIBS)
CHECK_GATEWAYS = libchecks-gateways.la libsioha-net.la libsioha-ajp.la libsioha-gateway.la \
	libsioha-config.la $(CHECK_COMMON)

checks_PROGRAMS = check-certificate check-config check-gateways check-headroom check-incumbent check-level \
	check-network check-serving node-score
sbin_PROGRAMS = sioha-keepalived-conf

check_incumbent_SOURCES = %D%/check_incumbent.cc
check_incumbent_LDFLAGS = $(AM_LDFLAGS_CHECKS)
check_incumbent_LDADD = $(CHECK_NETLINK)

check_network_SOURCES = %D%/check_network.cc
check_network_LDFLAGS = $(AM_LDFLAGS_CHECKS)
check_network_LDADD = $(CHECK_NETLINK)

check_serving_SOURCES = %D%/check_serving.cc
check_serving_LDFLAGS = $(AM_LDFLAGS_CHECKS)
check_serving_LDADD = $(CHECK_TLS)

check_certificate_SOURCES = %D%/check_certificate.cc
check_certificate_LDFLAGS = $(AM_LDFLAGS_CHECKS)
check_certificate_LDADD = $(CHECK_TLS)

check_gateways_SOURCES = %D%/check_gateways.cc
check_gateways_LDFLAGS = $(AM_LDFLAGS_CHECKS)
check_gateways_LDADD = $(CHECK_GATEWAYS)

check_headroom_SOURCES = %D%/check_headroom.cc
check_headroom_LDFLAGS = $(AM_LDFLAGS_CHECKS)
check_headroom_LDADD = $(CHECK_COMMON)

check_level_SOURCES = %D%/check_level.cc
check_level_LDFLAGS = $(AM_LDFLAGS_CHECKS)
check_level_LDADD = $(CHECK_COMMON)

node_score_CPPFLAGS = $(AM_CPPFLAGS) $(OPENSSL_CFLAGS)
node_score_SOURCES = %D%/node_score.cc
node_score_LDFLAGS = $(AM_LDFLAGS_CHECKS)
node_score_LDADD = libchecks-tls.la libchecks-netlink.la $(CHECK_GATEWAYS) $(OPENSSL_LIBS) $(LIBNL_LIBS)

sioha_keepalived_conf_SOURCES = %D%/sioha_keepalived_conf.cc
sioha_keepalived_conf_LDFLAGS = $(AM_LDFLAGS_CHECKS)
sioha_keepalived_conf_LDADD = libchecks-config.la $(CHECK_COMMON) $(LIBXML_LIBS)

check_config_SOURCES = %D%/check_config.cc
check_config_LDFLAGS = $(AM_LDFLAGS_CHECKS)
check_config_LDADD = libchecks-config.la libsioha-config.la $(CHECK_COMMON) $(LIBXML_LIBS)

dist_man_MANS += \
	doc/man/check-certificate.8 doc/man/check-config.8 doc/man/check-gateways.8 doc/man/check-headroom.8 \
	doc/man/check-incumbent.8 doc/man/check-level.8 doc/man/check-network.8 doc/man/check-serving.8 \
	doc/man/node-score.8 doc/man/sioha-keepalived-conf.8

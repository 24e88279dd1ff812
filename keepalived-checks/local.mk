# One program a question; main() of each is short, the rest is in common/ and questions/.
# The libraries are split by what they pull in: a check pays at its start for each shared
# library, and only those that speak TLS load OpenSSL.
CHECKS_CPPFLAGS = $(AM_CPPFLAGS) -DSIOHA_SYSCONFDIR='"$(sysconfdir)"'
AM_LDFLAGS_CHECKS = $(AM_LDFLAGS) -Wl,--as-needed

noinst_LTLIBRARIES += libchecks-common.la libchecks-netlink.la libchecks-tls.la
libchecks_common_la_CPPFLAGS = $(CHECKS_CPPFLAGS)
libchecks_common_la_SOURCES = \
	%D%/common/address.cc %D%/common/address.h \
	%D%/common/arguments.cc %D%/common/arguments.h \
	%D%/common/file.cc %D%/common/file.h \
	%D%/common/format.cc %D%/common/format.h \
	%D%/common/http.cc %D%/common/http.h \
	%D%/common/journal.cc \
	%D%/common/process.cc %D%/common/process.h \
	%D%/common/program.cc %D%/common/program.h \
	%D%/common/stream.cc %D%/common/stream.h \
	%D%/common/verdict.cc %D%/common/verdict.h \
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
	%D%/common/tls.cc %D%/common/tls.h \
	%D%/questions/certificate_check.cc %D%/questions/certificate_check.h \
	%D%/questions/serving.cc %D%/questions/serving.h \
	%D%/questions/serving_ask.cc

CHECK_COMMON = libchecks-common.la libsioha-base.la
CHECK_NETLINK = libchecks-netlink.la $(CHECK_COMMON) $(LIBNL_LIBS)
CHECK_TLS = libchecks-tls.la $(CHECK_COMMON) $(OPENSSL_LIBS)

checks_PROGRAMS = check-certificate check-incumbent check-network check-serving

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

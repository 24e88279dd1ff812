# What stands in for the world in unit tests and fuzz targets. Needs no CppUnit.
check_LTLIBRARIES += libfakes.la
libfakes_la_SOURCES = \
	%D%/canned_netlink.h \
	%D%/exchange_fakes.cc %D%/exchange_fakes.h \
	%D%/fake_clock.h \
	%D%/gateway_packets.h \
	%D%/probe_fakes.cc %D%/probe_fakes.h \
	%D%/socket_peer.cc %D%/socket_peer.h

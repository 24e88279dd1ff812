noinst_LTLIBRARIES += libsioha-net.la
libsioha_net_la_SOURCES = \
	%D%/answer_head.cc %D%/answer_head.h \
	%D%/connect.cc \
	%D%/connection.cc %D%/connection.h \
	%D%/endpoint.cc %D%/endpoint.h \
	%D%/exchange.cc %D%/exchange.h \
	%D%/packet_buffer.cc %D%/packet_buffer.h \
	%D%/patience.h \
	%D%/ping.cc \
	%D%/pool.cc %D%/pool.h \
	%D%/probe.cc %D%/probe.h \
	%D%/request_body.cc %D%/request_body.h

noinst_LTLIBRARIES += libsioha-gateway.la
libsioha_gateway_la_SOURCES = \
	%D%/answer.cc %D%/answer.h \
	%D%/base64.cc %D%/base64.h \
	%D%/calls.cc %D%/calls.h \
	%D%/error_body.cc %D%/error_body.h \
	%D%/json_scan.cc %D%/json_scan.h \
	%D%/keyed_hash.cc %D%/keyed_hash.h \
	%D%/ladder.cc %D%/ladder.h \
	%D%/mdm_answer.cc %D%/mdm_answer.h \
	%D%/token.cc %D%/token.h \
	%D%/token_record.cc %D%/token_record.h \
	%D%/token_table.cc %D%/token_table.h

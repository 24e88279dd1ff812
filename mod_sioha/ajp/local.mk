noinst_LTLIBRARIES += libsioha-ajp.la
libsioha_ajp_la_SOURCES = \
	%D%/field.cc %D%/field.h \
	%D%/protocol.cc %D%/protocol.h \
	%D%/request_writer.cc %D%/request_writer.h \
	%D%/response_reader.cc %D%/response_reader.h

noinst_LTLIBRARIES += libsioha-balance.la
libsioha_balance_la_SOURCES = \
	%D%/election.cc %D%/election.h \
	%D%/health.cc %D%/health.h \
	%D%/settle.cc %D%/settle.h

noinst_LTLIBRARIES += libsioha-balance.la
libsioha_balance_la_SOURCES = \
	%D%/effective.cc %D%/effective.h \
	%D%/election.cc %D%/election.h \
	%D%/fade.cc %D%/fade.h \
	%D%/health.cc %D%/health.h \
	%D%/history.cc %D%/history.h \
	%D%/session.cc %D%/session.h \
	%D%/settle.cc %D%/settle.h

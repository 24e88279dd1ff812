noinst_LTLIBRARIES += libsioha-balance.la
libsioha_balance_la_SOURCES =

# One convenience library a layer. A layer sees no include path but the tree's
# own; only httpd/ is compiled with httpd's and APR's, so a wrong include of
# those does not compile. tests/style checks the rest of "who may include whom".
include %D%/base/local.mk
include %D%/ajp/local.mk
include %D%/gateway/local.mk
include %D%/balance/local.mk
include %D%/config/local.mk
include %D%/net/local.mk
include %D%/status/local.mk
include %D%/httpd/local.mk

module_LTLIBRARIES = mod_sioha.la
mod_sioha_la_SOURCES = mod_sioha/mod_sioha.c
mod_sioha_la_CPPFLAGS = $(AM_CPPFLAGS) $(HTTPD_CPPFLAGS)
mod_sioha_la_CFLAGS = $(SIOHA_CFLAGS) -pthread -Wall -Wextra -Wno-missing-field-initializers
# libtool ignores -export-symbols-regex when it links with g++, so the one
# public symbol is named by a version script.
# libtool links it with -nostdlib, where -pthread links nothing: hence -lpthread.
mod_sioha_la_LDFLAGS = $(AM_LDFLAGS) $(SIOHA_QUIET_LDFLAGS) -module -avoid-version -shared \
	-Wl,--version-script=$(srcdir)/mod_sioha/mod_sioha.map -Wl,-z,relro -Wl,-z,now
MOD_SIOHA_LAYERS = \
	libsioha-httpd.la libsioha-status.la libsioha-net.la libsioha-config.la \
	libsioha-balance.la libsioha-gateway.la libsioha-ajp.la libsioha-base.la
mod_sioha_la_LIBADD = $(MOD_SIOHA_LAYERS) $(CRYPTO_LIBS) -lpthread
mod_sioha_la_DEPENDENCIES = $(MOD_SIOHA_LAYERS) mod_sioha/mod_sioha.map
# An empty C++ source makes automake link with the C++ driver.
nodist_EXTRA_mod_sioha_la_SOURCES = mod_sioha/link-with-c++.cc
EXTRA_DIST += mod_sioha/mod_sioha.map

# Nobody links against the module. It is data to automake, whose exec directories have "exec" in their names.
install-data-hook:
	rm -f $(DESTDIR)$(moduledir)/mod_sioha.la
uninstall-hook:
	rm -f $(DESTDIR)$(moduledir)/mod_sioha.so

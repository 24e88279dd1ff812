# One CppUnit program a layer: they run in parallel and a link error stops one only.
if HAVE_CPPUNIT
check_LTLIBRARIES += libunitmain.la
libunitmain_la_SOURCES = %D%/main.cc
libunitmain_la_CXXFLAGS = $(AM_CXXFLAGS) $(CPPUNIT_CFLAGS)
UNIT_LIBS = libunitmain.la $(CPPUNIT_LIBS)

include %D%/base/local.mk
include %D%/ajp/local.mk
include %D%/gateway/local.mk
include %D%/balance/local.mk
include %D%/config/local.mk
include %D%/net/local.mk
include %D%/status/local.mk
include %D%/httpd/local.mk
include %D%/checks/local.mk
endif

# CppUnit tests of mod_sioha/gateway

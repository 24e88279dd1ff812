# CppUnit tests of mod_sioha/net

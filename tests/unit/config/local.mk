# CppUnit tests of mod_sioha/config

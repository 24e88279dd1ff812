# CppUnit tests of mod_sioha/status

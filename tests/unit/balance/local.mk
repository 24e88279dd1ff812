# CppUnit tests of mod_sioha/balance

# CppUnit tests of mod_sioha/ajp

# tests/packages/packages builds and installs packages, so it is no part of make check: ./quickstart packages.
TESTS += %D%/sioha_from_jk.py %D%/manuals.py
EXTRA_DIST += %D%/sioha_from_jk.py %D%/manuals.py %D%/packages %D%/root.sh %D%/enter.sh %D%/prove.sh

# tests/packages/packages builds and installs packages, so it is no part of make check: ./quickstart packages.
TESTS += %D%/sioha_from_jk.py %D%/manuals.py %D%/manual_words.py
EXTRA_DIST += %D%/sioha_from_jk.py %D%/manuals.py %D%/manual_words.py %D%/manual_text.py %D%/packages %D%/root.sh %D%/enter.sh %D%/prove.sh

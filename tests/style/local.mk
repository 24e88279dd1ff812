# House rules that a machine can check.
STYLE_TESTS = \
	%D%/compatibility.py \
	%D%/headers.py \
	%D%/layers.py \
	%D%/lint48.py \
	%D%/symbols.py

if !SANITIZERS
TESTS += $(STYLE_TESTS)
endif
EXTRA_DIST += $(STYLE_TESTS) %D%/sources.py

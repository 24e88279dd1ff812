# "make manuals" wants discount's markdown. The manuals are plain text and read as they are.
.PHONY: manuals
manuals:
	$(AM_V_GEN)$(SHELL) $(srcdir)/doc/render "$(MARKDOWN)" "$(VERSION)" $(srcdir)/doc doc/html

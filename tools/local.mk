# What goes with the module and the checks and is no program of theirs.
sbin_SCRIPTS = %D%/sioha-from-jk
dist_man_MANS += %D%/sioha-from-jk.8
CLEANFILES += $(sbin_SCRIPTS)
EXTRA_DIST += %D%/sioha-from-jk.in %D%/checks.conf %D%/keepalived-checks.bash-completion

%D%/sioha-from-jk: $(srcdir)/%D%/sioha-from-jk.in Makefile
	$(AM_V_GEN)$(MKDIR_P) $(@D) && $(SED) 's|@''VERSION@|$(VERSION)|' $(srcdir)/$@.in >$@.tmp && \
	  chmod +x $@.tmp && mv $@.tmp $@

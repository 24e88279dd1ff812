# Real Keepalived in network namespaces; exits 77 where those are not allowed. KEEPALIVED names another binary.
KEEPALIVED_TESTS = %D%/60_vip_moves.py %D%/62_manners.py %D%/63_what_they_see.py %D%/64_hangs.py \
	%D%/65_certificates.py %D%/66_dead_disk.py
TESTS += $(KEEPALIVED_TESTS)
EXTRA_DIST += $(KEEPALIVED_TESTS) \
	%D%/61_vip_matrix.py \
	%D%/ajp_gateway.py \
	%D%/asker.py \
	%D%/cluster.py \
	%D%/hanging.py \
	%D%/keepalived_case.py \
	%D%/netns.py

# The longer matrix, about six minutes.
.PHONY: check-keepalived-long
check-keepalived-long: all
	$(MAKE) $(AM_MAKEFLAGS) check TESTS="$(KEEPALIVED_TESTS) %D%/61_vip_matrix.py"

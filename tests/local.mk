# Each folder's local.mk adds its own programs to TESTS.
include %D%/fakes/local.mk
include %D%/unit/local.mk
include %D%/ajp/local.mk
include %D%/gateway/local.mk
include %D%/fuzz/local.mk
# The two longest tests are in these, and first, so that none goes on alone at the end.
include %D%/chaos/local.mk
include %D%/integration/local.mk
include %D%/style/local.mk
include %D%/bench/local.mk
include %D%/packages/local.mk
include %D%/demo/local.mk

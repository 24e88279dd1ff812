# see the folder's name
check_PROGRAMS += tests/bench/exchange_cost
tests_bench_exchange_cost_SOURCES = %D%/exchange_cost.cc
tests_bench_exchange_cost_LDADD = libfakes.la libsioha-net.la libsioha-ajp.la libsioha-base.la

check_PROGRAMS += tests/bench/token_cost
tests_bench_token_cost_SOURCES = %D%/token_cost.cc
tests_bench_token_cost_LDADD = libsioha-gateway.la libsioha-base.la

# ./quickstart bench: beside the peers.
EXTRA_DIST += %D%/bench.py %D%/checks.py %D%/measure.py %D%/peers.py

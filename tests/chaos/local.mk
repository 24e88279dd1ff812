# Gateways broken in every way while clients are at work. ./quickstart chaos --peers runs the peers as well.
# It measures, so not in a build with sanitizers.
if !SANITIZERS
TESTS += %D%/chaos.py
endif
EXTRA_DIST += %D%/chaos.py %D%/balancers.py %D%/clients.py %D%/events.py %D%/scene.py %D%/tomcats.py %D%/watch.py

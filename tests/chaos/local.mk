# Gateways broken in every way while clients are at work. ./quickstart chaos --peers runs the peers as well.
TESTS += %D%/chaos.py
EXTRA_DIST += %D%/chaos.py %D%/balancers.py %D%/clients.py %D%/events.py %D%/scene.py %D%/watch.py

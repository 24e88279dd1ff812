"""What the integration tests, the demo, the bench and the chaos run share.

Python 3.4 and its standard library are enough. Processes are started from the
main thread only: PR_SET_PDEATHSIG counts the death of the thread that forked.
"""

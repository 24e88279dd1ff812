"""What is asked of a check whose question hangs."""

import os
import signal
import time

from harness import process


def ends_at_once_on_sigterm(test, row, hanging):
    # The second thread is the one that watches the deadline: then it is under way.
    process.wait_for("a check under way", lambda: len(os.listdir("/proc/%d/task" % hanging.pid)) > 1)
    test.assertIsNone(hanging.poll(), row)
    hanging.send_signal(signal.SIGTERM)
    began = time.monotonic()
    hanging.communicate(timeout=30)
    test.assertEqual(-signal.SIGTERM, hanging.returncode, row)
    test.assertLess(time.monotonic() - began, 2.0)

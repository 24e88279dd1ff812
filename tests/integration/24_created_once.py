"""Volumes are created while the gateways are killed and restarted in turn: each at most once, and nobody is lied to.

SIOHA_CREATIONS=300 makes it short, as it is in a build with sanitizers."""

import collections
import os
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import case, guide  # noqa: E402
from harness.gateways import Pair  # noqa: E402
from harness.process import wait_for  # noqa: E402
from harness.settings import settings  # noqa: E402
from harness.tokens import Client, both_share  # noqa: E402

CREATIONS = int(os.environ.get("SIOHA_CREATIONS", "300" if settings().sanitizers else "2000"))
CLIENTS = 5


class CreatedOnce(case.Case):
    def test_no_name_is_created_twice(self):
        case.need_built("tests/gateway/sioha-gateway-sim")
        pair = Pair(self.space)
        server = self.httpd(guide.of_pair(self.space, pair, both_share())).start()
        wait_for("both gateways up", lambda: server.log_text().count("to=up") >= 2)
        said, faults, kills, over = collections.defaultdict(list), [], [], threading.Event()

        def create(first):
            user = Client(server.port)
            try:
                user.log_in()
                for number in range(first, CREATIONS, CLIENTS):
                    name = "v%d" % number
                    for _ in range(5):
                        answer = user.create(name)
                        said[name].append(answer.status)
                        if answer.status != 401:
                            break
                        try:
                            user.log_in()
                        except AssertionError:
                            time.sleep(0.2)
                    time.sleep(0.1)
            except Exception as error:
                faults.append(repr(error))

        def kill():
            turn = [pair.machine1, pair.machine2]
            while not over.wait(1.5):
                turn[0].kill()
                kills.append(turn[0].name)
                if over.wait(1.5):
                    break
                turn[0].start()
                turn.reverse()
        threads = [threading.Thread(target=create, args=(first,)) for first in range(CLIENTS)]
        killer = threading.Thread(target=kill)
        for thread in threads + [killer]:
            thread.start()
        for thread in threads:
            thread.join(600.0)
        over.set()
        killer.join(30.0)
        self.assertEqual([], faults)
        runs = collections.Counter(each["requestId"] for each in pair.operations("createVolume"))
        statuses = collections.Counter(status for all_said in said.values() for status in all_said)
        self.note("%d names, answers %s" % (len(said), dict(statuses)))
        self.assertEqual([], [name for name, count in runs.items() if count > 1])
        self.assertEqual(set(), set(statuses) - set((200, 401, 502, 504)))
        self.assertLessEqual(set(runs), set(said))
        for name, all_said in said.items():
            if 200 in all_said:
                self.assertEqual(1, runs[name], (name, all_said))
            elif set(all_said) == set((401,)):
                self.assertEqual(0, runs[name], (name, all_said))
        self.note("%d kills" % len(kills))
        self.assertTrue(kills)


if __name__ == "__main__":
    case.main()

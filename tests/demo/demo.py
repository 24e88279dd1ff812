"""The guide's set-up on loopback: two gateways, httpd with TLS, clients, and a gateway that dies."""

import argparse
import base64
import json
import os
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "integration"))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import report  # noqa: E402
from harness import client, guide, process  # noqa: E402
from harness.gateways import Pair  # noqa: E402
from harness.httpd import Httpd  # noqa: E402
from harness.load import Load, verify  # noqa: E402
from harness.workspace import Certificates, Workspace  # noqa: E402

CLIENTS, RATE = 8, 200.0
SESSION = 50     # calls with one token; then the client is another one, and logs in
USER = "Basic " + base64.b64encode(b"admin:Password1").decode()
began = time.monotonic() - float(os.environ.get("SIOHA_ELAPSED") or 0)


def say(text):
    print("[%3d s] %s" % (time.monotonic() - began, text), flush=True)


class StorageClient(object):
    """What a program that manages ScaleIO does: log in, list volumes, now and then create one; log in again on 401."""

    def __init__(self):
        self._own = threading.local()    # of a client: its token, and how often it used it
        self._lock = threading.Lock()
        self.logins = 0

    def _log_in(self, connection):
        answer = connection.request("GET", "/api/login", [("Authorization", USER)])
        if answer.ok:
            token = json.loads(answer.text())
            self._own.token, self._own.uses = "Basic " + base64.b64encode((":" + token).encode()).decode(), 0
            with self._lock:
                self.logins += 1
        return answer

    def __call__(self, connection, number):
        started = time.monotonic()
        kind, name = ("create" if number % 10 == 0 else "list"), "demo-%d" % number
        if getattr(self._own, "uses", 0) >= SESSION:
            self._own.token = None
        for _ in range(2):
            if getattr(self._own, "token", None) is None:
                answer = self._log_in(connection)
                if not answer.ok:
                    break
            answer = self._call(connection, kind, name)
            if answer.status != 401:
                break
            self._own.token = None
        # What the user waited for, a second log-in included.
        answer.seconds = time.monotonic() - started
        return kind, answer, name

    def _call(self, connection, kind, name):
        self._own.uses += 1
        headers = [("Authorization", self._own.token), ("X-Request-Id", name)]
        if kind == "list":
            return verify(connection.request("GET", "/api/types/Volume/instances", headers), name)
        body = json.dumps({"name": name, "volumeSizeInKb": "8388608", "storagePoolId": "8631480700000000"})
        headers.append(("Content-Type", "application/json"))
        return verify(connection.request("POST", "/api/types/Volume/instances", headers, body.encode()), name)


class Demo(object):
    def __init__(self, space):
        say("starting two simulated gateways: machine2 is the master, machine1 stands by")
        self.pair = Pair(space, volumes=5)
        say("starting httpd with TLS in front of them, from the guide's workers.properties, jk.conf and virtual host")
        self.certificates = Certificates(space)
        text = guide.configuration(space, ("127.0.0.1", self.pair.machine1.ajp),
                                   ("127.0.0.1", self.pair.machine2.ajp), mount="")
        self.server = Httpd(space, text, certificates=self.certificates, tls=guide.VIRTUAL_HOST).start()
        self.tls = client.tls_context(self.certificates.file("ca-cert.pem"))
        self.clients = StorageClient()

    def show(self):
        say("%d clients log in over https and send %d requests/s: they list volumes, and one in ten creates one"
            % (CLIENTS, RATE))
        master = self.pair.master
        with Load(self.server.tls_port, self.clients, rate=RATE, threads=CLIENTS, tls=self.tls) as load:
            process.wait_for("the clients to be served", lambda: load.count() > CLIENTS * 4)
            time.sleep(3.0)
            say("kill -9 of machine2, the master")
            killed = load.now()
            master.kill()
            time.sleep(4.0)
            say("machine2 is started again")
            started = load.now()
            master.start()
            process.wait_for("machine2 to serve again", lambda: any(
                record.by == "machine2" and record.ok for record in load.seen(since=started)), 60.0)
            back = load.now()
            time.sleep(3.0)
            end = load.now()
        say("the clients stop")
        print()
        print(report.timeline(load, end, ((killed, "killed"), (started, "started again"))))
        print()
        print(report.table(load, (("both gateways are there", 0.0, killed), ("machine2 is dead", killed, started),
                                  ("machine2 is back", started, 1e9))))
        return self.verdict(load, killed, back - started)

    def verdict(self, load, killed, absent):
        verdict = report.Verdict(load, self.pair.operations("createVolume"), killed)
        lines = verdict.lines()
        lines.append("log-ins: %d (one for each %d calls, and one more when a client's gateway changed: a gateway "
                     "knows its own tokens only)" % (self.clients.logins, SESSION))
        lines.append("machine2 served again %.1f s after it was started" % absent)
        alarms = self.server.alarms()
        lines += ["httpd's log: " + alarm for alarm in alarms[:10]]
        print("\n  " + "\n  ".join(lines) + "\n")
        if verdict.good and not alarms:
            failed = "none failed" if not verdict.doubt else (
                "none failed but %d that nobody may send twice" % len(verdict.doubt))
            say("Every client was served: one gateway was killed and came back under %d requests, and %s."
                % (len(load.seen()), failed))
            return True
        say("NOT every client was served: %d of %d requests failed." % (len(verdict.unserved), len(load.seen())))
        print(self.server.tail(15))
        return False

    def stay(self):
        values = {"ca": self.certificates.file("ca-cert.pem"), "url": "https://127.0.0.1:%d" % self.server.tls_port,
                  "status": "http://127.0.0.1:%d/sioha-status" % self.server.port,
                  "master": self.pair.master.pid, "root": self.server.root}
        print("""
It stays up until Ctrl-C. To try, in another terminal:

  export CURL_CA_BUNDLE=%(ca)s
  curl -s %(url)s/api/version
  TOKEN=$(curl -s -u admin:Password1 %(url)s/api/login | tr -d '"')
  curl -s -u ":$TOKEN" %(url)s/api/types/Volume/instances
  kill -9 %(master)d     # machine2, the master; then ask again

  API           %(url)s
  status page   %(status)s   (?format=json)
  its files     %(root)s   (conf, logs)
""" % values, flush=True)
        while self.server.running():
            time.sleep(0.5)
        say("httpd has ended:\n" + self.server.tail())


def main():
    parser = argparse.ArgumentParser(prog="./quickstart demo", description=__doc__)
    parser.add_argument("--once", action="store_true", help="end after the show")
    options = parser.parse_args()
    process.end_all_on_exit()
    space = Workspace("demo")
    good = False
    try:
        demo = Demo(space)
        good = demo.show()
        if not options.once:
            demo.stay()
    except KeyboardInterrupt:
        print()
        say("ending")
    except (AssertionError, process.Timeout) as error:
        say("The demo could not go on: %s" % error)
    finally:
        process.end_all()
        space.remove()
        print("Everything that it started has ended, and its files are removed.", flush=True)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()

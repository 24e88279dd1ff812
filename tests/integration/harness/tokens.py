"""A client of the REST API as they are: a token, a new connection a call, no cookies."""

import base64
import json
import time

from harness import client
from harness.gateways import ADMIN


def basic(user, password):
    return "Basic " + base64.b64encode(("%s:%s" % (user, password)).encode()).decode()


def token_of(user, digits, life=8 * 3600):
    """One that looks real and that nobody has issued."""
    text = "%s:%d:%s" % (user, int((time.time() + life) * 1000), digits)
    return base64.b64encode(text.encode()).decode().rstrip("=")


def both_share():
    """Both gateways take their part, so that half of all tokens are the other one's."""
    return "worker.machine1.lbfactor=10\nworker.machine2.lbfactor=10\n"


class Client(object):
    def __init__(self, port, user=""):
        self.port, self.user, self.token, self.home = port, user, None, None

    def log_in(self, target="/api/login"):
        answer = client.get(self.port, target, [("Authorization", basic(*ADMIN))])
        if answer.status != 200:
            raise AssertionError("%s: %r %s" % (target, answer, answer.text()))
        self.token, self.home = json.loads(answer.text()), answer.header("X-Gateway")
        return answer

    def log_in_at(self, home):
        """Each child of httpd elects for itself, so which gateway comes next is not told."""
        for _ in range(100):
            if self.log_in().header("X-Gateway") == home:
                return self
            self.get("/api/logout")
        raise AssertionError("no login went to %s" % home)

    def headers(self):
        return [("Authorization", basic(self.user, self.token))]

    def get(self, target):
        return client.get(self.port, target, self.headers())

    def post(self, target, body, headers=()):
        return client.post(self.port, target, json.dumps(body).encode(),
                           self.headers() + [("Content-Type", "application/json")] + list(headers))

    def create(self, name, **options):
        return self.post("/api/types/Volume/instances",
                         {"name": name, "volumeSizeInKb": "8388608", "storagePoolId": "8631480700000000"},
                         [("X-Request-Id", name)], **options)

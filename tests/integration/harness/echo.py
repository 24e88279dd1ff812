"""What a scripted backend (harness/scripted.py) says that it saw of a request to /echo."""

import json

from harness import client


class Seen(object):
    """A request as the backend saw it; `answer` is the client's."""

    def __init__(self, answer):
        self.answer = answer
        self.__dict__.update(json.loads(answer.text()))

    def attribute(self, name):
        values = [value for key, value in self.attributes if key == name]
        return values[0] if values else None

    def header(self, name):
        values = [value for key, value in self.headers if key.lower() == name.lower()]
        return values[0] if values else None


def ask(port, target="/echo", headers=(), method="GET", body=None, **options):
    answer = client.request(port, method, target, headers, body, **options)
    if not answer.ok:
        raise AssertionError("%s %s: %r %s" % (method, target, answer, answer.text()))
    return Seen(answer)

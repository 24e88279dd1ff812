"""A client of a status worker, and readers of mod_jk's formats."""

import re
import xml.etree.ElementTree as tree

from harness import client

FORM = ("Content-Type", "application/x-www-form-urlencoded")


class StatusWorker(object):
    def __init__(self, port, path="/jkstatus", headers=()):
        self.port, self.path, self.headers = port, path, list(headers)

    def get(self, query=""):
        return client.get(self.port, self.path + ("?" + query if query else ""), self.headers)

    def token(self):
        return self.get("cmd=version&mime=txt").header("X-Sioha-Token")

    def post(self, parameters, token=None, headers=()):
        """With a fresh token, unless another one ("" for none) is given."""
        token = self.token() if token is None else token
        given = self.headers + [FORM] + list(headers) + ([("X-Sioha-Token", token)] if token else [])
        return client.request(self.port, "POST", self.path, given, parameters.encode())

    def properties(self, query=""):
        return properties(self.get("mime=prop" + ("&" + query if query else "")).text())


def properties(text):
    found = {}
    for line in text.splitlines():
        name, _, value = line.partition("=")
        found.setdefault(name, value)
    return found


def text_lines(text):
    """[(what a line is about, {name: value})]"""
    found = []
    for line in text.splitlines():
        about, _, rest = line.partition(":")
        if "=" in rest:
            pairs = re.findall(r'(\w+)=("(?:[^"\\]|\\.)*"|\S*)', rest)
            found.append((about, dict((name, value.strip('"')) for name, value in pairs)))
    return found


def xml_elements(text):
    """[(the element's name without its namespace, its attributes)]"""
    return [(each.tag.rpartition("}")[2], dict(each.attrib)) for each in tree.fromstring(text.encode()).iter()]

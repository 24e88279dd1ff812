"""The manuals as text, for the tests about them."""

import os

TOP = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
MANUAL = os.path.join(TOP, "doc", "manual")


def read(*path):
    with open(os.path.join(TOP, *path), "rb") as stream:
        return stream.read().decode("utf-8")


def pages():
    return dict((name, read("doc", "manual", name)) for name in sorted(os.listdir(MANUAL)) if name.endswith(".md"))

"""The tree's own source files, for the style tests."""

import os
import re

TOP = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))
FOLDERS = ("mod_sioha", "keepalived-checks", "tests")


def relative(path):
    return os.path.relpath(path, TOP)


def read(path):
    with open(path, "rb") as stream:
        return stream.read().decode("utf-8")


def files(*endings, **options):
    """Sorted paths of sources in `folders` whose names end with .<one of endings>."""
    found = []
    for folder in options.get("folders", FOLDERS):
        for place, folders, names in os.walk(os.path.join(TOP, folder)):
            folders[:] = [name for name in folders if not name.startswith(".") and name != "__pycache__"]
            found += [os.path.join(place, name) for name in names
                      if any(name.endswith("." + ending) for ending in endings)]
    return sorted(found)


_TOKENS = re.compile(r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|//[^\n]*|/\*.*?\*/', re.DOTALL)


def without_comments(text):
    """The same lines with comments blanked; strings stay."""
    def blank(match):
        token = match.group(0)
        return re.sub(r"[^\n]", " ", token) if token.startswith("/") else token
    return _TOKENS.sub(blank, text)


def without_strings(text):
    """Comments blanked and strings emptied: what is left has only the braces that count."""
    def blank(match):
        token = match.group(0)
        return re.sub(r"[^\n]", " ", token) if token.startswith("/") else token[0] + token[-1]
    return _TOKENS.sub(blank, text)


_INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]', re.MULTILINE)


def includes(text):
    """(delimiter, name) of each #include."""
    return _INCLUDE.findall(without_comments(text))

"""What configure and make know: read from tests/settings.json of a build tree."""

import json
import os

TOP = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))


def _find():
    for folder in (os.environ.get("SIOHA_BUILD"), os.getcwd(), os.path.join(TOP, "build")):
        if folder:
            path = os.path.join(folder, "tests", "settings.json")
            if os.path.exists(path):
                return os.path.realpath(folder), path
    raise SystemExit("no build tree found: run ./quickstart build first, or name one by SIOHA_BUILD=DIR")


class Settings(object):
    def __init__(self):
        self.build, path = _find()
        with open(path) as stream:
            values = json.load(stream)
        self.version = values["version"]
        self.httpd = values["httpd"]
        self.modules = values["libexecdir"]
        self.preload = values["preload"]
        self.sanitizers = "" if values["sanitizers"] == "no" else values["sanitizers"]
        self.source = TOP

    @property
    def module(self):
        """mod_sioha.so of this tree; SIOHA_MODULE names another, e.g. an installed one."""
        return os.environ.get("SIOHA_MODULE") or self.built("mod_sioha/.libs/mod_sioha.so", ".libs/mod_sioha.so")

    @property
    def crash_trace(self):
        """The module that says where a child crashed; None with sanitizers, which say it themselves."""
        path = self.built("tests/integration/.libs/mod_crash_trace.so", ".libs/mod_crash_trace.so")
        return path if not self.sanitizers and os.path.exists(path) else None

    def built(self, *places):
        for place in places:
            path = os.path.join(self.build, place)
            if os.path.exists(path):
                return path
        return os.path.join(self.build, places[0])

    def unpacked(self, place):
        """What ./quickstart unpacked into ./build without installing it, also for a build tree below that one."""
        for folder in (self.build, os.path.dirname(self.build)):
            path = os.path.join(folder, place)
            if os.path.exists(path):
                return path
        return None

    def httpd_module(self, name):
        file = "mod_%s.so" % name
        # ./quickstart unpacks the peers there, so that an httpd that runs here does not load them.
        return self.unpacked("peers/usr/lib/apache2/modules/" + file) or os.path.join(self.modules, file)


_settings = None


def settings():
    global _settings
    if _settings is None:
        _settings = Settings()
    return _settings

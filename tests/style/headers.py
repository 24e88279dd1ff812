"""Each header compiles alone: whoever includes it needs no other header before it."""

import json
import os
import shlex
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import sources  # noqa: E402


def settings():
    for folder in (os.environ.get("SIOHA_BUILD"), os.getcwd(), os.path.join(sources.TOP, "build")):
        if folder and os.path.exists(os.path.join(folder, "tests", "settings.json")):
            with open(os.path.join(folder, "tests", "settings.json")) as stream:
                return folder, json.load(stream)
    raise SystemExit("no build tree found: run it by make check, or name one by SIOHA_BUILD=DIR")


class Headers(unittest.TestCase):
    def compile(self, header, folder):
        build, values = settings()
        name = sources.relative(header)
        options = [values["cxxflags"]]
        if name.startswith("mod_sioha/httpd/"):
            options.append(values["httpd_cppflags"])
        elif name.startswith("keepalived-checks/"):
            options += [values["xml_cppflags"], values["nl_cppflags"]]
        elif name.startswith("tests/"):
            options += [values["cppunit_cppflags"], values["nl_cppflags"]]
        probe = os.path.join(folder, name.replace("/", "_") + ".cc")
        with open(probe, "w") as stream:
            # Twice, so that a missing include guard is found too.
            stream.write('#include "%s"\n#include "%s"\nint main() { return 0; }\n' % (name, name))
        command = shlex.split(values["cxx"]) + shlex.split(" ".join(options)) + [
            "-I" + sources.TOP, "-I" + build, "-fsyntax-only", probe]
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.STDOUT)
        output = process.communicate()[0].decode("utf-8", "replace")
        return process.returncode, output

    def test_each_header_compiles_alone(self):
        failed = []
        with tempfile.TemporaryDirectory() as folder:
            headers = sources.files("h")
            for header in headers:
                status, output = self.compile(header, folder)
                if status:
                    failed.append("%s\n%s" % (sources.relative(header), output[:2000]))
        self.assertTrue(headers)
        self.assertEqual([], failed, "\n" + "\n".join(failed))

    def test_each_header_has_the_guard_that_its_place_says(self):
        wrong = []
        for header in sources.files("h", folders=("mod_sioha",)):
            parts = os.path.splitext(sources.relative(header))[0].split("/")[1:]
            guard = "SIOHA_" + "_".join(parts).upper()
            lines = [line for line in sources.without_comments(sources.read(header)).splitlines() if line.strip()]
            if lines[0].split() != ["#ifndef", guard + "_H"] or lines[1].split() != ["#define", guard + "_H"]:
                wrong.append("%s: want %s_H" % (sources.relative(header), guard))
        self.assertEqual([], wrong, "\n" + "\n".join(wrong))


if __name__ == "__main__":
    unittest.main(verbosity=2)

"""Who may include whom, how long a file may be, and what may not stand in any of them."""

import os
import re
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import sources  # noqa: E402

# The layers below each one. A layer may always include itself.
BELOW = {
    "base": (),
    "ajp": ("base",),
    "net": ("ajp", "base"),
    "gateway": ("base",),
    "balance": ("base",),
    "config": ("base",),
    "status": ("base",),
    "httpd": ("base", "ajp", "net", "gateway", "balance", "config", "status"),
    "keepalived-checks": ("net", "ajp", "gateway", "config", "base"),
}
HTTPD_HEADERS = re.compile(r"^(?:apr_|apu|ap_|httpd\.h|http_|mod_(?!sioha/)|util_|mpm_|scoreboard|unixd)")
FILE_LINES, FUNCTION_LINES = 450, 80


def layer_of(path):
    parts = sources.relative(path).split("/")
    if parts[0] == "mod_sioha" and len(parts) > 2:
        return parts[1]
    return "keepalived-checks" if parts[0] == "keepalived-checks" else None


def included_layer(name):
    parts = name.split("/")
    if parts[0] == "mod_sioha" and len(parts) > 2:
        return parts[1]
    return "keepalived-checks" if parts[0] == "keepalived-checks" else None


def function_lengths(text):
    """(line, lines) of each outermost brace block that follows a `)`: functions, roughly."""
    code = sources.without_strings(text)
    found, depth, opened, line = [], 0, [], 1
    before = ""
    for character in code:
        if character == "\n":
            line += 1
        if character == "{":
            function = re.search(r"\)\s*(?:const|noexcept|override|final|\s)*(?::[^;{}]*)?$", before[-400:]) is not None
            opened.append((line, function and not any(inner for _, inner in opened)))
        elif character == "}" and opened:
            start, function = opened.pop()
            if function:
                found.append((start, line - start + 1))
        before = "" if character in "{};" else before + character
    return found


class Layers(unittest.TestCase):
    def complain(self, found):
        self.assertEqual([], found, "\n" + "\n".join(found))

    def test_each_folder_is_a_known_layer(self):
        folder = os.path.join(sources.TOP, "mod_sioha")
        layers = [name for name in os.listdir(folder)
                  if os.path.isdir(os.path.join(folder, name)) and not name.startswith(".")]
        self.assertEqual([], [name for name in layers if name not in BELOW])

    def test_includes_go_down_only(self):
        found = []
        for path in sources.files("c", "cc", "h", folders=("mod_sioha", "keepalived-checks")):
            layer = layer_of(path)
            for _, name in sources.includes(sources.read(path)):
                other = included_layer(name)
                if layer and other and other != layer and other not in BELOW[layer]:
                    found.append("%s: %s may not include %s" % (sources.relative(path), layer, name))
        self.complain(found)

    def test_only_the_httpd_layer_knows_httpd(self):
        found = []
        for path in sources.files("c", "cc", "h", folders=("mod_sioha", "keepalived-checks")):
            if layer_of(path) in ("httpd", None):
                continue
            for _, name in sources.includes(sources.read(path)):
                if HTTPD_HEADERS.match(name):
                    found.append("%s includes %s" % (sources.relative(path), name))
        self.complain(found)

    def test_own_headers_are_named_from_the_top(self):
        found = []
        for path in sources.files("c", "cc", "h"):
            for delimiter, name in sources.includes(sources.read(path)):
                known = name.startswith(("mod_sioha/", "keepalived-checks/", "tests/")) or name == "config.h"
                if delimiter == '"' and not known and not HTTPD_HEADERS.match(name):
                    found.append('%s: #include "%s"' % (sources.relative(path), name))
        self.complain(found)

    def test_files_stay_short(self):
        found = []
        for path in sources.files("c", "cc", "h", "py"):
            lines = sources.read(path).count("\n")
            if lines > FILE_LINES:
                found.append("%s has %d lines, more than %d" % (sources.relative(path), lines, FILE_LINES))
        self.complain(found)

    def test_functions_stay_short(self):
        found = []
        for path in sources.files("c", "cc", "h", folders=("mod_sioha", "keepalived-checks")):
            for line, lines in function_lengths(sources.read(path)):
                if lines > FUNCTION_LINES:
                    found.append("%s:%d: a function of %d lines" % (sources.relative(path), line, lines))
        self.complain(found)

    def test_lines_are_plain(self):
        found = []
        for path in sources.files("c", "cc", "h", "py", "mk", "sh"):
            for number, line in enumerate(sources.read(path).split("\n"), 1):
                where = "%s:%d: " % (sources.relative(path), number)
                if "\t" in line and not path.endswith((".mk", ".sh")):
                    found.append(where + "a tab")
                if line != line.rstrip():
                    found.append(where + "white space at the end")
                if len(line) > 160:
                    found.append(where + "%d columns" % len(line))
        self.complain(found)

    def test_no_machine_of_ours_is_named(self):
        # Spelled in parts, so that this file does not find itself.
        forbidden = re.compile("|".join(("/wo" + "rk/", "/tmp/" + "build", "/ro" + "ot/")))
        found = []
        paths = sources.files("c", "cc", "h", "py", "mk", "sh", "m4", folders=sources.FOLDERS + ("m4", "doc", ".ci"))
        paths += [os.path.join(sources.TOP, name) for name in
                  ("README", "CONTRIBUTING", "CHANGELOG", "quickstart", "configure.ac", "Makefile.am")]
        generated = ("libtool.m4", "ltoptions.m4", "ltsugar.m4", "ltversion.m4", "lt~obsolete.m4")
        for path in paths:
            if os.path.basename(path) in generated:
                continue
            for number, line in enumerate(sources.read(path).split("\n"), 1):
                if forbidden.search(line):
                    found.append("%s:%d: %s" % (sources.relative(path), number, line.strip()))
        self.complain(found)

    def test_the_measure_of_functions_measures(self):
        text = "int f(int a) {\n  if (a) {\n    g();\n  }\n}\nstruct S {\n  S() : a_(1) {\n  }\n};\n"
        self.assertEqual([(1, 5), (7, 2)], function_lengths(text))


if __name__ == "__main__":
    unittest.main(verbosity=2)

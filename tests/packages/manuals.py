"""The manuals' examples work, and they leave out no directive and no reason.

A block marked <!-- httpd --> goes through httpd's configuration check, <!-- workers --> through the reader of
workers.properties. Those marked <!-- run: NAME --> are run by prove.sh in a clean root.
"""

import os
import re
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "integration"))
from harness import case, guide  # noqa: E402
from harness.settings import TOP, settings  # noqa: E402

MANUAL = os.path.join(TOP, "doc", "manual")


def read(*path):
    with open(os.path.join(TOP, *path), "rb") as stream:
        return stream.read().decode("utf-8")


def pages():
    return dict((name, read("doc", "manual", name)) for name in sorted(os.listdir(MANUAL)) if name.endswith(".md"))


def blocks(kind):
    """(page, text) of each marked block."""
    found = []
    for name, text in pages().items():
        for block in re.findall(r"<!-- %s -->\n\n((?:    .*\n|\n)+)" % kind, text):
            found.append((name, re.sub(r"(?m)^    ", "", block).strip("\n") + "\n"))
    return found


class Examples(case.Case):
    def setUp(self):
        super(Examples, self).setUp()
        if settings().sanitizers:
            self.skipTest("a check of text: it does not differ with sanitizers")

    def check(self, page, text):
        here = self.space.folder("etc")
        self.space.write("etc/workers.properties", guide.workers(("127.0.0.1", 8009), ("127.0.0.1", 8010)))
        for folder in ("/etc/apache2", "/var/log/apache2"):
            text = text.replace(folder, here)
        status, said = self.httpd(text).check_configuration()
        self.assertEqual(0, status, "%s:\n%s\n%s" % (page, text, said))

    def test_httpd_takes_each_of_them(self):
        found = blocks("httpd")
        self.assertGreaterEqual(len(found), 4)
        for page, text in found:
            self.check(page, text)

    def test_workers_properties_takes_each_of_them(self):
        found = blocks("workers")
        self.assertTrue(found)
        for page, text in found:
            self.check(page, "".join("JkWorkerProperty %s\n" % line for line in text.splitlines()
                                     if not line.startswith("#")))

    def test_the_packaged_examples_are_accepted(self):
        folder = os.path.join("doc", "examples", "etc", "apache2")
        site = read(folder, "sites-available", "scaleio-api.conf")
        # mod_ssl is not asked here: prove.sh serves from this file.
        self.check("scaleio-api.conf", "\n".join(line for line in site.splitlines() if "SSLE" not in line and
                                                 "SSLC" not in line and "Log " not in line) + "\n")
        self.check("workers.properties", "".join(
            "JkWorkerProperty %s\n" % line for line in read(folder, "workers.properties").splitlines()
            if line and not line.startswith("#")))

    def test_the_proof_in_clean_roots_runs_each_command_block(self):
        proof = read("tests", "packages", "prove.sh")
        names = set(name for text in pages().values() for name in re.findall(r"<!-- run: ([\w-]+) -->", text))
        self.assertTrue(names)
        for name in names:
            self.assertRegex(proof, r"from_manual [\w-]+\.md %s\b" % re.escape(name))


class Completeness(unittest.TestCase):
    def test_every_directive_is_listed_as_what_it_is(self):
        table = read("mod_sioha", "mod_sioha.c")
        listed = pages()["directives.md"]
        supported, later = listed.split("## Not supported yet")
        refused = re.findall(r'^    NOT_YET\("(\w+)"', table, re.MULTILINE)
        taken = re.findall(r'^    BOTH\(\w+, "(\w+)"', table, re.MULTILINE) + \
            re.findall(r'^    AP_INIT_\w+\("Sioha(\w+)"', table, re.MULTILINE)
        self.assertTrue(taken)
        for name in taken:
            self.assertRegex(supported, r"\bSioha%s\b" % name)
        for name in refused:
            self.assertRegex(later, r"\bSioha%s\b" % name)
        known = set(taken + refused)
        self.assertEqual(set(), set(re.findall(r"\bSioha(\w+)", listed)) - known)

    def test_every_reason_is_explained(self):
        words = re.findall(r'case Reason::\w+: return "([\w-]+)";', read("mod_sioha", "base", "reason.cc"))
        self.assertTrue(words)
        explained = pages()["what-to-do.md"]
        for word in words:
            self.assertIn("| `%s` |" % word, explained)

    def test_every_link_leads_to_a_page(self):
        for name, text in pages().items():
            for target in re.findall(r"\]\(([^)#]+)", text):
                place = "doc" if target == "worker-properties.md" else os.path.join("doc", "manual")
                self.assertTrue(os.path.exists(os.path.join(TOP, place, target)), "%s: %s" % (name, target))


if __name__ == "__main__":
    case.main()

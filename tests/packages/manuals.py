"""The manuals' examples work.

A block marked <!-- httpd --> goes through httpd's configuration check, <!-- workers --> through the reader of
workers.properties, <!-- credentials --> likewise with the file that it names, <!-- mounts --> is the MountFile
that others name, <!-- property --> a line beside the first <!-- workers --> of its page, <!-- script --> runs
against an httpd with the status worker, <!-- server.xml --> goes through check-config. Those marked <!-- run:
NAME --> are run by prove.sh in a clean root. There are no others, but for a directive's syntax below its
heading.
"""

import os
import re
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "integration"))
from harness import case, guide, process  # noqa: E402
from harness.settings import settings  # noqa: E402

from manual_text import TOP, pages, read  # noqa: E402

AUTH_MODULES = ("authn_file", "auth_basic", "authz_user")
KINDS = ("httpd", "workers", "credentials", "mounts", "property", "script", "server.xml", "run")
BLOCK = re.compile(r"(?m)^(?P<before>.+)\n\n(?P<block>(?:    .*\n)(?:(?:    .*)?\n)*)")


def blocks(kind):
    """(page, text) of each marked block."""
    found = []
    for name, text in pages().items():
        for match in BLOCK.finditer(text):
            if re.match(r"<!-- %s(?:: [\w-]+)? -->" % re.escape(kind), match.group("before")):
                found.append((name, re.sub(r"(?m)^    ", "", match.group("block")).strip("\n") + "\n"))
    return found


def roff(path):
    """The examples of a manual page: [(line that introduces it, lines)]."""
    part = re.search(r'(?s)\n\.SH EXAMPLES\n(.*?)\n\.SH ', read(*path.split("/")))
    if not part:
        return []
    text = re.sub(r"\\e\n *", "", part.group(1)).replace("\\-", "-").replace("\\&", "")
    return [example.split("\n") for example in re.findall(r"(?s)\.RS\n(.*?)\n\.RE", text)]


class Examples(case.Case):
    def setUp(self):
        super(Examples, self).setUp()
        if settings().sanitizers:
            self.skipTest("a check of text: it does not differ with sanitizers")

    def check(self, page, text):
        here = self.space.folder("etc")
        self.space.write("etc/workers.properties", guide.workers(("127.0.0.1", 8009), ("127.0.0.1", 8010)))
        self.space.write("etc/sioha-credentials", "monitor:secret\n", 0o600)
        self.space.write("etc/ajp-secret", "of-server.xml\n", 0o600)
        self.space.write("etc/uriworkermap.properties", "".join(text for _, text in blocks("mounts")))
        for folder in ("/etc/apache2", "/var/log/apache2", "/var/lib/sioha"):
            text = text.replace(folder, here)
        text = text.replace("/usr/lib/apache2/modules/mod_sioha.so", settings().module)
        status, said = self.httpd(text, modules=AUTH_MODULES).check_configuration()
        self.assertEqual(0, status, "%s:\n%s\n%s" % (page, text, said))
        self.assertNotRegex(said, r"mod_sioha|no effect|deprecated", "%s:\n%s" % (page, text))

    def check_workers(self, page, text):
        self.check(page, "".join("JkWorkerProperty %s\n" % line for line in text.splitlines()
                                 if line and not line.startswith("#")))

    def test_each_block_is_of_a_kind_that_is_run(self):
        seen = 0
        for name, text in pages().items():
            for match in BLOCK.finditer(text):
                marker = re.match(r"<!-- ([\w.]+)(?:: [\w-]+)? -->$", match.group("before"))
                syntax = match.group("before").startswith("## ") and re.match(
                    r"(?:    Sioha\w+ .*\n)+\n*$", match.group("block"))
                self.assertTrue(syntax or (marker and marker.group(1) in KINDS),
                                "%s: mark this block: %s" % (name, match.group(0)))
                seen += 1
        indented = sum(len(re.findall(r"(?m)^(?:[^ \n].*\n)\n    ", text)) for text in pages().values())
        self.assertEqual(indented, seen)

    def test_httpd_takes_each_of_them(self):
        found = blocks("httpd")
        self.assertGreaterEqual(len(found), 8)
        workers = blocks("workers")
        for page, text in found:
            # On a page about properties the mounts are of the workers that it shows.
            own = [example for where, example in workers if where == page and "Mount" in text]
            self.check(page, "".join("JkWorkerProperty %s\n" % line for line in "".join(own[:1]).splitlines()) + text)

    def test_workers_properties_takes_each_of_them(self):
        found = blocks("workers") + blocks("credentials")
        self.assertGreaterEqual(len(found), 6)
        for page, text in found:
            self.check_workers(page, text)
        for page, text in blocks("property"):
            base = [example for where, example in blocks("workers") if where == page][0]
            keys = [line.split("=")[0] + "=" for line in text.splitlines()]
            self.check_workers(page, "".join(line + "\n" for line in base.splitlines()
                                             if not any(line.startswith(key) for key in keys)) + text)

    def test_each_property_stands_in_an_example_of_its_page(self):
        shown = blocks("workers") + blocks("credentials") + blocks("property")
        for page, text in pages().items():
            for name in re.findall(r"(?m)^### (\w+)$", text) if page.startswith("workers-") else ():
                self.assertTrue(any(page == where and re.search(r"(?m)^worker\.\w+\.%s=" % name, example)
                                    for where, example in shown), "%s wants an example of %s" % (page, name))

    def test_the_scripts_of_the_status_worker_work(self):
        page = "workers-status.md"
        workers, httpd, scripts = ([text for where, text in blocks(kind) if where == page]
                                   for kind in ("workers", "httpd", "script"))
        self.assertGreaterEqual(len(scripts), 2)
        case.need("curl", "openssl")
        password = process.run(["openssl", "passwd", "-apr1", "..."])[1].strip()
        users = self.space.write("users", "alice:%s\n" % password)
        text = httpd[0].replace("/etc/apache2/administrators", users).replace("192.0.2.0/24", "127.0.0.1")
        text = text.replace("/var/lib/sioha", self.space.folder("state"))
        server = self.httpd("".join("JkWorkerProperty %s\n" % line for line in workers[0].splitlines()) + text,
                            modules=AUTH_MODULES)
        server.start()
        for script in scripts:
            command = script.replace("http://localhost/", "http://127.0.0.1:%d/" % server.port)
            status, said = process.run(["sh", "-ec", command.replace("curl -s", "curl -sSf")])
            self.assertEqual(0, status, said)
            self.assertIn("machine1", said)

    def test_check_config_finds_nothing_in_the_guides_server_xml(self):
        found = blocks("server.xml")
        self.assertTrue(found)
        for _, text in found:
            connector, engine = text.strip().split("\n")
            file = self.space.write("server.xml", "<Server><Service>%s%s</Engine></Service></Server>" %
                                    (connector, engine))
            workers = self.space.write("secret.properties", guide.workers(("192.0.2.11", 8009), ("192.0.2.12", 8009)) +
                                       "worker.balance1.secret=...\n")
            program = os.path.join(settings().build, "check-config")
            arguments = [program, "--server-xml=" + file, "--workers=" + workers, "--state-dir=none"]
            self.assertNotIn("server.xml:", process.run(arguments)[1])
            # The check does look: without the secret it has something to say.
            self.space.write("secret.properties", guide.workers(("192.0.2.11", 8009), ("192.0.2.12", 8009)))
            self.assertIn("server.xml:1: ", process.run(arguments)[1])

    def test_the_packaged_examples_are_accepted(self):
        folder = os.path.join("doc", "examples", "etc", "apache2")
        site = read(folder, "sites-available", "scaleio-api.conf")
        # mod_ssl is not asked here: prove.sh serves from this file.
        self.check("scaleio-api.conf", "\n".join(line for line in site.splitlines() if "SSLE" not in line and
                                                 "SSLC" not in line and "Log " not in line) + "\n")
        self.check_workers("workers.properties", read(folder, "workers.properties"))

    def test_the_proof_in_clean_roots_runs_each_command_block(self):
        proof = read("tests", "packages", "prove.sh")
        names = set(name for text in pages().values() for name in re.findall(r"<!-- run: ([\w-]+) -->", text))
        self.assertTrue(names)
        for name in names:
            self.assertTrue(re.search(r"(?:from|run)_manual (?:\S+ )?[\w-]+\.md %s\b" % re.escape(name), proof), name)


class ManualPages(case.Case):
    """What the manual pages of the programs show under EXAMPLES."""

    def setUp(self):
        super(ManualPages, self).setUp()
        if settings().sanitizers:
            self.skipTest("a check of text: it does not differ with sanitizers")

    def examples(self):
        found = [(name, example) for name in sorted(os.listdir(os.path.join(TOP, "doc", "man")))
                 for example in roff("doc/man/" + name)]
        self.assertGreaterEqual(len(found), 10)
        return found

    def test_the_programs_know_the_options_of_each_command(self):
        for page, example in self.examples():
            for command in example if not example[0].startswith("vrrp_script") else ():
                words = command.split()
                words = [os.path.join(settings().build, words[0])] + \
                    [word for word in words[1:] if not word.startswith(("--publish", "--every", "--output"))]
                if "keepalived-conf" not in words[0]:
                    words += ["--state-dir=none", "--timeout=5000"]
                status, said = process.run(words)
                self.assertIn(status, (0, 1, 2), "%s: %s" % (page, command))
                self.assertNotRegex(said, r"unknown option|is no option|takes no value|one word too many|wants",
                                    "%s: %s" % (page, command))

    def test_check_config_takes_each_vrrp_script(self):
        program = os.path.join(settings().build, "check-config")
        seen = 0
        for page, example in self.examples():
            if example[0].startswith("vrrp_script"):
                name = example[0].split()[1]
                file = self.space.write("keepalived.conf", "\n".join(example) + """
vrrp_instance VI_1 {
    interface eth0
    state BACKUP
    virtual_router_id 51
    priority 100
    virtual_ipaddress {
        192.0.2.10
    }
    track_script {
        %s
    }
}
""" % name)
                self.assertNotIn("keepalived.conf:", process.run(
                    [program, "--keepalived=" + file, "--state-dir=none"])[1], page)
                seen += 1
        self.assertGreaterEqual(seen, 2)


if __name__ == "__main__":
    case.main()

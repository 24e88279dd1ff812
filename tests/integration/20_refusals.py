"""Bad input: httpd -t says file and line, what is wrong and what to write instead, and httpd does not start."""

import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import case, guide  # noqa: E402
from harness.settings import settings  # noqa: E402

WORKERS = guide.workers(("192.0.2.1", 8009), ("192.0.2.2", 8009))


class Refusals(case.Case):
    def configure(self, workers=WORKERS, mount="JkMount /* balance1\n", modules=(), file=None, **options):
        path = file or self.space.write("httpd/conf/workers.properties", workers)
        return self.httpd('JkWorkersFile "%s"\n%s' % (path, mount), modules=modules, **options)

    def refused(self, server, *patterns):
        """httpd -t fails, in words that match all patterns, and a start fails too."""
        status, output = server.check_configuration()
        self.assertNotEqual(0, status, output)
        for pattern in patterns:
            self.assertTrue(re.search(pattern, output), "no %r in:\n%s" % (pattern, output))
        self.note(" ".join(output.split())[:400].replace(self.space.path, ""))
        try:
            server.start()
        except AssertionError:
            pass
        self.assertFalse(server.running())
        server.allowed.append(re.compile("."))
        return output

    def test_the_guides_files_are_accepted(self):
        status, output = self.configure().check_configuration()
        self.assertEqual(0, status, output)
        self.assertIn("Syntax OK", output)

    def test_an_unknown_member(self):
        self.refused(self.configure(WORKERS.replace("machine1,machine2", "machine1,machine3")),
                     r"workers\.properties:11: ", "machine3")

    def test_a_missing_file(self):
        self.refused(self.configure(file="/nowhere/workers.properties"), r"/nowhere/workers\.properties",
                     r"httpd\.conf")

    def test_a_duplicate_worker(self):
        self.refused(self.configure(WORKERS.replace("machine1,machine2", "machine1,machine1")),
                     r"workers\.properties:11: ", "machine1")

    def test_bad_ports(self):
        for number, port in enumerate(("0x1f49", "65536", "-1", "ajp", "8009 8010")):
            server = self.httpd('JkWorkersFile "%s"\nJkMount /* balance1\n' % self.space.write(
                "bad%d/workers.properties" % number, WORKERS.replace("machine1.port=8009", "machine1.port=" + port)))
            status, output = server.check_configuration()
            self.assertNotEqual(0, status, (port, output))
            self.assertTrue(re.search(r"workers\.properties:4: .*port", output), (port, output))

    def test_a_mount_of_a_worker_that_is_not_listed(self):
        self.refused(self.configure(mount="JkMount /* balance2\n"), r"httpd\.conf:\d+: |line \d+ of", "balance2")

    def test_an_unreadable_secret(self):
        self.refused(self.configure(WORKERS + "worker.machine2.secret_file=/nowhere/secret\n"),
                     r"workers\.properties:12: ", "secret")

    def test_an_unknown_property_and_an_unknown_directive(self):
        self.refused(self.configure(WORKERS + "worker.machine2.lbfacktor=3\n"), r"workers\.properties:12: ",
                     "lbfacktor")

    def test_what_is_not_needed_is_accepted_with_a_notice(self):
        server = self.configure(mount='JkMount /* balance1\nJkShmFile "{root}/run/jk"\nJkShmSize 1024\n'
                                "JkWatchdogInterval 60\n").start()
        for name in ("JkShmFile", "JkShmSize", "JkWatchdogInterval"):
            self.assertTrue(re.search(r"httpd\.conf:\d+: %s has no effect" % name, server.log_text()), name)

    def test_bad_values_of_directives(self):
        for number, (line, said) in enumerate((
                ("JkLogLevel verbose", "JkLogLevel: write trace, debug, info, warn, error or emerg instead of verbose"),
                ("JkOptions -ForwardURIProxy", "JkOptions: -ForwardURIProxy: one of the ForwardURI options always holds"),
                ("JkOptions +FlushHeader +ForwardKeysSize", r"JkOptions: \+ForwardKeysSize is no option; did you mean"),
                ("JkLogStampFormat \"%H:%M %i\"", "JkLogStampFormat: %i is no conversion"),
                ("JkLogStampFormat " + 64 * "x", "JkLogStampFormat: the format has 64 characters; write 63 at most"),
                ("SiohaRequestLogFormat \"%w %D\"", "SiohaRequestLogFormat: %D is no code of it; write %b"),
                ("JkStripSession Perhaps", "JkStripSession: write On or Off instead of Perhaps"),
                ("JkStripSession On jsessionid", "JkStripSession: write a path parameter with its semicolon"),
                ("JkExtractSSL Maybe", "JkExtractSSL must be On or Off"),
                ("JkEnvVar \"A B\"", "JkEnvVar: \"A B\" is no name of an environment variable"),
                ("JkHTTPSIndicator A=B", "JkHTTPSIndicator: \"A=B\" is no name of an environment variable"),
                ("JkLocalAddrIndicator", "JkLocalAddrIndicator takes one argument"),
                ("<Location /x>\nJkOptions +FlushHeader\n</Location>", "JkOptions not allowed (in|here)"),
                ("<VirtualHost *:1>\nJkShmSize 100\n</VirtualHost>", "JkShmSize cannot occur within"))):
            server = self.configure(mount=line + "\n", name="bad%d" % number)
            status, output = server.check_configuration()
            self.assertNotEqual(0, status, (line, output))
            self.assertRegex(" ".join(output.split()), said)
            self.assertRegex(output, r"line \d+ of .*httpd\.conf")

    def test_words_without_effect_are_accepted_and_said(self):
        server = self.configure(mount="JkShmFile logs/shm\nJkShmSize 100\nJkWatchdogInterval 60\n"
                                      "JkOptions +CollapseSlashesUnmount +ForwardURICompat\nJkMount /* balance1\n").start()
        text = server.log_text()
        for name in ("JkShmFile", "JkShmSize", "JkWatchdogInterval"):
            self.assertRegex(text, r"httpd\.conf:\d+: %s has no effect \(not needed: .*\); the line can be removed" % name)
        self.assertRegex(text, r"httpd\.conf:\d+: JkOptions: the CollapseSlashes options have no effect")
        self.assertRegex(text, r"httpd\.conf:\d+: JkOptions: ForwardURICompat sends paths decoded")

    def test_mod_jk_beside_it(self):
        if not os.path.exists(settings().httpd_module("jk")):
            self.skipTest("mod_jk is not installed")
        self.refused(self.configure(modules=("jk",)), "mod_jk")


if __name__ == "__main__":
    case.main()

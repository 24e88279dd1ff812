"""How a check behaves as a process: deadlines, signals, what it inherits, what hostile files do to it."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from harness import case, process  # noqa: E402
from harness.settings import settings  # noqa: E402

CHECKS = ("check-certificate", "check-config", "check-gateways", "check-headroom", "check-incumbent", "check-level",
          "check-network", "check-serving", "node-score")


class Manners(case.Case):
    def setUp(self):
        super(Manners, self).setUp()
        case.need_built(*CHECKS)
        # The kernel accepts for it, nobody ever answers: a stopped httpd looks like this.
        self.mute = socket.socket()
        self.addCleanup(self.mute.close)
        self.mute.bind(("127.0.0.1", 0))
        self.mute.listen(16)
        self.port = str(self.mute.getsockname()[1])

    def check(self, name, *options, **others):
        command = [os.path.join(settings().build, name)] + (["5"] if name == "check-level" else [])
        others.setdefault("stdout", subprocess.PIPE)
        return subprocess.Popen(command + ["--state-dir=" + self.space.path] + list(options), **others)

    def says(self, name, *options):
        process = self.check(name, *options)
        text = process.communicate(timeout=30)[0].decode()
        self.assertIn(process.returncode, (0, 1), text)
        return process.returncode, text

    def test_keeps_its_deadline(self):
        options = {"check-serving": ["--port=" + self.port], "check-certificate": ["--port=" + self.port],
                   "check-headroom": ["--status-port=" + self.port],
                   "check-gateways": ["--status-port=" + self.port, "--workers=/nonexistent"]}
        for name, given in options.items():
            began = time.monotonic()
            code, text = self.says(name, "--timeout=300", *given)
            took = time.monotonic() - began
            self.note("%s: gone after %.0f ms of 300" % (name, took * 1000))
            self.assertEqual(1, code, text)
            self.assertLess(took, 2.0)

    def test_what_is_more_special_goes_before(self):
        weights = "weights = network=100,serving=0,gateways=0,headroom=0,certificate=0,incumbent=0\n"
        line = "interface = nosuch%d\n"
        own, of_score, for_all = "[check-network]\n" + line % 1, "[node-score]\n" + line % 2, line % 3
        rows = ((for_all + of_score + own, (), 1), (for_all + own, (), 1), (of_score + own, (), 1), (for_all + of_score, (), 2),
                (for_all, (), 3), (for_all + of_score + own, ("--interface=nosuch4",), 4))
        for text, options, expected in rows:
            config = "--config=" + self.space.write("node-score.conf", weights + text)
            self.assertIn("no interface nosuch%d" % expected, self.says("node-score", config, *options)[1], text)

    def test_dies_at_once_on_sigterm(self):
        process = self.check("check-serving", "--port=" + self.port, "--timeout=20000")
        time.sleep(0.3)
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=10)
        self.assertEqual(-signal.SIGTERM, process.returncode)
        self.assertLess(time.monotonic() - began, 2.0)

    def test_closes_what_it_inherits_and_sets_its_umask(self):
        reader, writer = os.pipe()
        os.set_inheritable(writer, True)
        old = os.umask(0)
        try:
            process = self.check("check-serving", "--port=" + self.port, "--timeout=5000", close_fds=False)
        finally:
            os.umask(old)
            os.close(writer)
        # End of file comes when the check has closed its copy, long before it ends.
        self.assertEqual(b"", os.read(reader, 1))
        self.assertIsNone(process.poll())
        os.close(reader)
        process.kill()
        process.communicate()
        self.says("check-level")
        self.assertEqual(0o644, os.stat(self.space.file("check-level.5.state")).st_mode & 0o777)

    def test_runs_without_anything(self):
        command = ["/bin/sh", "-c", "exec %s 5 --state-dir=none <&- >&- 2>&-" % os.path.join(settings().build, "check-level")]
        self.assertEqual(1, subprocess.run(command, env={}, timeout=10).returncode)

    def test_the_syslog_has_one_line_for_each_change(self):
        if os.geteuid() != 0:
            raise unittest.SkipTest("a /dev of its own needs root")
        case.need("unshare", "mount")
        dev = self.space.folder("dev")
        self.space.write("dev/null", "")
        syslog = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.addCleanup(syslog.close)
        syslog.bind(os.path.join(dev, "log"))
        syslog.setblocking(False)
        states = self.space.folder("states")
        score = self.space.file("score")
        script = "mount --make-rprivate / && mount --bind %s /dev && exec %s 50 --file=%s --max-age=86400 --state-dir=%s" % (
            dev, os.path.join(settings().build, "check-level"), score, states)
        lines = []
        for value in (80, 80, 20, 20, 20, 90, 90, 10):
            self.space.write("score", "%d uptime=%.6f time=0\n" % (value, time.monotonic()))
            status, said = process.run(["unshare", "--mount", "/bin/sh", "-c", script])
            self.assertEqual(0 if value >= 50 else 1, status, said)
            try:
                while True:
                    lines.append((value, syslog.recv(4096).decode()))
            except BlockingIOError:
                pass
        self.assertEqual([20, 90, 10], [value for value, _ in lines], lines)
        for (value, line), words in zip(lines, ("fails: the score is 20, below 50", "passes again: the score is 90", "fails: the score is 10")):
            self.assertRegex(line, r"^<2[89]>check-level\.50\[\d+\]: " + words)

    def test_node_score_passes_only_where_the_node_serves(self):
        configuration = self.space.write("checks.conf", "[check-serving]\nport = %s\n[check-certificate]\nport = %s\n" % (self.port, self.port))
        for options, code, words in (([], 1, "node-score: FAILED"), (["--min-score=0"], 0, "node-score: WARNING"),
                                     (["--weights=headroom=1,serving=0,gateways=0,network=0,certificate=0,incumbent=0", "--min-score=1"],
                                      0, "this node")):
            got, said = self.says("node-score", "--timeout=500", "--config=" + configuration, *options)
            self.assertIn(words, said)
            self.assertEqual(code, got, said)

    def test_fast_for_an_old_keepalived_is_refused(self):
        program = os.path.join(settings().build, "sioha-keepalived-conf")
        case.need_built("sioha-keepalived-conf")
        for options, code, words in ((["--fast", "--keepalived=1.2.7"], 1, "the scheme fast needs keepalived 2.1 or newer"),
                                     (["--scheme=fast", "--keepalived=2.0.20"], 1, "the scheme fast needs keepalived 2.1 or newer"),
                                     (["--fast"], 0, "vrrp_version 3"), (["--scheme=fast"], 0, "vrrp_track_file"),
                                     (["--fast", "--keepalived=2.4"], 0, "vrrp_version 3")):
            status, said = process.run([program, "--vip=192.0.2.100"] + options)
            self.assertIn(words, said)
            self.assertEqual(code, status, said)

    def test_check_config_reads_what_is_included(self):
        self.space.write("workers.properties", "worker.list=balance1\nworker.balance1.type=lb\nworker.balance1.balance_workers=machine1\n"
                                               "worker.machine1.type=ajp13\nworker.machine1.host=192.0.2.11\nworker.machine1.port=8009\n")
        for folder in ("mods-enabled", "sites-enabled", "conf.d"):
            self.space.folder(folder)
        self.space.write("apache2.conf", "Include ports.conf\nIncludeOptional mods-enabled/*.load\nIncludeOptional mods-enabled/*.conf\n"
                                         "IncludeOptional conf-enabled/*.conf\nIncludeOptional sites-enabled/*.conf\n")
        self.space.write("ports.conf", "Listen 443\n")
        self.space.write("mods-enabled/sioha.load", "LoadModule sioha_module mod_sioha.so\nLoadModule ssl_module mod_ssl.so\n")
        self.space.write("mods-enabled/jk.conf", "JkWorkersFile %s\nJkMount /api/* balance2\n" % self.space.file("workers.properties"))
        self.space.write("sites-enabled/default-ssl.conf", "<VirtualHost 192.0.2.100:443 127.0.0.1:443>\nSSLEngine on\n"
                                                           "SSLCertificateFile c.pem\nJkMountCopy On\n</VirtualHost>\n")
        given = ("--vip=192.0.2.100", "--workers=" + self.space.file("workers.properties"), "--httpd-conf=" + self.space.file("apache2.conf"))
        self.assertIn("mods-enabled/jk.conf:2: JkMount names worker \"balance2\"", self.says("check-config", *given)[1])
        self.space.write("mods-enabled/jk.conf", "JkWorkersFile %s\nJkMount /api/* balance1\n" % self.space.file("workers.properties"))
        code, said = self.says("check-config", *given)
        self.assertEqual((0, "check-config: OK 100: the files agree with each other\n"), (code, said))
        os.unlink(self.space.file("ports.conf"))
        self.assertIn("apache2.conf:1: Include names ports.conf and there is no such file", self.says("check-config", *given)[1])
        for text in ("", "# nothing\n"):
            self.space.write("apache2.conf", text)
            code, said = self.says("check-config", *given)
            self.assertEqual(1, code, said)
            self.assertIn("apache2.conf holds no directive of httpd", said)
        self.space.write("keepalived.conf", "include conf.d/*.conf\n")
        self.space.write("conf.d/web.conf", "vrrp_instance WEB {\n nopreempt\n}\n")
        code, said = self.says("check-config", "--keepalived=" + self.space.file("keepalived.conf"))
        self.assertIn("conf.d/web.conf:1: vrrp_instance WEB tracks no script", said)

    def test_a_wrong_option_is_refused_in_the_form_that_was_asked_for(self):
        for name in CHECKS:
            process = self.check(name, "--nonsense", "--format=json", "--exit=nagios")
            said = json.loads(process.communicate(timeout=30)[0].decode())
            self.assertEqual((name, False, 2), (said["check"], said["pass"], process.returncode))
            self.assertIn("unknown option --nonsense", said["findings"][0]["text"])

    def test_every_check_explains_itself(self):
        for name in CHECKS:
            for option in ("--help", "--explain", "--version"):
                code, text = self.says(name, option)
                self.assertEqual(0, code)
                self.assertIn(name, text)
            self.assertEqual(1, self.says(name, "--nonsense")[0])

    def test_hostile_files_fail_with_a_reason(self):
        bomb = '<!DOCTYPE l [<!ENTITY a "ha">%s]><l>&z;</l>' % "".join(
            '<!ENTITY %s "&%s;&%s;&%s;">' % (chr(98 + i), chr(97 + i), chr(97 + i), chr(97 + i)) for i in range(25))
        files = {"empty": b"", "binary": bytes(range(256)) * 40, "bomb": bomb.encode(), "utf16": "<a/>".encode("utf-16"),
                 "external": b'<!DOCTYPE a SYSTEM "http://192.0.2.1/x"><a/>', "deep": b"<a>" * 100000,
                 "long": b"x" * 3000000}
        for name, content in files.items():
            self.space.write(name, content)
        huge = self.space.file("huge")
        with open(huge, "wb") as stream:
            stream.truncate(100 << 20)
        os.mkfifo(self.space.file("fifo"))
        for name in sorted(files) + ["huge", "fifo", "missing"]:
            path = self.space.file(name)
            for check, option in (("check-config", "--server-xml"), ("check-config", "--keepalived"), ("check-config", "--workers"),
                                  ("check-gateways", "--workers"), ("check-certificate", "--certificate"), ("check-level", "--file")):
                given = [option + "=" + path]
                if check == "check-certificate":
                    given.append("--no-served")
                code, text = self.says(check, *given)
                self.assertEqual(1, code, "%s %s: %s" % (check, given, text))
                self.assertTrue(re.match(r"[\w.-]+: FAILED 0: .{10,}", text), text)

    def test_a_certificate_check_with_nothing_to_look_at_fails(self):
        for given in (["--no-served"], ["--key=/nonexistent", "--no-served"], ["--chain=/nonexistent", "--no-served"]):
            code, text = self.says("check-certificate", *given)
            self.assertEqual(1, code, text)
            self.assertIn("--certificate", text)

    def test_hostile_answers_fail_with_a_reason(self):
        answers = (b"", b"\0" * 5000, b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 20000, b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhi",
                   b'HTTP/1.1 200 OK\r\nContent-Length: 24\r\n\r\n{"schema_version":1,"b":', b"\x15\x03\x01\x00\x02\x02\x28")
        for answer in answers:
            for check, option in (("check-serving", "--port"), ("check-serving", "--no-tls"), ("check-gateways", "--status-port")):
                given = ["--port=" + self.port, option] if option == "--no-tls" else [option + "=" + self.port]
                process = self.check(check, "--timeout=800", *(given + (["--workers=/nonexistent"] if check == "check-gateways" else ["--match=never"])))
                while process.poll() is None:
                    self.mute.settimeout(0.05)
                    try:
                        connection = self.mute.accept()[0]
                    except socket.timeout:
                        continue
                    try:
                        connection.settimeout(0.2)
                        connection.recv(65536)
                        connection.sendall(answer)
                    except OSError:
                        pass
                    connection.close()
                text = process.communicate()[0].decode()
                self.assertEqual(1, process.returncode, "%r: %s" % (answer[:40], text))


if __name__ == "__main__":
    case.main()

"""sioha-from-jk on a private /etc/apache2 of Debian's layout, with Debian's own a2enmod and apache2ctl."""

import fcntl
import os
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "integration"))
from harness import case, guide  # noqa: E402
from harness.httpd import static_modules  # noqa: E402
from harness.settings import settings  # noqa: E402

MODULES = ("mpm_event", "authz_core", "unixd", "log_config")

APACHE_CONF = """PidFile {root}/run/apache2.pid
ServerName localhost
ErrorLog {root}/run/error.log
IncludeOptional mods-enabled/*.load
IncludeOptional mods-enabled/*.conf
IncludeOptional conf-enabled/*.conf
IncludeOptional sites-enabled/*.conf
"""

ENVVARS = """export APACHE_RUN_USER=root APACHE_RUN_GROUP=root APACHE_RUN_DIR={root}/run APACHE_LOCK_DIR={root}/run
export APACHE_PID_FILE={root}/run/apache2.pid APACHE_LOG_DIR={root}/run
"""

# Without a mod_jk that is really loaded nobody else takes its directives: see setUp.
SITE = ("<IfModule sioha_module>\nListen 127.0.0.1:1\n<VirtualHost 127.0.0.1:1>\nJkMountCopy On\nJkMount /* %s\n"
        "</VirtualHost>\n</IfModule>\n")


class SiohaFromJk(unittest.TestCase):
    def setUp(self):
        if settings().sanitizers:
            self.skipTest("a script: it does not differ with sanitizers")
        unpacked = settings().unpacked("apache2/usr/sbin")
        if unpacked:
            self.addCleanup(os.environ.__setitem__, "PATH", os.environ["PATH"])
            os.environ["PATH"] += os.pathsep + unpacked
        case.need("apache2ctl", "a2enmod", "tar")
        self.space = case.Workspace("sioha-from-jk")
        self.addCleanup(self.space.remove)
        self.root = self.space.folder("root")
        self.dir = self.space.folder("root", "apache2")
        self.space.folder("root", "run")
        self.write("apache2.conf", APACHE_CONF)
        self.write("envvars", ENVVARS)
        self.write("workers.properties", guide.workers(("127.0.0.1", 8009), ("127.0.0.1", 8010)))
        for kind in ("mods", "conf", "sites"):
            for state in ("available", "enabled"):
                self.space.folder("root", "apache2", kind + "-" + state)
        built_in = static_modules(settings().httpd)
        loads = ["LoadModule %s_module %s\n" % (name, settings().httpd_module(name))
                 for name in MODULES if name not in built_in]
        self.write("mods-available/base.load", "".join(loads))
        self.write("mods-available/sioha.load", "LoadModule sioha_module %s\n" % settings().module)
        # mod_jk itself takes no part: what is asked is what becomes of its configuration.
        self.write("mods-available/jk.load", "# LoadModule jk_module mod_jk.so\n")
        self.write_jk_conf()
        for name in ("base.load", "jk.load", "jk.conf"):
            os.symlink("../mods-available/" + name, os.path.join(self.dir, "mods-enabled", name))
        self.write("sites-enabled/guide.conf", SITE % "balance1")

    def write(self, name, text):
        self.space.write("root/apache2/" + name, text.replace("{root}", self.root))

    def write_jk_conf(self, extra=""):
        text = guide.JK_CONF.replace("{workers}", self.dir + "/workers.properties").replace("{logs}", self.root + "/run")
        self.write("mods-available/jk.conf", text.replace("</IfModule>", extra + "</IfModule>"))

    def read(self, name):
        with open(os.path.join(self.dir, name)) as stream:
            return stream.read()

    def run_it(self, *options, **more):
        environment = dict(os.environ, APACHE_CONFDIR=self.dir, APACHE_HTTPD=settings().httpd,
                           APACHE_STATE_DIRECTORY=self.space.folder("root", "state"),
                           SIOHA_BACKUPS=os.path.join(self.root, "backups"), APACHE_ULIMIT_MAX_FILES="true")
        child = subprocess.Popen([os.path.join(settings().build, "tools", "sioha-from-jk")] + list(options),
                                 env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                 stderr=subprocess.STDOUT)
        said, _ = child.communicate(more.get("answer", b""))
        return child.returncode, said.decode()

    def tree(self):
        """What is in the folder: name -> link target or text."""
        found = {}
        for place, _, names in os.walk(self.dir):
            for name in names:
                path = os.path.join(place, name)
                short = os.path.relpath(path, self.dir)
                found[short] = "-> " + os.readlink(path) if os.path.islink(path) else self.read(short)
        return found

    def assert_unchanged(self, before):
        self.assertEqual(before, self.tree())

    def test_a_dry_run_prints_the_plan_and_changes_nothing(self):
        before = self.tree()
        status, said = self.run_it("--dry-run")
        self.assertEqual(0, status, said)
        self.assertIn("a2dismod jk; a2enmod sioha; a2enconf sioha-from-jk", said)
        self.assert_unchanged(before)
        self.assertFalse(os.path.exists(os.path.join(self.root, "backups")))

    def test_it_says_when_a_file_belongs_to_mod_jks_package(self):
        said = self.run_it("--dry-run")[1]
        self.assertNotIn("libapache2-mod-jk", said)
        # Beside what httpd looks at: no such file is there.
        self.write_jk_conf("<IfModule never>\n    JkWorkersFile /etc/libapache2-mod-jk/workers.properties\n</IfModule>\n")
        status, said = self.run_it("--dry-run")
        self.assertEqual(0, status, said)
        self.assertIn("goes when libapache2-mod-jk is purged", said)

    def test_without_an_answer_nothing_changes(self):
        before = self.tree()
        for answer in (b"", b"n\n"):
            status, said = self.run_it(answer=answer)
            self.assertEqual(1, status, said)
            self.assertIn("nothing changed", said)
            self.assert_unchanged(before)

    def test_it_moves_the_set_up_over_and_undo_brings_it_back(self):
        before = self.tree()
        status, said = self.run_it(answer=b"y\n")
        self.assertEqual(0, status, said)
        self.assertNotIn("mods-enabled/jk.load", self.tree())
        self.assertIn("mods-enabled/sioha.load", self.tree())
        self.assertIn("JkMount /api/* balance1", self.read("conf-enabled/sioha-from-jk.conf"))
        self.assertEqual(SITE % "balance1", self.read("sites-enabled/guide.conf"))
        self.assertEqual(1, len(os.listdir(os.path.join(self.root, "backups"))))
        self.assertEqual(1, self.run_it("--yes")[0], "it is moved already")
        status, said = self.run_it("--undo", "--yes")
        self.assertEqual(0, status, said)
        self.assert_unchanged(before)

    def test_a_line_that_the_module_refuses_is_left_out_and_shown(self):
        self.write_jk_conf("    JkNoSuchDirective On\n")
        status, said = self.run_it("--yes")
        self.assertEqual(0, status, said)
        self.assertIn("JkNoSuchDirective On", said)
        self.assertIn("Invalid command", said)
        self.assertIn("#    JkNoSuchDirective On", self.read("conf-enabled/sioha-from-jk.conf"))

    def test_what_httpd_refuses_elsewhere_is_shown_and_nothing_changes(self):
        self.write("sites-enabled/guide.conf", SITE % "balance2")
        before = self.tree()
        status, said = self.run_it("--yes")
        self.assertEqual(1, status, said)
        self.assertIn(self.dir + "/sites-enabled/guide.conf:5", said)
        self.assertIn("balance2", said)
        self.assert_unchanged(before)

    def test_undo_keeps_what_was_written_into_its_file(self):
        self.assertEqual(0, self.run_it("--yes")[0])
        self.write("conf-available/sioha-from-jk.conf", self.read("conf-available/sioha-from-jk.conf") + "# mine\n")
        status, said = self.run_it("--undo", "--yes")
        self.assertEqual(0, status, said)
        kept = [name for name in os.listdir(os.path.join(self.root, "backups")) if ".conf." in name]
        self.assertEqual(1, len(kept), said)
        self.assertIn(kept[0], said)
        with open(os.path.join(self.root, "backups", kept[0])) as stream:
            self.assertIn("# mine", stream.read())

    def test_a_folder_that_is_a_link_is_not_written_to_by_the_rehearsal(self):
        for folder in ("conf-enabled", "mods-enabled"):
            elsewhere = os.path.join(self.root, "elsewhere", folder)
            os.makedirs(os.path.dirname(elsewhere), exist_ok=True)
            os.rename(os.path.join(self.dir, folder), elsewhere)
            for name in os.listdir(elsewhere):
                os.remove(os.path.join(elsewhere, name))
                os.symlink(os.path.join(self.dir, "mods-available", name), os.path.join(elsewhere, name))
            os.symlink("../elsewhere/" + folder, os.path.join(self.dir, folder))
        real = self.dir
        before = self.tree(), sorted(os.listdir(os.path.join(real, "mods-enabled")))
        self.dir = os.path.join(self.root, "link")
        os.symlink(real, self.dir)
        status, said = self.run_it("--dry-run")
        self.dir = real
        self.assertEqual(0, status, said)
        self.assertEqual(before, (self.tree(), sorted(os.listdir(os.path.join(real, "mods-enabled")))))
        self.assertEqual([], os.listdir(os.path.join(real, "conf-enabled")))

    def test_absolute_includes_and_links_out_of_the_folder_are_followed(self):
        self.write("apache2.conf", APACHE_CONF.replace("IncludeOptional ", 'includeoptional "%s/' % self.dir)
                   .replace("*.load", '*.load"').replace("*.conf", '*.conf"'))
        site = os.path.join(self.dir, "sites-enabled", "guide.conf")
        os.rename(site, os.path.join(self.root, "guide.conf"))
        os.symlink("../../guide.conf", site)
        self.write_jk_conf("    JkNoSuchDirective On\n")    # found where the copy is what httpd reads
        status, said = self.run_it("--yes")
        self.assertEqual(0, status, said)
        self.assertIn("JkNoSuchDirective On", said)
        self.assertIn("mods-enabled/sioha.load", self.tree())

    def test_half_a_move_is_taken_back(self):
        before = self.tree()
        tools = self.space.folder("tools")
        real = subprocess.check_output(["sh", "-c", "command -v a2enmod"]).decode().strip()
        self.space.write("tools/a2enmod", '#!/bin/sh\ncase "$APACHE_CONFDIR $*" in "%s "*sioha) echo no space >&2; exit 1;; '
                         'esac\nexec %s "$@"\n' % (self.dir, real), 0o755)
        self.addCleanup(os.environ.__setitem__, "PATH", os.environ["PATH"])
        os.environ["PATH"] = tools + os.pathsep + os.environ["PATH"]
        status, said = self.run_it("--yes")
        self.assertEqual(1, status, said)
        self.assertIn("no space", said)
        self.assertIn("everything is as it was", said)
        self.assert_unchanged(before)

    def test_one_at_a_time(self):
        before = self.tree()
        other = os.open(self.dir, os.O_RDONLY)
        fcntl.flock(other, fcntl.LOCK_EX)
        for options in (("--yes",), ("--undo", "--yes")):
            status, said = self.run_it(*options)
            self.assertEqual(1, status, said)
            self.assertIn("another sioha-from-jk is at work in " + self.dir, said)
        self.assertEqual(0, self.run_it("--dry-run")[0])
        self.assert_unchanged(before)
        os.close(other)
        self.assertEqual(0, self.run_it("--yes")[0])

    def test_what_is_not_there_is_said(self):
        for name, sentence in (("mods-available/sioha.load", "install libapache2-mod-sioha"),
                               ("mods-enabled/jk.load", "mod_jk is not enabled")):
            os.remove(os.path.join(self.dir, name))
            status, said = self.run_it("--yes")
            self.assertEqual(1, status, said)
            self.assertIn(sentence, said)
        self.assertIn("nothing to undo", self.run_it("--undo")[1])
        self.assertEqual(2, self.run_it("--everything")[0])


if __name__ == "__main__":
    case.main()

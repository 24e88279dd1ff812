"""mod_sioha.so shows httpd one symbol, and needs nothing that httpd does not have."""

import os
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "integration"))
from harness import case  # noqa: E402
from harness.settings import settings  # noqa: E402


class Symbols(unittest.TestCase):
    def test_only_the_module_record_is_exported(self):
        case.need("nm")
        output = subprocess.check_output(["nm", "-D", "--defined-only", settings().module]).decode()
        names = [line.split()[-1] for line in output.splitlines() if line.strip()]
        if settings().sanitizers:
            names = [name for name in names if not name.lstrip("_").startswith(("asan", "odr_asan", "ubsan", "tsan"))]
        self.assertEqual(["sioha_module"], names)

    def test_the_module_does_not_depend_on_where_it_was_built(self):
        case.need("readelf")
        output = subprocess.check_output(["readelf", "-d", settings().module]).decode()
        self.assertNotIn("RPATH", output)
        self.assertNotIn("RUNPATH", output)


if __name__ == "__main__":
    case.main()

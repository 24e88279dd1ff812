"""doc/mod_jk-compatibility.md names all of mod_jk's surface and of the parsers here, and each name has a test.

A name counts as exercised where a string of a test uses it as a configuration or a request would: not in a comment,
not in a docstring, and a property as `.name=`, an extension as `;name=`.
"""

import ast
import os
import re
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import sources  # noqa: E402

PAGE = os.path.join(sources.TOP, "doc/mod_jk-compatibility.md")
VERDICTS = ("same", "better", "refused")

# What mod_jk 1.2.48 has (its documentation, and facts seen of it), by the page's sections.
SURFACE = {
    "Directives": """
        JkWorkersFile JkWorkerProperty JkMount JkUnMount JkMountCopy JkMountFile JkMountFileReload JkAutoAlias
        JkStripSession JkLogFile JkLogLevel JkLogStampFormat JkRequestLogFormat JkShmFile JkShmSize JkWatchdogInterval
        JkOptions JkEnvVar JkExtractSSL JkHTTPSIndicator JkCERTSIndicator JkCIPHERIndicator JkSESSIONIndicator
        JkKEYSIZEIndicator JkSSLPROTOCOLIndicator JkCERTCHAINPrefix JkWorkerIndicator JkRequestIdIndicator
        JkRemoteAddrIndicator JkRemotePortIndicator JkRemoteHostIndicator JkRemoteUserIndicator JkAuthTypeIndicator
        JkLocalNameIndicator JkLocalAddrIndicator JkLocalPortIndicator JkIgnoreCLIndicator""",
    "Options": """
        ForwardURIProxy ForwardURICompat ForwardURICompatUnparsed ForwardURIEscaped ForwardDirectories
        ForwardLocalAddress ForwardPhysicalAddress FlushPackets FlushHeader DisableReuse ForwardKeySize
        ForwardSSLCertChain RejectUnsafeURI CollapseSlashesAll CollapseSlashesNone CollapseSlashesUnmount""",
    "Variables": """
        JK_WORKER_NAME no-jk JK_ROUTE JK_REPLY_TIMEOUT JK_STICKY_IGNORE JK_STATELESS JK_REMOTE_ADDR JK_REMOTE_PORT
        JK_REMOTE_HOST JK_REMOTE_USER JK_AUTH_TYPE JK_LOCAL_NAME JK_LOCAL_ADDR JK_LOCAL_PORT JK_IGNORE_CL UNIQUE_ID
        HTTPS SSL_CLIENT_CERT SSL_CLIENT_CERT_CHAIN_ SSL_CIPHER SSL_SESSION_ID SSL_CIPHER_USEKEYSIZE SSL_PROTOCOL""",
    "Notes": """
        JK_WORKER_NAME JK_WORKER_TYPE JK_WORKER_ROUTE JK_REQUEST_DURATION JK_LB_FIRST_NAME JK_LB_FIRST_VALUE
        JK_LB_FIRST_ACCESSED JK_LB_FIRST_SESSIONS JK_LB_FIRST_READ JK_LB_FIRST_TRANSFERRED JK_LB_FIRST_ERRORS
        JK_LB_FIRST_BUSY JK_LB_FIRST_ACTIVATION JK_LB_FIRST_STATE JK_LB_LAST_NAME JK_LB_LAST_VALUE JK_LB_LAST_ACCESSED
        JK_LB_LAST_SESSIONS JK_LB_LAST_READ JK_LB_LAST_TRANSFERRED JK_LB_LAST_ERRORS JK_LB_LAST_BUSY
        JK_LB_LAST_ACTIVATION JK_LB_LAST_STATE""",
    "Attributes": """
        AJP_REMOTE_PORT AJP_LOCAL_ADDR AJP_SSL_PROTOCOL JK_LB_ACTIVATION""",
    "Properties": """
        list maintain type reference mount host port source prefer_ipv6 secret secretkey connection_pool_size
        connection_pool_minsize connection_pool_timeout connection_acquire_timeout socket_timeout
        socket_connect_timeout socket_keepalive socket_buffer ping_mode ping_timeout connect_timeout prepost_timeout
        connection_ping_interval reply_timeout retries lb_retries retry_interval recovery_options fail_on_status
        busy_limit max_packet_size balance_workers sticky_session sticky_session_force method lock recover_time
        error_escalation_time max_reply_timeouts session_cookie session_path set_session_cookie session_cookie_path
        lbfactor distance route domain redirect activation css ns xmlns doctype prefix read_only user
        user_case_insensitive good bad cachesize cache_timeout recycle_timeout balanced_workers jvm_route disabled
        stopped local_worker local_worker_only sysprops stdout stderr mx ms class_path bridge jvm_lib ld_path cmd_line
        native_lib""",
    "Rule extensions": """
        reply_timeout sticky_ignore stateless active disabled stopped fail_on_status use_server_errors session_cookie
        session_path set_session_cookie session_cookie_path""",
    "Status worker: commands and parameters": """
        list show edit update reset recover version dump w sw att mime re opt from vlr vlri vlt vlee vlx vls vlf vlm vll
        vwa vwf vwn vwr vwc vwd vahst vaprt vacpt vapng vact vapt vart var vari varo vabl vamps vacpi""",
    "Status worker: fields": """
        server_name server_port time_datetime time_tz time_unix web_server jk_version lb_count ajp_count list
        balance_workers name type sticky_session sticky_session_force retries recover_time error_escalation_time
        max_reply_timeouts method lock member_count good degraded bad busy max_busy map_count time_to_maintenance_min
        time_to_maintenance_max last_reset_at last_reset_ago host port address source connection_pool_timeout
        ping_timeout connect_timeout prepost_timeout reply_timeout connection_ping_interval recovery_options busy_limit
        max_packet_size activation lbfactor route redirect domain distance state lbmult lbvalue elected used sessions
        errors client_errors reply_timeouts transferred read connected max_connected time_to_recover_min
        time_to_recover_max error_time_datetime error_time_tz error_time_unix_seconds error_time_ago server uri
        sticky_ignore stateless fail_on_status active disabled stopped use_server_errors id""",
    "Worker types": "ajp13 lb status ajp12 ajp14 jni",
    "Methods": "Request Session Next Traffic Busyness",
}


def rows():
    """(section, name, verdict, remark) of each name in the page's tables of four cells or three."""
    found, section = [], None
    for line in sources.read(PAGE).splitlines():
        if line.startswith("## "):
            section = line[3:].strip()
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not line.startswith("| ") or section == "Differences on the wire" or cells[0] == "Name":
            continue
        for name in cells[0].split(","):
            found.append((section, name.strip().strip("`"), cells[1], " ".join(cells[2:])))
    return found


def string_of(node):
    """Its text where it is a literal; Python 3.8 has another class for them."""
    kind = node.__class__.__name__
    value = node.s if kind == "Str" else node.value if kind == "Constant" else None
    return value if isinstance(value, str) else None


def python_strings(text):
    tree = ast.parse(text)
    docstrings = set()
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and node.body:
            if isinstance(node.body[0], ast.Expr):
                docstrings.add(id(node.body[0].value))
    return [string_of(node) for node in ast.walk(tree) if string_of(node) is not None and id(node) not in docstrings]


_LITERAL = re.compile(r'"((?:\\.|[^"\\\n])*)"')


def test_strings():
    """What the tests under unit/ and integration/ have in quotes, adjoining C++ literals joined."""
    texts = []
    for path in sources.files("cc", "py", folders=("tests/unit", "tests/integration")):
        text = sources.read(path)
        if path.endswith(".py"):
            texts += python_strings(text)
        else:
            # Adjoining literals are one.
            joined = re.sub(r'"\s*\n\s*"', "", sources.without_comments(text))
            texts += [literal.replace("\\n", "\n") for literal in _LITERAL.findall(joined)]
    return texts


def pattern(section, name):
    word = re.escape(name)
    if section == "Directives":
        return r"\b(?:Jk|Sioha)%s\b" % re.escape(re.sub("^(Jk|Sioha)", "", name))
    if section == "Properties":
        return r"(?:\.|^)%s\s*=" % word
    if section == "Rule extensions":
        return r";\s*%s\s*=" % word
    if section == "Worker types":
        return r"\.type\s*=\s*%s\b" % word
    if section == "Variables" and name.endswith("_"):
        return r"\b%s" % word
    return r"(?<![\w-])%s(?![\w-])" % word


class Compatibility(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.rows = rows()
        self.names = {}
        for section, name, verdict, _ in self.rows:
            self.names.setdefault(section, {})[name] = verdict

    def test_a_row_says_one_of_three_things_and_why(self):
        self.assertTrue(self.rows)
        for section, name, verdict, remark in self.rows:
            self.assertIn(verdict, VERDICTS, (section, name))
            if verdict != "same":
                self.assertTrue(remark, "%s: how, or why?" % name)

    def test_no_name_stands_twice_in_a_section(self):
        seen = [(section, name) for section, name, _, _ in self.rows]
        self.assertEqual(len(set(seen)), len(seen), [each for each in seen if seen.count(each) > 1])

    def test_all_of_mod_jk_is_there(self):
        for section, names in sorted(SURFACE.items()):
            missing = [name for name in names.split() if name not in self.names.get(section, {})]
            self.assertEqual([], missing, section)

    def test_every_directive_is_there(self):
        table = sources.without_comments(sources.read(os.path.join(sources.TOP, "mod_sioha/mod_sioha.c")))
        names = re.findall(r'^\s+(?:BOTH\(\w+, |VARIABLE\(|NOT_YET\()"(\w+)"', table, re.MULTILINE)
        self.assertGreater(len(names), 30)
        ours = re.findall(r'^\s+AP_INIT_\w+\("(\w+)"', table, re.MULTILINE)
        missing = ["Jk" + name for name in names if "Jk" + name not in self.names["Directives"]]
        self.assertEqual([], missing + [name for name in ours if name not in self.names["Directives"]])
        refused = set("Jk" + name for name in re.findall(r'^\s+NOT_YET\("(\w+)"', table, re.MULTILINE))
        said = set(name for name, verdict in self.names["Directives"].items() if verdict == "refused")
        self.assertEqual(refused, said)

    def test_every_property_is_there(self):
        table = sources.read(os.path.join(sources.TOP, "mod_sioha/config/known_properties.cc"))
        known = dict(re.findall(r'\{"(\w+)", Support::(\w+)', table))
        self.assertGreater(len(known), 70)
        self.assertEqual([], sorted(name for name in known if name not in self.names["Properties"]))
        refused = set(name for name in known if known[name] == "refused")
        said = set(name for name, verdict in self.names["Properties"].items() if verdict == "refused")
        self.assertEqual(refused, said)

    def test_every_rule_extension_is_there(self):
        table = sources.read(os.path.join(sources.TOP, "mod_sioha/config/rule_options.cc"))
        known = re.findall(r'\{"(\w+)", set\w+\}', table)
        self.assertEqual(12, len(known))
        self.assertEqual(set(known), set(self.names["Rule extensions"]))

    def test_every_name_is_exercised_by_a_test(self):
        texts = test_strings()
        all_text = "\n".join(texts)
        idle = [(section, name) for section, name, _, _ in self.rows
                if not re.search(pattern(section, name), all_text, re.MULTILINE)]
        self.assertEqual([], idle)


class TheSearch(unittest.TestCase):
    """It does not take a comment, a docstring or half a word for a use."""

    def test_what_counts(self):
        self.assertEqual(["a", "b"], python_strings('"""doc port="""\n# x.port=1\nx = "a"\ndef f():\n    """d"""\n    y("b")\n'))
        self.assertTrue(re.search(pattern("Properties", "port"), "worker.a.port=1"))
        self.assertFalse(re.search(pattern("Properties", "port"), "worker.a.report=1"))
        self.assertFalse(re.search(pattern("Properties", "port"), "the port is closed"))
        self.assertTrue(re.search(pattern("Directives", "JkMount"), "JkMount /* a"))
        self.assertTrue(re.search(pattern("Directives", "JkMount"), "SiohaMount /* a"))
        self.assertFalse(re.search(pattern("Directives", "JkMount"), "JkMountFile x"))
        self.assertFalse(re.search(pattern("Rule extensions", "active"), "w;inactive=1"))


if __name__ == "__main__":
    unittest.main()

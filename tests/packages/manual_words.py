"""The manuals leave out no directive, no property, no reason and no sentence of a check.

Each test names what is missing and where it belongs.
"""

import os
import re
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "style"))
import sources  # noqa: E402

from manual_text import pages, read  # noqa: E402

LITERAL = re.compile(r'"((?:\\.|[^"\\\n])*)"')
# What calls a sentence of a check comes from.
SAYS = re.compile(r"\b(?:fail|warn|refuse|Error|snprintf)\(")
CHARACTER = re.compile(r"'(?:\\.|[^'\\\n])'")


def call_at(text, start):
    """The call's text from its opening parenthesis to the one that closes it."""
    depth, at = 0, start
    while True:
        literal = LITERAL.match(text, at) or CHARACTER.match(text, at)
        if literal:
            at = literal.end()
            continue
        depth += {"(": 1, ")": -1}.get(text[at], 0)
        at += 1
        if depth == 0:
            return text[start:at]


def fragments(call):
    """The parts of a sentence that stand in the source, without the advice that ends it."""
    found = []
    for joined in re.findall(r'(?:"(?:\\.|[^"\\\n])*"\s*)+', call):
        text = "".join(LITERAL.findall(joined)).replace('\\"', '"').replace("\\n", " ")
        text = re.sub(r"%[-.0-9]*[a-z]+", "...", text).replace("%%", "%")
        found.append(re.split(r";(?: |$)", text)[0].strip(" :,()\""))
    return found


def sentences(text):
    """For each call that says something: its most telling part."""
    text = sources.without_comments(text)
    for match in SAYS.finditer(text):
        found = max(fragments(call_at(text, match.end() - 1)) or [""], key=len)
        if len(re.findall(r"[A-Za-z]{2,}", found)) > (2 if match.group(0) == "snprintf(" else 1) and "=..." not in found:
            yield found


def words_in(path, pattern):
    return re.findall(pattern, read(*path.split("/")))


class Directives(unittest.TestCase):
    def setUp(self):
        # A row of the names of variables is one like any other.
        self.table = re.sub(r'(?m)^    VARIABLE\("(\w+)", \w+,', r'    BOTH(AP_INIT_TAKE1, "\1", name, data, RSRC_CONF,',
                            read("mod_sioha", "mod_sioha.c"))
        self.index = pages()["directives.md"]
        self.groups = dict((name, text) for name, text in pages().items() if name.startswith("directives-"))

    def named(self, pattern):
        return re.findall(pattern, self.table, re.MULTILINE)

    def obsolete(self):
        return self.named(r'^    (?:BOTH\()?AP_INIT_\w+[,(] ?"(?:Sioha)?(\w+)", sioha_accept_obsolete\b')

    def refused(self):
        return self.named(r'^    NOT_YET\("(\w+)"')

    def all(self):
        return self.named(r'^    BOTH\(\w+, "(\w+)"') + self.named(r'^    AP_INIT_\w+\("Sioha(\w+)"') + self.refused()

    def taken(self):
        return [name for name in self.all() if name not in self.obsolete() + self.refused()]

    def test_each_is_in_the_list_with_its_page(self):
        self.assertTrue(self.taken())
        missing = [name for name in self.taken() if not re.search(
            r"(?m)^\| Sioha%s \| [^|]+ \| \[[^]]+\]\(directives-[a-z-]+\.md\) \|$" % name, self.index)]
        self.assertEqual([], missing, "doc/manual/directives.md wants a row for each of these")

    def test_each_has_a_section_with_syntax_default_and_mod_jks_name_on_the_page_that_the_list_names(self):
        both = set(self.named(r'^    BOTH\(\w+, "(\w+)"'))
        for name in self.taken():
            self.assertRegex(self.index, r"(?m)^\| Sioha%s \|" % name)
            page = re.search(r"(?m)^\| Sioha%s \|.*\((directives-[a-z-]+\.md)\) \|$" % name, self.index).group(1)
            parts = re.split(r"(?m)^## ", self.groups[page])
            # One of its own, or one of several that are alike, whose syntax stands below the heading.
            section = [part for part in parts if re.match(r"Sioha%s\n" % name, part) or
                       re.match(r"(?!Sioha).*\n\n(?:    Sioha.*\n)*    Sioha%s( |$)" % name, part, re.MULTILINE)]
            self.assertEqual(1, len(section), "doc/manual/%s wants a section \"## Sioha%s\"" % (page, name))
            self.assertRegex(section[0], r"(?m)^    Sioha%s( |$)" % name, "the syntax of Sioha%s" % name)
            said = re.search(r"(?m)^Where: (.*)\. Default: (.*)", section[0])
            self.assertTrue(said, "Sioha%s wants a line \"Where: .... Default: ....\"" % name)
            context = re.search(r'"(?:Sioha)?%s", \w+, \w+, ([A-Z_ |]+),' % name, self.table).group(1)
            self.assertEqual("ACCESS_CONF" in context, "Location" in said.group(1), name)
            if name in both:
                self.assertRegex(section[0], "mod_jk's name: `Jk%s`\\.|mod_jk's names begin with `Jk`\\." % name)

    def test_what_has_no_effect_and_what_is_refused_is_listed_as_that(self):
        for heading, names in (("Without effect", self.obsolete()), ("Not supported yet", self.refused())):
            part = re.search(r"(?s)## %s\n(.*?)(?=\n## |\Z)" % heading, self.index)
            listed = set(re.findall(r"\bSioha(\w+)", part.group(1))) if part else set()
            self.assertEqual(set(names), listed, "doc/manual/directives.md, %s" % heading)

    def test_no_page_names_one_that_does_not_exist(self):
        known = set(self.all())
        for name, text in pages().items():
            found = set(re.findall(r"\bSioha([A-Z]\w+)", text)) | set(re.findall(r"\bJk([A-Z]\w+)", text))
            self.assertEqual(set(), found - known - set(("WorkersFiles",)), name)

    def test_each_rule_extension_is_explained(self):
        known = words_in("mod_sioha/config/rule_options.cc", r'(?m)^    \{"(\w+)", set\w+\}')
        self.assertTrue(known)
        listed = re.search(r"(?s)\| Extension \|.*?\n\n", self.groups["directives-mounts.md"]).group(0)
        self.assertEqual(set(known), set(re.findall(r"`(\w+)`", "".join(
            line.split(" | ")[0] for line in listed.splitlines()))))

    def test_each_variable_of_the_access_log_is_explained(self):
        set_ = set(name for path in sources.files("cc", folders=("mod_sioha/httpd",))
                   for name in re.findall(r'"(SIOHA_[A-Z_]+)"', sources.read(path)))
        self.assertTrue(set_)
        explained = set(re.findall(r"\| `(SIOHA_[A-Z_]+)` \|", "".join(self.groups.values())))
        self.assertEqual(set_, explained)


class Properties(unittest.TestCase):
    # name, Support, unit, default, what a note or another name says
    ROW = r'\{"(\w+)", Support::(\w+), [^,]+, "(\w*)", "([^"]*)",'

    def known(self):
        found = re.findall(self.ROW, read("mod_sioha", "config", "known_properties.cc"))
        self.assertTrue(found)
        return found

    def listed(self):
        """From doc/worker-properties.md: heading -> [(property, the row's other cells)]."""
        found, heading = {}, None
        for line in read("doc", "worker-properties.md").splitlines():
            if line.startswith("## "):
                heading = line[3:]
            elif line.startswith("| ") and heading and not line.startswith("| Property"):
                cells = [cell.strip() for cell in line.strip("| ").split(" | ")]
                for name in cells[0].split(", "):
                    found.setdefault(heading, []).append((name, cells[1:]))
        return found

    def test_each_property_that_is_read_is_listed(self):
        listed = set(name for rows in self.listed().values() for name, _ in rows)
        text = read("doc", "worker-properties.md")
        for name, support, _, _ in self.known():
            if support == "alias":
                self.assertRegex(text, "[Aa]lso written `%s`" % name)
            else:
                self.assertIn(name, listed, "doc/worker-properties.md wants a row for %s" % name)

    def test_each_supported_property_has_a_section_with_its_unit_and_default(self):
        sections = {}
        for page, text in pages().items():
            if page.startswith("workers-"):
                for part in re.split(r"(?m)^### ", text)[1:]:
                    sections[part.split("\n", 1)[0]] = part
        self.assertTrue(sections)
        supported = [known for known in self.known() if known[1] == "full"]
        missing = [known[0] for known in supported if known[0] not in sections]
        self.assertEqual([], missing, "doc/manual/workers-*.md want a section \"### NAME\" of each of these")
        for name, _, unit, default in supported:
            said = re.search(r"(?m)^For .*$", sections[name])
            self.assertTrue(said, "%s wants a line \"For ...: unit. Default: ...\"" % name)
            self.assertIn(unit, said.group(0), name)
            if default:
                self.assertIn("Default: `%s`" % default, said.group(0), name)
        names = set(known[0] for known in supported)
        self.assertEqual(set(), set(sections) - names, "sections of properties that are not supported")


class Reasons(unittest.TestCase):
    def setUp(self):
        self.page = pages()["what-to-do.md"]

    def test_each_reason_of_the_health_verdict_is_explained(self):
        words = words_in("mod_sioha/base/reason.cc", r'case Reason::\w+: return "([\w-]+)";')
        self.assertTrue(words)
        for word in words:
            self.assertIn("| `%s` |" % word, self.page, "doc/manual/what-to-do.md: %s" % word)

    def test_each_state_ending_and_cause_is_explained(self):
        words = words_in("mod_sioha/base/outcome.cc", r'return "([\w-]+)";') + \
            words_in("mod_sioha/balance/health.cc", r'return "([\w-]+)";')
        for function in words_in("mod_sioha/balance/effective.cc", r"(?s)kWords\[\] = \{(.*?)\}"):
            words += LITERAL.findall(function)
        words += words_in("mod_sioha/balance/effective.cc", r'return "([\w-]+)";')
        self.assertGreater(len(words), 30)
        for word in set(words):
            self.assertIn("| `%s` |" % word, self.page, "doc/manual/what-to-do.md: %s" % word)

    def test_each_sentence_for_a_client_is_explained(self):
        said = words_in("mod_sioha/httpd/error_answer.cc", r'return "([^"]+)";')
        self.assertTrue(said)
        for sentence in said:
            self.assertIn("`%s`" % sentence, self.page)

    def test_each_sentence_of_a_check_is_explained(self):
        spans = re.findall(r"`([^`]+)`", self.page)
        missing, seen = [], 0
        for path in sources.files("cc", folders=("keepalived-checks",)):
            for sentence in sentences(sources.read(path)):
                seen += 1
                option = re.search(r"\boptions? --", sentence)
                if not option and not any(sentence in span for span in spans):
                    missing.append("%s: %s" % (sources.relative(path), sentence))
        self.assertGreater(seen, 100)
        self.assertEqual([], missing, "doc/manual/what-to-do.md explains no\n" + "\n".join(missing))

    def test_the_extraction_of_sentences_sees_what_it_should(self):
        self.assertEqual(
            ["the file is gone", "only ... % of ... free", "one (two), three four"],
            list(sentences('v.fail(at(")") + "the file " "is gone; write another"); // fail("not me here")\n'
                           'snprintf(t, sizeof t, "only %.1f %% of %s free", \'(\'); refuse(x + "one (two), three four" + "; not this one");'
                           'snprintf(t, sizeof t, "%u uptime=%lld time=%lld", a);')))


class Links(unittest.TestCase):
    def test_every_link_leads_to_a_page_and_every_page_is_linked_from_the_index(self):
        # doc/render puts all of them into one folder.
        every = dict(pages(), **dict((name, read("doc", name))
                                     for name in ("worker-properties.md", "mod_jk-compatibility.md")))
        for name, text in every.items():
            for target in re.findall(r"\]\(([^)#]+)", text):
                self.assertIn(target, every, name)
        listed = set(re.findall(r"\]\(([^)#]+)", every["index.md"]))
        self.assertEqual(set(every) - set(("index.md",)), listed)


if __name__ == "__main__":
    unittest.main(verbosity=2)

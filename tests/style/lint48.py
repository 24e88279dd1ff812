"""What newer compilers accept in C++11 mode, and g++ 4.8, its library or glibc 2.19 do not.

A line that says lint48:ok is left alone.
"""

import os
import re
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import sources  # noqa: E402


def words(names, tail=r"\s*\("):
    return r"(?<![\w])(?:%s)%s" % ("|".join(names.split()), tail)


def std(names, tail=r"\b"):
    return r"\bstd::(?:%s)%s" % ("|".join(names.split()), tail)


def header(names):
    return r"^\s*#\s*include\s*<(?:%s)" % "|".join(names.split())


RULES = [(why, re.compile(pattern)) for why, pattern in (
    ("<regex> of 4.8 compiles, then throws or never matches", header("regex>")),
    ("<regex> of 4.8 compiles, then throws or never matches",
     std(r"w?regex\w* [wsc]*match regex_\w+ basic_regex match_results sub_match")),
    ("no such header in libstdc++ 4.8",
     header("codecvt> experimental/ shared_mutex> string_view> optional> variant> any> filesystem> charconv> "
            "memory_resource> execution> cuchar> version> span> concepts> ranges> bit> compare> numbers> format>")),
    ("not in libstdc++ 4.8",
     std("put_time get_time quoted hexfloat defaultfloat make_unique is_null_pointer is_final "
         "integer_sequence index_sequence make_index_sequence void_t bool_constant")),
    ("not in libstdc++ 4.8", std(r"exchange(?=\s*[<(]) hexfloat defaultfloat max_align_t "
                                 r"shared_timed_mutex shared_lock wstring_convert wbuffer_convert codecvt_utf\w+ "
                                 r"notify_all_at_thread_exit align(?=\s*\()")),
    ("its limits are over at once in libstdc++ 4.8 (a steady clock's time for one of day)",
     std("timed_mutex recursive_timed_mutex")),
    ("no such type trait in libstdc++ 4.8",
     words("is_trivially_copyable is_trivially_default_constructible is_trivially_constructible "
           "is_trivially_copy_constructible is_trivially_move_constructible is_trivially_assignable "
           "is_trivially_copy_assignable is_trivially_move_assignable aligned_union", r"\b")),
    ("C++14 alias of a type trait",
     std("enable_if_t decay_t remove_reference_t remove_const_t remove_cv_t remove_pointer_t remove_extent_t "
         "add_const_t add_pointer_t add_lvalue_reference_t add_rvalue_reference_t conditional_t common_type_t "
         r"underlying_type_t result_of_t make_signed_t make_unsigned_t aligned_storage_t tuple_element_t is_\w+_v")),
    ("set_value_at_thread_exit is not in 4.8", r"set_(?:value|exception)_at_thread_exit"),
    ("4.8 has no atomic access to shared_ptr; std::atomic<T> is fine",
     std(r"atomic_(?:load|store|exchange|compare_exchange_(?:weak|strong))(?:_explicit)?", r"\s*\(")),
    ("free functions of C++14 or C++17",
     std("cbegin cend rbegin rend crbegin crend size data clamp gcd lcm", r"\s*\(")),
    ("containers of 4.8 take iterator here, not const_iterator",
     words("insert erase emplace splice replace", r"\s*\([^;]*\.c(?:begin|end)\s*\(")),
    ("range insert() returns void in 4.8", r"=\s*[\w.>-]+(?:\.|->)insert\s*\([^,;]*,[^,;]*,"),
    ("streams of 4.8 do not move", r"std::move\s*\(\w*(?:stream|oss|iss|ofs|ifs)\w*\)"),
    ("streams of 4.8 do not move", r"\breturn\s+std::[oi]?(?:f|string)stream\b"),
    ("the preprocessor of 4.8 does not know this test",
     r"^\s*#.*__has_(?:include|attribute|cpp_attribute|builtin|feature)\s*\("),
    ("4.8 does not know this attribute",
     r"\[\[\s*(?:fallthrough|maybe_unused|nodiscard|deprecated|likely|unlikely|gnu::fallthrough)"),
    ("4.8 does not know this attribute", r"__attribute__\s*\(\(\s*_*fallthrough"),
    ("a builtin of gcc 5 or later",
     r"__builtin_(?:add|sub|mul|s(?:add|sub|mul)l*|u(?:add|sub|mul)l*)_overflow|__builtin_(?:has_attribute|launder)"),
    ("4.8 cannot capture a parameter pack", r"\[[^\]]*\.\.\.[^\]]*\]\s*[({]"),
    ("capture with an initialiser is C++14", r"\[[^\]=&]*\w+\s*=[^\]=]+\]\s*(?:\([^)]*\))?\s*(?:mutable)?\s*\{"),
    ("a generic lambda is C++14", r"\]\s*\([^)]*\b(?:const )?auto[ &*]"),
    ("4.8 wants a space in operator\"\" _x", r'operator""_'),
    ("a raw string in a macro's argument, bug 57824 of gcc", r'\b[A-Z][A-Z0-9_]+\(.*\bR"'),
    ("an option that g++ 4.8 refuses: let configure try it",
     r"-fstack-protector-strong|-Wimplicit-fallthrough|-Wsuggest-override|-Wduplicated|-Wnull-dereference"
     r"|-fdiagnostics-color|-std=(?:c|gnu)\+\+(?:14|17|2)|-fno-plt|-fcf-protection|-fstack-clash"),
    ("newer than glibc 2.19",
     words(r"getrandom getentropy reallocarray explicit_bzero memfd_create gettid tgkill strlcpy strlcat "
           r"strerrorname_np strerrordesc_np sigabbrev_np sigdescr_np pthread_cond_clockwait pthread_mutex_clocklock "
           r"sem_clockwait renameat2 copy_file_range statx close_range closefrom pthread_getattr_default_np "
           r"timespec_getres arc4random\w* preadv2 pwritev2 malloc_info2 epoll_pwait2 mallinfo2 thrd_create mtx_lock "
           r"cnd_wait posix_spawn_file_actions_add(?:chdir|fchdir|closefrom)\w*")),
    ("newer than glibc 2.19", header("sys/random.h> threads.h> sys/single_threaded.h> sys/pidfd.h>")),
)]


def findings(text):
    """(line number, line, why) of what 4.8 would refuse. Comments do not count."""
    found = []
    for number, (line, code) in enumerate(zip(text.splitlines(), sources.without_comments(text).splitlines()), 1):
        if "lint48:ok" in line:
            continue
        for why, pattern in RULES:
            if pattern.search(code):
                found.append((number, line.strip(), why))
    return found


class Lint48(unittest.TestCase):
    REFUSED = (
        "#include <regex>", "std::regex_match(a, b)", "#include <shared_mutex>", "#include <optional>",
        "std::put_time(&t, f)", "std::make_unique<int>(1)", "x = std::exchange(a, b);",
        "static_assert(std::is_trivially_copyable<T>::value, \"\");", "std::enable_if_t<b> f();",
        "std::is_same_v<A, B>", "std::atomic_load(&pointer)", "std::cbegin(v)", "std::size(v)",
        "v.insert(v.cbegin(), 1)", "it = v.insert(v.end(), a, b);", "std::move(oss)", "return std::ostringstream();",
        "#if defined(X) && __has_include(<y>)", "[[fallthrough]];", "__attribute__((fallthrough));",
        "__builtin_add_overflow(a, b, &c)", "auto f = [args...](int i) {};", "auto f = [p = std::move(q)]() { };",
        "auto f = [](const auto& x) {};", 'T operator""_ms(int);', "CHECK(R\"(x", "getrandom(b, 1, 0)", "gettid()",
        "#include <threads.h>", "explicit_bzero(b, n)", "std::shared_lock<M> l(m);", "std::align(a, b, c, d)")
    ACCEPTED = (
        "// std::make_unique<int>() is not there", "/* [[fallthrough]] */", "base::makeUnique<int>(1)",
        "map.insert(x);", "net::exchange(c, r)", "std::atomic<int> a; a.load();", "int a[3] = {1, 2};",
        "v.push_back(w[i]);", "x.exchange_(1)",
        "if (a[i] == b) { f(); }", "#include <thread>", "std::make_unique<int>(1)  // lint48:ok", "result.size()",
        "__attribute__((visibility(\"default\")))")

    def test_the_rules_find_what_they_are_for(self):
        for line in self.REFUSED:
            self.assertTrue(findings(line), line)
        for line in self.ACCEPTED:
            self.assertEqual([], findings(line))

    def test_the_sources_keep_to_what_4_8_knows(self):
        found = ["%s:%d: %s\n    %s" % (sources.relative(path), number, why, line)
                 for path in sources.files("c", "cc", "h", "cc.in", "h.in")
                 for number, line, why in findings(sources.read(path))]
        self.assertEqual([], found, "\n" + "\n".join(found))


if __name__ == "__main__":
    unittest.main(verbosity=2)

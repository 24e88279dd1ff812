"""Which crashes of a child are httpd's own.

The event and worker MPMs close their workers' connections from the child's first thread when the child is told to end
at once (close_worker_sockets() in server/mpm/event/event.c): without a lock, so that a connection which its worker
ends at that moment is read after its memory was given back. Seen with httpd 2.4.71 and no balancer loaded, in about
one of 100 stops under load. The child was about to end anyway.

A child of the prefork MPM destroys its pools inside of the handler of SIGTERM (just_die() in
server/mpm/prefork/prefork.c), whatever that interrupts: an SSL_free() of mod_ssl's, and the pool's cleanup comes to the
same connection once more.
"""

import re

_TRACED = re.compile(r"crash: signal \d+ in process (\d+) thread (\d+)$")
_SANITIZED = re.compile(r"==(\d+)==ERROR: AddressSanitizer: SEGV .*\bT(\d+)\)$")
# "/lib/libapr-1.so.0(apr_os_sock_get+0x0)[0x7f]", in Debian 13's glibc with a blank before the '[', and
# "    #0 0x7f in apr_os_sock_get (/lib/libapr-1.so.0+0x28180)"
_FRAME = re.compile(r"^(?:(?P<file>/\S*?)\((?P<symbol>\w*)\+0x[0-9a-f]+\) ?\[0x[0-9a-f]+\]"
                    r"|\s+#\d+ 0x[0-9a-f]+\s+(?:in (?P<name>\S+) )?\((?P<library>/\S*?)\+0x[0-9a-f]+\).*)$")


def _frames(lines):
    """(file's name, symbol) of each frame that follows; the crash's own handler left out."""
    frames = []
    for line in lines:
        found = _FRAME.match(line)
        if found:
            file = (found.group("file") or found.group("library")).rpartition("/")[2]
            frames.append((file, found.group("symbol") or found.group("name") or ""))
        elif frames:
            break
    while frames and re.match(r"mod_crash_trace|libc[.-]|libasan", frames[0][0]):
        frames.pop(0)
    return frames


def _is_close_worker_sockets(frames):
    return (len(frames) > 2 and frames[0][0].startswith("libapr-1.") and frames[0][1].startswith("apr_")
            and re.match(r"mod_mpm_(event|worker)\.so$", frames[1][0]) is not None
            and not any(file.startswith("mod_sioha") for file, _ in frames))


def _is_just_die(frames):
    """A module's cleanup, pools, prefork's handler; then the trampoline and what was interrupted."""
    files = [file for file, _ in frames]
    handler = next((at for at, file in enumerate(files) if file == "mod_mpm_prefork.so"), 0)
    interrupted = next((at for at in range(handler, len(files)) if files[at] != "mod_mpm_prefork.so"), 0)
    return (handler > 1 and interrupted > 0 and frames[handler - 1][1] == "apr_pool_destroy"
            and re.match(r"libc[.-]", files[interrupted]) is not None
            and not any(file.startswith("mod_sioha") for file in files))


def of_httpd(text):
    """The pids, as text, of the children that crashed in httpd's own race."""
    lines = text.splitlines()
    pids = set()
    for at, line in enumerate(lines):
        traced, sanitized = _TRACED.match(line), _SANITIZED.search(line)
        first_thread = traced and traced.group(1) == traced.group(2) or sanitized and sanitized.group(2) == "0"
        frames = _frames(lines[at + 1:])
        if first_thread and (_is_close_worker_sockets(frames) or _is_just_die(frames)):
            pids.add((traced or sanitized).group(1))
    return pids

"""A temporary folder, free ports and certificates."""

import os
import pwd
import random
import shutil
import socket
import tempfile

from harness import process


def service_user():
    """Whom httpd's children run as when we are root; None when we are not."""
    if os.geteuid() != 0:
        return None
    for name in ("www-data", "apache", "daemon", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise SystemExit("no user for httpd's children found (www-data, apache, daemon, nobody)")


def _first_ephemeral_port():
    try:
        with open("/proc/sys/net/ipv4/ip_local_port_range") as stream:
            return int(stream.read().split()[0])
    except (OSError, ValueError):
        return 32768


_given = set()


def free_port():
    """A port that nobody listens on, out of the range that connect(2) picks from.

    In that range a client's own port could take it meanwhile, and a client that
    knocks at a dead server's port could connect to itself.
    """
    top = _first_ephemeral_port()
    low, high = (12000, top - 1) if top > 16000 else (49152, 65000)
    for _ in range(1000):
        port = random.SystemRandom().randint(low, high)
        if port in _given:
            continue
        with socket.socket() as probe:
            try:
                probe.bind(("0.0.0.0", port))
            except OSError:
                continue
        _given.add(port)
        return port
    raise RuntimeError("no free port between %d and %d" % (low, high))


def listening(port, host="127.0.0.1"):
    try:
        socket.create_connection((host, port), timeout=1.0).close()
        return True
    except OSError:
        return False


class Workspace(object):
    """Removed at the end, unless SIOHA_KEEP is set or somebody calls keep()."""

    def __init__(self, name):
        self.path = tempfile.mkdtemp(prefix="sioha-%s-" % name)
        os.chmod(self.path, 0o755)
        self._keep = bool(os.environ.get("SIOHA_KEEP"))

    def file(self, *parts):
        return os.path.join(self.path, *parts)

    def folder(self, *parts):
        path = self.file(*parts)
        if not os.path.isdir(path):
            os.makedirs(path)
            os.chmod(path, 0o755)
        return path

    def write(self, name, text, mode=0o644):
        path = self.file(name)
        self.folder(os.path.dirname(path))
        with open(path, "wb") as stream:
            stream.write(text if isinstance(text, bytes) else text.encode())
        os.chmod(path, mode)
        return path

    def keep(self):
        self._keep = True

    def remove(self):
        if not self._keep:
            shutil.rmtree(self.path, ignore_errors=True)


def openssl(*arguments):
    status, output = process.run(("openssl",) + arguments)
    if status:
        raise RuntimeError("openssl %s: %s" % (" ".join(arguments), output))
    return output


class Certificates(object):
    """A CA, an intermediate CA, a server and a client certificate; RSA as the guide's keytool makes them."""

    def __init__(self, workspace):
        self._space = workspace
        workspace.folder("certs")
        self._issue("ca", "/CN=sioha test CA", None, "CA:TRUE")
        self._issue("inner", "/CN=sioha test intermediate CA", "ca", "CA:TRUE")
        self._issue("server", "/CN=127.0.0.1/O=sioha", "ca", "CA:FALSE",
                    "subjectAltName=IP:127.0.0.1,DNS:localhost")
        self._issue("client", "/CN=storage admin/O=sioha", "inner", "CA:FALSE")
        with open(self.file("client-chain.pem"), "w") as chain:
            for name in ("client", "inner"):
                with open(self.file(name + "-cert.pem")) as stream:
                    chain.write(stream.read())

    def file(self, name):
        return self._space.file("certs", name)

    def _issue(self, name, subject, issuer, constraint, extra=""):
        key, cert, request = (self.file(name + end) for end in ("-key.pem", "-cert.pem", ".csr"))
        openssl("req", "-new", "-newkey", "rsa:2048", "-nodes", "-sha256", "-subj", subject,
                "-keyout", key, "-out", request)
        # Python 3.13 wants of a chain all that RFC 5280 does.
        extra += "\nsubjectKeyIdentifier=hash" + ("\nauthorityKeyIdentifier=keyid" if issuer else "")
        if constraint == "CA:TRUE":
            extra += "\nkeyUsage=critical,keyCertSign,cRLSign"
        extensions = self._space.write("certs/%s.ext" % name,
                                       "basicConstraints=critical,%s\n%s\n" % (constraint, extra))
        sign = ["x509", "-req", "-in", request, "-out", cert, "-days", "2", "-sha256", "-extfile", extensions]
        if issuer:
            sign += ["-CA", self.file(issuer + "-cert.pem"), "-CAkey", self.file(issuer + "-key.pem"),
                     "-CAcreateserial"]
        else:
            sign += ["-signkey", key]
        openssl(*sign)

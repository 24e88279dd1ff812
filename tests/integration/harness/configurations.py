"""Twenty configurations as administrators of mod_jk have them, and requests for each.

A text may use {port of NAME} for a member's port, {workers}, {mounts} and {mounts2} for the files, {root} and {port} of
httpd, and {log} for the directives that mod_jk wants and mod_sioha takes.
"""

import random
import re

LOG = 'JkLogFile "{root}/logs/mod_jk.log"\nJkLogLevel error\nJkShmFile "{root}/run/jk-runtime-status"\n'


class Configuration(object):
    """members: names of backends. groups: what balancer a member belongs to; else it is one by itself."""

    def __init__(self, name, members, workers, httpd, paths, groups=None, mounts="", mounts2="", hosts=("main",),
                 headers=(), modules=(), pinned=""):
        self.name, self.members, self.workers, self.httpd, self.paths = name, members.split(), workers, httpd, paths
        self.mounts, self.mounts2, self.hosts, self.headers = mounts, mounts2, hosts, headers
        self.groups, self.modules, self.pinned = groups or {}, modules, pinned

    def pins(self, request):
        """Does it name a member, by its session or by its rule? Then both modules have to elect that one."""
        return bool(self.pinned and re.search(self.pinned, "%s %r" % (request.target, request.headers)))

    def requests(self, count=200):
        """The same ones each time."""
        dice = random.Random(self.name)
        paths = self.paths.split()
        for number in range(count):
            path = paths[number % len(paths)]
            yield Request(dice, number, path, self.hosts[number // len(paths) % len(self.hosts)], self.headers)


class Request(object):
    METHODS = ("GET",) * 8 + ("POST", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PROPFIND", "REPORT", "PATCH")
    MORE = (("Accept", "text/html,*/*;q=0.8"), ("Accept-Language", "de, en;q=0.5"), ("User-Agent", "curl/7.88.1"),
            ("Referer", "http://www.example.org/a?b=c"), ("Accept-Encoding", "gzip, deflate"), ("Pragma", "no-cache"),
            ("Authorization", "Basic YWRtaW46OlRva2Vu"), ("X-Forwarded-For", "192.0.2.7"), ("X-Empty", ""),
            ("Cookie", "other=1; theme=dark"), ("Range", "bytes=0-10"), ("If-None-Match", '"a"'),
            ("Cookie2", "$Version=1"), ("Accept-Charset", "utf-8"), ("SOAPAction", '"urn:x"'))
    QUERIES = ("", "", "?", "?a=1", "?a=%2F%20&b=/../;x", "?q=%C3%BC")

    def __init__(self, dice, number, path, host, headers):
        self.method, self.number = dice.choice(self.METHODS), number
        self.target = path + dice.choice(self.QUERIES)
        self.headers = [("Host", host)] + dice.sample(self.MORE, dice.randrange(0, 5))
        if headers:
            self.headers += dice.choice(headers)
        self.body, self.chunked = None, False
        if self.method in ("POST", "PUT", "PATCH"):
            self.body = b"x" * dice.choice((0, 1, 100, 8186, 20000))
            self.chunked = dice.random() < 0.25
            self.headers.append(("Content-Type", "application/octet-stream"))

    def __repr__(self):
        return "%s %s %r%s" % (self.method, self.target, self.headers, " chunked" if self.chunked else "")


def workers(names, extra=""):
    return "".join("worker.%s.type=ajp13\nworker.%s.host=127.0.0.1\nworker.%s.port={port of %s}\n" % (4 * (name,))
                   for name in names.split()) + extra


def balancer(name, members):
    return "worker.%s.type=lb\nworker.%s.balance_workers=%s\n" % (name, name, ",".join(members.split()))


SPELLINGS = ("/app/x /app/ /app /app/x/y.jsp /app/a%20b /app/%41 /app/x;jsessionid=1.a /app/;x=1/y /app//x /app/./x "
             "/app/y/../x /other /app2/x /appx / /App/x /app/%C3%BC /app/a+b /app/~x /app/x%3Fy /app/(x) /app/x,y "
             "/app/a:b@c&d=e$f!g*h'i")


def route(name, cookie="JSESSIONID"):
    return [("Cookie", "%s=0123456789ABCDEF.%s" % (cookie, name))]


def _thirty():
    members = ["t%02d" % number for number in range(1, 31)]
    text = ("base=127.0.0.1\nworker.list=status_of_none,%s,solo\n" % ",".join("lb%d" % n for n in range(1, 8)))
    text = text.replace("status_of_none,", "")
    text += ("worker.tpl.type=ajp13\nworker.tpl.host=$(base)\nworker.tpl.socket_keepalive=True\n"
             "worker.tpl.connection_pool_timeout=30\nworker.tpl.ping_mode=A\nworker.tpl.reply_timeout=20000\n"
             "worker.lbtpl.type=lb\nworker.lbtpl.sticky_session=True\nworker.lbtpl.method=Session\n")
    groups = {}
    for number, member in enumerate(members):
        owner = "lb%d" % (number // 4 + 1) if number < 28 else ("lb7" if number == 28 else "solo")
        name = "solo" if owner == "solo" else member
        text += "worker.%s.reference=worker.tpl\nworker.%s.port={port of %s}\n" % (name, name, member)
        if owner != "solo":
            groups[member] = owner
    for number in range(1, 8):
        text += "worker.lb%d.reference=worker.lbtpl\nworker.lb%d.balance_workers=%s\n" % (
            number, number, ",".join(sorted(m for m in groups if groups[m] == "lb%d" % number)))
    rules = "".join("/app%d|/*=lb%d\n" % (number, number) for number in range(1, 8))
    rules += ("!/app1/static/*=lb1\n!/*.gif=*\n/app2/slow/*=lb2;reply_timeout=60000\n"
              "/app3/down/*=lb3;stopped=t09,t10,t11\n/app4/fixed/*=lb4;disabled=t13,t14,t15;sticky_ignore=1\n"
              "/app5/api/*=lb5;session_cookie=API;session_path=;api\n-/app6/off/*=solo\n/solo/*=solo\n")
    httpd = ('JkWorkersFile "{workers}"\n{log}JkMountFile "{mounts}"\nJkMountFileReload 0\nJkMount /main/* lb1\n'
             "<VirtualHost *:{port}>\nServerName one\nJkMountCopy On\nJkMount /one/* solo\n</VirtualHost>\n"
             "<VirtualHost *:{port}>\nServerName two\nJkMount /two|/* lb2\nJkUnMount /two/priv/* lb2\n</VirtualHost>\n"
             '<VirtualHost *:{port}>\nServerName three\nJkMountFile "{mounts2}"\n</VirtualHost>\n'
             "<VirtualHost *:{port}>\nServerName four\n</VirtualHost>\n")
    paths = ("/app1 /app1/x /app1/static/x /app1/x.gif /app2/slow/x /app2/x /app3/down/x /app3/x /app4/fixed/x "
             "/app5/api/x;api=1.t18 /app5/x;jsessionid=1.t18 /app6/off/x /solo/x /main/x /one/x /two /two/x "
             "/two/priv/x /three/x /app7/x /app8/x /app1//static/x /app1/./static/x /app1/y/../static/x")
    headers = [[]] + [route(member) for member in members] + [route("t18", "API"), route("t20", "API")]
    return Configuration("30 workers", " ".join(members), text, httpd, paths, groups, rules, "/three/*=lb7\n",
                         ("one", "one", "two", "one", "three", "four"), headers, pinned=r"^/app(3/down|4/fixed|5/x;|5/api/x;)")


ALL = (
    Configuration("minimal", "w", "worker.list=w\n" + workers("w"), 'JkWorkersFile "{workers}"\n{log}JkMount /* w\n',
                  SPELLINGS),
    Configuration("no list", "ajp13", workers("ajp13"), 'JkWorkersFile "{workers}"\n{log}JkOptions +ForwardURIProxy\nJkMount /app|/* ajp13\n',
                  SPELLINGS),
    Configuration("the guide's", "machine1 machine2",
                  "worker.list=balance1\n" + workers("machine1 machine2", "worker.machine2.lbfactor=10\n") +
                  balancer("balance1", "machine1 machine2"),
                  'JkWorkersFile "{workers}"\n{log}JkWatchdogInterval 60\nJkMount /api/* balance1\n'
                  "JkOptions +ForwardSSLCertChain\n",
                  "/api/version /api/login /api/instances/System::1/x /api /index.html /api/types/Volume/instances",
                  {"machine1": "balance1", "machine2": "balance1"},
                  headers=[[], route("machine1"), route("machine2"), route("machine3")], pinned=r"\.machine[12]'"),
    Configuration("exclusions", "a b", "worker.list=a,b\n" + workers("a b"),
                  'JkWorkersFile "{workers}"\n{log}JkOptions +ForwardURICompatUnparsed\n'
                  "JkMount /app/* a\nJkMount /app/b/* b\nJkUnMount /app/priv/* a\n"
                  "JkUnMount /app/b/*.html *\nJkUnMount /app/b/x b\nJkMount /ex/ct a\nJkMount /q?/x b\n"
                  "JkUnMount /app/b/y a\n",
                  "/app/x /app/priv/x /app//priv/x /app/./priv/x /app/x/../priv/x /app/;a/priv/x /app/priv;x/y /app/b/y "
                  "/app/b/x /app/b/i.html /app/b/i.htm /ex/ct /ex/ct/ /ex/c /q1/x /q12/x /q//x /app/b /app/b/"),
    Configuration("a mount file", "a b c", "worker.list=a,b,c\n" + workers("a b c"),
                  'JkWorkersFile "{workers}"\n{log}JkMountFile "{mounts}"\nJkMountFileReload 30\nJkMount /app/* b\n',
                  "/app/x /app/no/x /app/no /bar /bar/x /barx /off/x /on/x /on/y /w/x.jsp /w/x.do /w/a/x.do /long/er/x",
                  mounts="# rules\n/app/*=a\n!/app/no/*=a\n/bar|/*=b\n-/off/*=c\n/on/*=c\n-!/on/x=c\n"
                         "/w/*.jsp = a\n/w/*.do=b # no\n/*er/x=c\n"),
    Configuration("virtual hosts", "a b c", "worker.list=a,b,c\n" + workers("a b c"),
                  'JkWorkersFile "{workers}"\n{log}JkMount /main/* a\nJkEnvVar GLOBAL otherwise\n'
                  'JkEnvVar SEEN\nSetEnvIf Host "^two" SEEN=yes\n'
                  "<VirtualHost *:{port}>\nServerName one\nJkEnvVar LOCAL here\nJkMount /one/* b\n</VirtualHost>\n"
                  "<VirtualHost *:{port}>\nServerName two\nServerAlias deux\nJkMount /* c\nJkUnMount /one/* c\n"
                  "</VirtualHost>\n<VirtualHost *:{port}>\nServerName three\n</VirtualHost>\n",
                  "/main/x /one/x /two/x / /x", hosts=("one", "two", "deux", "three", "nobody")),
    Configuration("copied mounts", "a b c", "worker.list=a,b,c\n" + workers("a b c"),
                  'JkWorkersFile "{workers}"\n{log}JkMount /main/* a\nJkUnMount /main/x a\nJkMount /both/* a\n'
                  "<VirtualHost *:{port}>\nServerName one\nJkMountCopy On\nJkMount /one/* b\nJkMount /both/one/* b\n"
                  "</VirtualHost>\n"
                  "<VirtualHost *:{port}>\nServerName two\nJkMountCopy Off\nJkMount /two/* c\n</VirtualHost>\n",
                  "/main/x /main/y /one/x /two/x /both/x /both/one/x", hosts=("one", "two")),
    Configuration("mounts for all", "a b c", "worker.list=a,b,c\n" + workers("a b c"),
                  'JkWorkersFile "{workers}"\n{log}JkMountCopy All\nJkMount /main/* a\nJkMountFile "{mounts}"\n'
                  "<VirtualHost *:{port}>\nServerName one\nJkMount /one/* b\n</VirtualHost>\n"
                  "<VirtualHost *:{port}>\nServerName two\nJkMountCopy Off\nJkMount /two/* c\n</VirtualHost>\n"
                  "<VirtualHost *:{port}>\nServerName three\n</VirtualHost>\n",
                  "/main/x /one/x /two/x /file/x /file/y", hosts=("one", "two", "three"),
                  mounts="/file/*=b\n!/file/y=b\n"),
    Configuration("mount files of hosts", "a b c", "worker.list=a,b,c\n" + workers("a b c"),
                  'JkWorkersFile "{workers}"\n{log}JkMountFile "{mounts}"\nJkMount /main/* a\n'
                  '<VirtualHost *:{port}>\nServerName one\nJkMountCopy On\nJkMountFile "{mounts2}"\n</VirtualHost>\n'
                  '<VirtualHost *:{port}>\nServerName two\nJkMountFile "{mounts2}"\n</VirtualHost>\n'
                  "<VirtualHost *:{port}>\nServerName three\nJkMountCopy On\n</VirtualHost>\n",
                  "/main/x /file1/x /file2/x /x", hosts=("one", "two", "three"),
                  mounts="/file1/*=b\n", mounts2="/file2/*=c\n"),
    Configuration("references and variables", "a b c",
                  "workers.home=/x\nhere=127.0.0.1\nworker.list=lb\nworker.tpl.type=ajp13\nworker.tpl.host=$(here)\n"
                  "worker.tpl.connection_pool_timeout=600\nworker.tpl.socket_keepalive=1\nworker.tpl.ping_mode=A\n"
                  "worker.tpl.domain=d1\n" +
                  "".join("worker.%s.reference=worker.tpl\nworker.%s.port={port of %s}\n" % (3 * (n,)) for n in "abc") +
                  "worker.c.route=node3\n" + balancer("lb", "a b c"),
                  'JkWorkersFile "{workers}"\n{log}JkMount /app|/* lb\n', SPELLINGS,
                  {"a": "lb", "b": "lb", "c": "lb"},
                  headers=[[], route("a"), route("b"), route("node3")], pinned=r"\.(a|b|node3)'|;jsessionid=1\.a"),
    Configuration("the property mount", "a b", "worker.list=a,b\n" + workers("a b", "worker.a.mount=/a /a/*\n"
                                                                                  "worker.b.mount=/b /b/* /a/b/*\n"),
                  'JkWorkersFile "{workers}"\n{log}JkMount /a/d/* b\n',
                  "/a /a/x /a/b/x /b /b/x /bx /a/d/x /c"),
    Configuration("properties in httpd.conf", "a b", "",
                  "JkWorkerProperty worker.list=a,b\n" +
                  "".join("JkWorkerProperty worker.%s.%s\n" % (n, line) for n in "ab"
                          for line in ("type=ajp13", "host=127.0.0.1", "port={port of %s}" % n)) +
                  "{log}JkMount /a/* a\nJkMount /b/* b\n", "/a/x /b/x /c/x"),
    Configuration("members by rule", "a b c", "worker.list=lb\n" + workers("a b c") + balancer("lb", "a b c") +
                  "worker.lb.method=Request\n",
                  'JkWorkersFile "{workers}"\n{log}JkMount /all/* lb\nJkMount "/one/*" "lb;stopped=b,c"\n'
                  'JkMount /two/* lb;stopped=a,c\nJkMount /three/* lb;disabled=a,b\n',
                  "/one/x /two/x /three/x /all/x", headers=[[], [], route("a"), route("b"), route("c")],
                  groups={"a": "lb", "b": "lb", "c": "lb"}, pinned=r"^/(one|two|three)/|\.[abc]'"),
    Configuration("own session names", "a b c", "worker.list=lb\n" + workers("a b c") + balancer("lb", "a b c") +
                  "worker.lb.session_cookie=SID\nworker.lb.session_path=;sid\nworker.lb.method=Session\n",
                  'JkWorkersFile "{workers}"\n{log}JkMount /app/* lb\n'
                  'JkMount /rule/* lb;session_cookie=RID;session_path=;rid\nJkMount /any/* lb;sticky_ignore=1\n',
                  "/app/x /app/x;sid=1.b /rule/x /rule/x;rid=1.c /rule/x;sid=1.b /any/x",
                  headers=[[], route("a", "SID"), route("b", "SID"), route("c", "RID"), route("a")],
                  groups={"a": "lb", "b": "lb", "c": "lb"},
                  pinned=r"^/app.*('SID=|;sid=1\.b)|^/rule.*('RID=|;rid=1\.c)"),
    Configuration("sessions", "a b c", "worker.list=lb,lb2\n" + workers("a b c", "worker.a.route=r.a\nworker.b.route=r.b\n"
                                                                   "worker.c.route=s.c\n") +
                  balancer("lb", "a b c") + balancer("lb2", "a b c") + "worker.lb2.sticky_session=0\n",
                  'JkWorkersFile "{workers}"\n{log}JkMount /app/* lb\nJkMount /no/* lb2\n',
                  "/app/x /app/y;jsessionid=1.r.b /app/y;jsessionid=1.r.b/z /app/z;x=1;jsessionid=1.s.c /no/x",
                  headers=[[], route("r.a"), route("r.b"), route("s.c"), route("x"),
                           [("Cookie", 'JSESSIONID="1.r.b"')], [("Cookie", "JSESSIONID=1; JSESSIONID=2.s.c")],
                           [("Cookie", "XJSESSIONID=1.r.a; JSESSIONIDX=1.r.b")], [("Cookie", "JSESSIONID=")]],
                  groups={"a": "lb", "b": "lb", "c": "lb"},
                  pinned=r"^/app\S*;jsessionid=1\.|^/app.*[ '\"]JSESSIONID=\"?[0-9A-F]*\.(r\.[ab]|s\.c)"),
    Configuration("locations", "a b", "worker.list=a,b\n" + workers("a b"),
                  'JkWorkersFile "{workers}"\n{log}<Location /loc>\nJkMount a\n</Location>\n'
                  "<Location /tree/*>\nJkMount b\n</Location>\n<Location /tree/no>\nJkUnMount b\n</Location>\n"
                  "<Location /closed>\nRequire all denied\n</Location>\nJkMount /closed/* a\nJkMount /open/* a\n",
                  "/loc /loc/ /loc/x /tree /tree/x /tree/no /tree/no/x /closed/x /closed //closed/x /;a/closed/x "
                  "/open/../closed/x /open/..;/closed/x /closed;x/y /open/x"),
    Configuration("SetHandler", "a b", "worker.list=a,b\n" + workers("a b"),
                  'JkWorkersFile "{workers}"\n{log}JkWorkerIndicator MY_WORKER\n'
                  "<Location /h/a>\nSetHandler jakarta-servlet\nSetEnv MY_WORKER a\n</Location>\n"
                  "<Location /h/b>\nSetHandler jakarta-servlet\nSetEnv MY_WORKER b\n</Location>\n"
                  "<Location /h/mounted>\nSetHandler jakarta-servlet\n</Location>\nJkMount /h/mounted/* b\n",
                  "/h/a /h/a/x /h/b/y /h/mounted/x /h/c", modules=()),
    Configuration("no-jk", "a", "worker.list=a\n" + workers("a"),
                  'JkWorkersFile "{workers}"\n{log}JkMount /app/* a\nSetEnvIf Request_URI "^/app/static/" no-jk\n'
                  'SetEnvIf X-Direct "^1$" no-jk\nSetEnvIf Request_URI "^/app/on/" !no-jk\n',
                  "/app/x /app/static/x /app/static /app/on/x", headers=[[], [("X-Direct", "1")], [("X-Direct", "0")]]),
    Configuration("precedence", "a b c d", "worker.list=a,b,c,d\n" + workers("a b c d"),
                  'JkWorkersFile "{workers}"\n{log}JkMount /* a\nJkMount /x/* b\nJkMount /x/y/* c\nJkMount /x/yy* d\n'
                  "JkMount /*/z b\nJkMount /x/y/?.jsp a\nJkMount /x*.gif d\nJkMount /x/y/exact d\n"
                  'JkMountFile "{mounts}"\n',
                  "/ /a /x /x/ /x/a /x/y /x/y/ /x/y/a /x/yya /q/z /x/z /x/y/1.jsp /x/y/12.jsp /x1.gif /x/1.gif "
                  "/x/y/1.gif /x/y/exact /x/same/1",
                  mounts="/x/same/*=c\n"),
    _thirty(),
)

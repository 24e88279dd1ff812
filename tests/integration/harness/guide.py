"""The guide's own files, with the addresses filled in."""

WORKERS = """worker.list=balance1
worker.machine1.type=ajp13
worker.machine1.host={machine1_IP}
worker.machine1.port={machine1_port}
worker.machine1.lbfactor=1
worker.machine2.type=ajp13
worker.machine2.host={machine2_IP}
worker.machine2.port={machine2_port}
worker.machine2.lbfactor=10
worker.balance1.type=lb
worker.balance1.balance_workers=machine1,machine2
"""

# mods-available/jk.conf as Debian ships it, after the guide's edits.
JK_CONF = """<IfModule jk_module>
    JkWorkersFile {workers}
    JkLogFile {logs}/mod_jk.log
    JkLogLevel info
    JkShmFile {logs}/jk-runtime-status
    JkWatchdogInterval 60
    # Map a worker to a namespace.
    JkMount /api/* balance1
    JkOptions +ForwardSSLCertChain
</IfModule>
"""

# What the guide adds to the virtual host of port 443.
VIRTUAL_HOST = "JkMountCopy On\nJkMount /* balance1\n"

STATUS = '<Location "/sioha-status">\nSetHandler sioha-status\n</Location>\n'


def workers(machine1, machine2, extra=""):
    """machine1, machine2: (address, port)."""
    text = WORKERS
    for name, (address, port) in (("machine1", machine1), ("machine2", machine2)):
        text = text.replace("{%s_IP}" % name, address).replace("{%s_port}" % name, str(port))
    return text + extra


def jk_conf(workers_file, logs):
    # <IfModule jk_module> is about the module that sioha replaces.
    text = JK_CONF.replace("<IfModule jk_module>\n", "").replace("</IfModule>\n", "")
    return text.replace("{workers}", workers_file).replace("{logs}", logs)


def configuration(space, machine1, machine2, extra="", mount="JkMount /* balance1\n", name="httpd"):
    """What goes into httpd's configuration; writes workers.properties beside it."""
    path = space.write("%s/conf/workers.properties" % name, workers(machine1, machine2, extra))
    space.folder(name, "logs")
    return jk_conf(path, space.file(name, "logs")) + mount + STATUS


def of_pair(space, pair, extra="", name="httpd"):
    return configuration(space, (pair.machine1.host, pair.machine1.ajp), (pair.machine2.host, pair.machine2.ajp),
                         extra, name=name)

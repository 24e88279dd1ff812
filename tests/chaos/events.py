"""The events of the matrix: what is done to the gateways (or to httpd) while clients are at work."""

import os
import signal
import time


class Event(object):
    """start(scene) begins it, heal(scene) ends it `lasts` seconds later; then the return is watched."""

    def __init__(self, name, start, heal, lasts=3.0, options=(), turns=True, returns=True, reads=0,
                 slowest=3.0, mdm=False, keep_alive=True):
        self.name, self.start, self.heal, self.lasts = name, start, heal, lasts
        self.options = options
        self.mdm = mdm                # the prober has credentials and asks the MDM
        self.keep_alive = keep_alive  # else a connection for each request: httpd closes idle ones at a restart
        self.turns = turns        # True: the master's verdict has to turn DOWN; False: it must not; None: either
        self.returns = returns    # the master has to serve again
        self.reads = reads        # plain GETs that may fail; None: does not apply
        self.slowest = slowest    # seconds, far above the goal: other tests may run beside this one


def nothing(scene):
    pass


def fault(name, **parameters):
    return lambda scene: scene.pair.master.fault(name, **parameters)


def clear(scene):
    scene.pair.master.clear()


def kill(scene):
    scene.pair.master.kill()


def start(scene):
    scene.pair.master.start()


def cut_everywhere(scene):
    """Inside SEND_HEADERS' frame, its body, between packets, inside SEND_BODY_CHUNK and END_RESPONSE."""
    for bytes_written in (1, 3, 30, 170, 200, 230, 5000):
        scene.pair.master.fault("rst-response", bytes=bytes_written)
        time.sleep(0.4)


def both(action):
    def run(scene):
        action(scene.pair.master)
        action(scene.pair.standby)
    return run


def both_then_one(scene):
    scene.pair.standby.start()
    time.sleep(3.0)
    scene.pair.master.start()


def kill_prober(scene):
    pid = scene.prober()
    if pid:
        scene.killed_child(pid)
        os.kill(pid, signal.SIGKILL)


def graceful_while_down(scene):
    scene.pair.master.kill()
    time.sleep(0.3)
    scene.server.graceful()


OTHER_SECRET = ("--secret", "not-the-one-httpd-knows")

# Goals: a hang costs 1.5 s at most, an application that hangs 3 s. What is asserted is twice that.
EVENTS = (
    Event("kill -9", kill, start),
    Event("SIGTERM", lambda scene: scene.pair.master.stop(), start),
    Event("SIGSTOP", lambda scene: scene.pair.master.freeze(), lambda scene: scene.pair.master.thaw(), lasts=4.0),
    Event("pause of 0.8 s", fault("pause", ms=800), nothing, lasts=2.5, turns=False),
    Event("pause of 3 s", fault("pause", ms=3000), nothing, lasts=3.0),
    Event("AJP port closed", fault("ajp-off"), clear),
    Event("reset inside each packet", cut_everywhere, clear, turns=None),
    Event("reset while it reads", fault("rst-request", bytes=60), clear),
    Event("closes idle connections", nothing, nothing, options=("--ajp-idle-ms", "30"), lasts=2.0, turns=False),
    Event("hangs inside bodies", fault("hang-mid-body"), clear, reads=None, slowest=None, turns=None),
    Event("application hangs, CPING answers", fault("app-hang"), clear, lasts=4.0, slowest=5.0),
    Event("503 as JSON", fault("json-503"), clear),
    Event("503 as HTML", fault("html-503"), clear),
    Event("500 as HTML", fault("html-500"), clear),
    Event("500, MDM lost", fault("mdm-lost"), clear, mdm=True),
    Event("403, gateway disabled", fault("disabled"), clear),
    Event("428, not configured", fault("unconfigured", all=1), clear),
    Event("back with another secret", lambda scene: (kill(scene), scene.pair.master.start(OTHER_SECRET)),
          lambda scene: (kill(scene), start(scene))),
    Event("restarted, port open before the application",
          lambda scene: (kill(scene), scene.pair.master.start(),
                         scene.pair.master.fault("slow-start", ms=3000, mode="html")), nothing, lasts=3.0),
    Event("prober's child killed", kill_prober, nothing, lasts=3.0, turns=False, reads=None, slowest=None),
    # httpd's own part in the slowest GET is up to 1 s: its event MPM starts no new child before an old one has
    # ended, or a second has passed, and meanwhile nobody accepts. It is the same with a static file and without us.
    Event("graceful restart while it is down", graceful_while_down, start, keep_alive=False),
    Event("both killed, then one, then the other", both(lambda gateway: gateway.kill()), both_then_one, lasts=2.0,
          reads=None),
)

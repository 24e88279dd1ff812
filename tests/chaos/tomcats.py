"""Two real Tomcats in the simulator's place, and what clients ask of them."""

from clients import READ, STREAM, VOLUMES, WRITE
from harness.load import verify
from harness.tomcat_gateway import FIRST, TomcatPair

# Not these: what needs the simulator between the packets, its port apart from the application, or its secret.
WITHOUT = ("AJP port closed", "reset inside each packet", "reset while it reads", "closes idle connections",
           "hangs inside bodies", "back with another secret", "restarted, port open before the application")


class Tomcats(TomcatPair):
    first, extra = FIRST, ""

    @staticmethod
    def mix():
        def one(connection, number):
            request_id = "r-%d" % number
            turn = (number * 7 + number // 8) % 20
            kind = {3: WRITE, 9: WRITE, 14: WRITE, 17: STREAM}.get(turn, READ)
            target = {WRITE: VOLUMES, STREAM: VOLUMES + "?size=200000", READ: FIRST}[kind]
            body = b"x" * (100000 if turn == 14 else 100) if kind == WRITE else None
            answer = connection.request("POST" if body else "GET", target, [("X-Request-Id", request_id)], body)
            return kind, verify(answer, request_id), request_id
        return one

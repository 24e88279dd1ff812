"""What eight clients of the gateways send: mostly reads, some large ones, and calls that may run only once."""

import base64
import json
import threading

from harness.load import verify

LOGIN = [("Authorization", "Basic YWRtaW46UGFzc3dvcmQx")]
STICKY = [("Cookie", "JSESSIONID=0123456789ABCDEF.machine2")]
VOLUMES = "/api/types/Volume/instances"

# Of twenty requests: these; the others are plain GETs. A kind is what the table tells apart.
READ, STREAM, WRITE = "GET", "large GET", "POST"


class Mix(object):
    """`one` for harness.load.Load. Logs in again when a token is not known, as a client of ScaleIO has to."""

    def __init__(self):
        self._tokens = threading.local()

    def __call__(self, connection, number):
        request_id = "r-%d" % number
        turn = (number * 7 + number // 8) % 20
        if turn in (3, 9):
            return WRITE, self._create(connection, request_id, 0), request_id
        if turn == 14:
            return WRITE, self._create(connection, request_id, 100000), request_id
        if turn == 17:
            return STREAM, self._with_token(connection, "GET", VOLUMES, request_id, [], None), request_id
        headers = STICKY if turn == 6 else []
        target = "/api/version?turn=%d" % number if turn in (1, 11) else "/api/version"
        return READ, self._get(connection, target, headers, request_id), request_id

    @staticmethod
    def _get(connection, target, headers, request_id):
        return verify(connection.request("GET", target, headers + [("X-Request-Id", request_id)]), request_id)

    def _create(self, connection, request_id, padding):
        body = json.dumps({"name": request_id, "volumeSizeInKb": "8388608", "storagePoolId": "8631480700000000"})
        return self._with_token(connection, "POST", VOLUMES, request_id, [("Content-Type", "application/json")],
                                (body + " " * padding).encode())

    def _with_token(self, connection, method, target, request_id, headers, body):
        for _ in range(3):
            if getattr(self._tokens, "value", None) is None:
                answer = verify(connection.request("GET", "/api/login", LOGIN), None)
                if not answer.ok:
                    return answer
                self._tokens.value = "Basic " + base64.b64encode((":" + json.loads(answer.text())).encode()).decode()
            answer = verify(connection.request(method, target, headers + [
                ("Authorization", self._tokens.value), ("X-Request-Id", request_id)], body), request_id)
            if answer.status != 401:
                break
            self._tokens.value = None
        return answer

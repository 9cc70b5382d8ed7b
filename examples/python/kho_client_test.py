"""What the client does where the network or the server fails: against a server that fails on purpose."""

import hashlib
import http.server
import os
import tempfile
import threading
import unittest

import kho_client
from kho_client import KhoClient, KhoProblem, Unreachable, WrongBytes

FILE = bytes(range(256)) * 2000
ETAG = f'"{hashlib.sha256(FILE).hexdigest()}"'


class FailingServer(http.server.BaseHTTPRequestHandler):
    """Answers as the next of `script` says: a function of the handler."""

    protocol_version = "HTTP/1.1"

    def answer(self):
        self.server.seen.append((dict(self.headers),
                                 self.rfile.read(int(self.headers.get("Content-Length", 0)))))
        self.server.script.pop(0)(self)

    do_GET = do_POST = answer

    def log_message(self, *_):
        pass

    def send(self, status, body=b"{}", length=None, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)


def hang_up(handler):
    handler.close_connection = True


def good(handler):
    handler.send(200, b'{"good": true}')


def busy(handler):
    handler.send(503, b'{"code": "too_busy", "detail": "later"}', Retry_After="0")


def refuse(handler):
    handler.send(422, '{"code": "owner_invalid", "title": "Số không hợp lệ"}'.encode(),
                 X_Request_Id="r1")


def break_off(handler):
    handler.send(200, FILE[:100000], length=len(FILE), ETag=ETAG)
    handler.close_connection = True


def rest(handler):
    first = int(handler.headers["Range"].removeprefix("bytes=").removesuffix("-"))
    handler.send(206, FILE[first:], ETag=ETAG)


class ClientTest(unittest.TestCase):
    def serve(self, *script):
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), FailingServer)
        server.script, server.seen = list(script), []
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        client = KhoClient(f"http://127.0.0.1:{server.server_port}", attempts=3)
        for undo in (thread.join, server.server_close, server.shutdown, client.close):
            self.addCleanup(undo)
        return server, client

    def file_of(self, content):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        path = os.path.join(folder.name, "paper.pdf")
        with open(path, "wb") as out:
            out.write(content)
        return path

    def test_all_attempts_have_one_key(self):
        server, kho = self.serve(hang_up, busy, good)
        self.assertEqual(kho.post("/v1/x", {"a": 1}), {"good": True})
        self.assertEqual(len({headers["Idempotency-Key"] for headers, _ in server.seen}), 1)
        self.assertEqual([body for _, body in server.seen], [b'{"a": 1}'] * 3)

    def test_a_deposit_is_sent_whole_again(self):
        server, kho = self.serve(busy, good)
        kho.deposit({"type": "X"}, self.file_of(FILE))
        self.assertEqual(server.seen[0][1], server.seen[1][1])
        self.assertIn(FILE, server.seen[1][1])

    def test_a_refusal_is_not_asked_again(self):
        server, kho = self.serve(refuse)
        with self.assertRaises(KhoProblem) as caught:
            kho.post("/v1/x", {})
        self.assertEqual((caught.exception.status, caught.exception.code), (422, "owner_invalid"))
        self.assertEqual(caught.exception.title, "Số không hợp lệ")
        self.assertEqual(caught.exception.request_id, "r1")
        self.assertEqual(len(server.seen), 1)

    def test_attempts_are_bounded(self):
        server, kho = self.serve(hang_up, hang_up, hang_up)
        with self.assertRaises(Unreachable):
            kho.get("/v1/x")
        self.assertEqual(len(server.seen), 3)

    def test_what_is_busy_to_the_end_says_so(self):
        _, kho = self.serve(busy, busy, busy)
        with self.assertRaises(KhoProblem) as caught:
            kho.get("/v1/x")
        self.assertEqual(caught.exception.code, "too_busy")

    def test_a_broken_download_goes_on(self):
        server, kho = self.serve(break_off, rest)
        path = self.file_of(b"")
        self.assertEqual(f'"{kho.fetch("c1", path)}"', ETAG)
        self.assertEqual(server.seen[1][0]["Range"], "bytes=100000-")
        self.assertEqual(server.seen[1][0]["If-Range"], ETAG)
        with open(path, "rb") as stream:
            self.assertEqual(stream.read(), FILE)

    def test_another_file_meanwhile_is_taken_whole(self):
        _, kho = self.serve(break_off, lambda handler: handler.send(
            200, b"new", ETag=f'"{hashlib.sha256(b"new").hexdigest()}"'))
        path = self.file_of(b"")
        kho.fetch("c1", path)
        with open(path, "rb") as stream:
            self.assertEqual(stream.read(), b"new")

    def test_wrong_bytes_are_noticed(self):
        _, kho = self.serve(lambda handler: handler.send(200, b"other", ETag=ETAG))
        with self.assertRaises(WrongBytes):
            kho.fetch("c1", self.file_of(b""))


kho_client.FIRST_WAIT_S = 0

if __name__ == "__main__":
    unittest.main()

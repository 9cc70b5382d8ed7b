"""A client of Kho's HTTP interface (docs/http.md), with Python's standard library alone.

    kho = KhoClient("http://127.0.0.1:8420", token="kho_...", officer="tran.thi.mai")
    answer = kho.post("/v1/reuse-queries", {"owner": "mst:0100109106", "procedure": "2.001646"})

Refusals come as KhoProblem: decide by its `code`, show its `title` to people. A server that cannot be
reached, or is too busy, is asked again, a bounded number of times, with the same Idempotency-Key; then
it is Unreachable. Files are streamed in both directions: none is held in memory.

A client belongs to one thread: it keeps one connection.
"""

import hashlib
import http.client
import json
import os
import random
import ssl
import time
import urllib.parse
import uuid

PIECE_BYTES = 1 << 16
JSON_BYTES_MAX = 64 << 20  # Of an answer that is held in memory.
RETRIED = (429, 503)  # The server did nothing, and says so.
FIRST_WAIT_S = 0.1  # Before the second attempt, at most; then four times as long each time.
WAIT_S_MAX = 30


class KhoProblem(Exception):
    """The server's refusal: a problem document (RFC 9457)."""

    def __init__(self, status, document, request_id, retry_after_s):
        super().__init__(f"{status} {document.get('code')}: {document.get('detail')}")
        self.status = status
        self.code = document.get("code", "")  # Stable: docs/errors.md.
        self.title = document.get("title", "")  # For people, in the language asked for.
        self.detail = document.get("detail", "")
        self.request_id = request_id  # The server's log has it.
        self.retry_after_s = retry_after_s


class Unreachable(Exception):
    """No answer, as often as it was asked for."""


class WrongBytes(Exception):
    """A file arrived with other bytes than its digest says."""


class KhoClient:
    def __init__(self, url, token=None, officer=None, purpose=None, language="vi", timeout_s=60,
                 attempts=5, ca_file=None):
        parts = urllib.parse.urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"not a URL of a server: {url}")
        self._address = (parts.hostname, parts.port)
        self._tls = ssl.create_default_context(cafile=ca_file) if parts.scheme == "https" else None
        self._timeout_s = timeout_s
        self._attempts = attempts
        self._connection = None
        self._headers = {"Accept-Language": language}
        if token:
            self._headers["Authorization"] = f"Bearer {token}"
        # Who asks, and why: recorded with every look at a paper.
        for name, value in (("Kho-Officer", officer), ("Kho-Purpose", purpose)):
            if value:
                self._headers[name] = urllib.parse.quote(value)

    # -- JSON

    def get(self, path, query=None, dossier=None):
        return self._json("GET", path, query=query, dossier=dossier)

    def post(self, path, body, dossier=None):
        return self._json("POST", path, body=body, dossier=dossier)

    def delete(self, path, body=None, dossier=None):
        return self._json("DELETE", path, body=body, dossier=dossier)

    # -- papers

    def deposit(self, metadata, file, media_type="application/pdf", dossier=None):
        """Sends a paper; its answer means that it is durable."""
        boundary = uuid.uuid4().hex
        name = urllib.parse.quote(os.path.basename(file))
        head = (f'--{boundary}\r\nContent-Disposition: form-data; name="metadata"\r\n'
                "Content-Type: application/json\r\n\r\n"
                f"{json.dumps(metadata, ensure_ascii=False)}\r\n"
                f'--{boundary}\r\nContent-Disposition: form-data; name="content"; filename="{name}"\r\n'
                f"Content-Type: {media_type}\r\n\r\n").encode()
        tail = f"\r\n--{boundary}--\r\n".encode()
        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}",
                   "Content-Length": str(len(head) + os.path.getsize(file) + len(tail))}

        def body():
            yield head
            with open(file, "rb") as stream:
                while piece := stream.read(PIECE_BYTES):
                    yield piece
            yield tail

        return self._json("POST", "/v1/components", headers=headers, make_body=body, dossier=dossier)

    def fetch(self, component_id, file, dossier=None):
        """Writes the file of a paper; returns its SHA-256. Goes on where a connection broke."""
        path = f"/v1/components/{component_id}/content"
        etag = None
        with open(file, "w+b") as out:
            for _ in range(self._attempts):
                headers = {}
                if etag:
                    # If-Range: should it be another file by now, all of it.
                    headers = {"Range": f"bytes={out.tell()}-", "If-Range": etag}
                response = self.request("GET", path, headers=headers, dossier=dossier)
                if response.status == 200:
                    out.seek(0)
                    out.truncate()
                etag = response.headers["ETag"]
                try:
                    while piece := response.read(PIECE_BYTES):
                        out.write(piece)
                    if response.length == 0:
                        break
                except (OSError, http.client.HTTPException):
                    pass
                self.close()
            else:
                raise Unreachable(f"the file of {component_id} did not arrive whole")
            out.seek(0)
            digest = hashlib.file_digest(out, "sha256").hexdigest()
        if etag != f'"{digest}"':
            raise WrongBytes(f"the file of {component_id} has SHA-256 {digest}, expected {etag}")
        return digest

    # -- one request

    def request(self, method, path, query=None, headers=None, body=None, make_body=None,
                dossier=None):
        """The answer, its body unread: an http.client.HTTPResponse of 2xx or 304.

        `make_body` returns the pieces of a body, anew for each attempt.
        """
        target = urllib.parse.quote(path)
        if query:
            target += "?" + urllib.parse.urlencode(query, doseq=True)
        all_headers = {**self._headers, **(headers or {})}
        if dossier:
            all_headers["Kho-Dossier"] = urllib.parse.quote(dossier)
        if method not in ("GET", "HEAD"):
            # One key for all attempts: the server does it once.
            all_headers["Idempotency-Key"] = str(uuid.uuid4())
        failure = None
        for attempt in range(self._attempts):
            if attempt > 0:
                time.sleep(self._wait_s(attempt, failure))
            try:
                response = self._send(method, target, make_body() if make_body else body, all_headers)
            except (OSError, http.client.HTTPException) as error:
                self.close()
                failure = error
                continue
            if response.status < 300 or response.status == 304:
                return response
            failure = self._problem(response)
            if failure.status not in RETRIED:
                raise failure
        raise failure if isinstance(failure, KhoProblem) else Unreachable(str(failure)) from failure

    def close(self):
        if self._connection:
            self._connection.close()
            self._connection = None

    def _send(self, method, target, body, headers):
        if not self._connection:
            host, port = self._address
            if self._tls:
                self._connection = http.client.HTTPSConnection(
                    host, port, timeout=self._timeout_s, context=self._tls)
            else:
                self._connection = http.client.HTTPConnection(host, port, timeout=self._timeout_s)
        self._connection.request(method, target, body=body, headers=headers)
        return self._connection.getresponse()

    def _json(self, method, path, query=None, headers=None, body=None, make_body=None, dossier=None):
        headers = dict(headers or {})
        if body is not None:
            body = json.dumps(body, ensure_ascii=False).encode()
            headers["Content-Type"] = "application/json"
        response = self.request(method, path, query, headers, body, make_body, dossier)
        content = response.read(JSON_BYTES_MAX)
        return json.loads(content) if content else None

    def _problem(self, response):
        content = response.read(JSON_BYTES_MAX)
        try:
            document = json.loads(content)
        except ValueError:  # Something in between answered.
            document = {"code": "", "detail": f"{len(content)} bytes that are no problem document"}
        retry_after = response.headers.get("Retry-After", "")
        return KhoProblem(response.status, document, response.headers.get("X-Request-Id"),
                          int(retry_after) if retry_after.isdigit() else 0)

    @staticmethod
    def _wait_s(attempt, failure):
        # Longer each time, and never all clients at once; but never less than the server asked for.
        wait_s = random.uniform(0, FIRST_WAIT_S * 4 ** (attempt - 1))
        return min(max(wait_s, getattr(failure, "retry_after_s", 0)), WAIT_S_MAX)

"""What a worker asks: each function is one thing that a desk does, or one that it should not."""

import os
import pathlib
import random
import socket
import sys
import tempfile
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "examples/python"))
import kho_client  # noqa: E402
from kho_client import KhoClient, KhoProblem  # noqa: E402

kho_client.RETRIED = ()  # A busy server is an answer that was not expected.

DAY = "261123"
PROCEDURE = "2.001646"
# What the procedure asks for, and papers of it among the samples.
PAPERS = [("2", "GCN_DKDN", "0001"), ("3", "GCN_CHI_NHANH", "0002"), ("3", "HD_NGUYEN_TAC_HE_THONG", "0003"),
          ("4", "HD_NHA_CUNG_CAP_RUOU", "0004"), ("1", "DON_BAN_BUON_RUOU", "0005")]
TEXT = "Giấy chứng nhận, bản chữ của hợp đồng mua bán rượu. ".encode() * 200
WORDS = ["giấy chứng nhận", "giay chung nhan", "hợp đồng", "rượu", '"mua bán" -2019', "số 12", "dang ky kinh"]


class Unexpected(Exception):
    pass


class Worker:
    def __init__(self, url, token, samples, number):
        self.random = random.Random(number)
        self.number = number
        self.dossiers = 0
        self.samples = {path.name[:4]: path for path in pathlib.Path(samples).glob("*.pdf")}
        self.address = (urllib.parse.urlsplit(url).hostname, urllib.parse.urlsplit(url).port)
        self.kho = KhoClient(url, token, officer=f"canbo{number}", purpose="Tiếp nhận hồ sơ", attempts=2)
        self.stranger = KhoClient(url, "kho_nobody", attempts=2)
        self.folder = tempfile.TemporaryDirectory()
        self.open_dossier()

    # -- what a desk does

    def open_dossier(self):
        self.dossiers += 1
        self.code = f"H63.12-{DAY}-{self.number:02}{self.dossiers:06}"
        # Some owners come again.
        n = self.random.randrange(self.number * 1000, self.number * 1000 + 300)
        self.owner = f"cccd:0010{n * 7 + 10000019:08}"
        self.id = self.kho.post("/v1/dossiers", {"code": self.code, "owner": self.owner,
                                                 "procedure": PROCEDURE})["dossier"]["id"]
        self.papers = []

    def deposit(self):
        requirement, kind, sample = self.random.choice(PAPERS)
        # Other bytes each time, so that they are stored and read; now and then the same. Few PDFs: to
        # read them takes longer than to deposit them.
        name, media_type = self.random.choices([("paper.pdf", "application/pdf"), ("paper.txt", "text/plain")],
                                               [1, 4])[0]
        content = self.samples[sample].read_bytes() if name == "paper.pdf" else TEXT
        if self.random.random() < 0.9:
            content += b"\n%% " + self.random.randbytes(16).hex().encode()
        path = os.path.join(self.folder.name, name)
        pathlib.Path(path).write_bytes(content)
        answer = self.kho.deposit(
            {"dossier_id": self.id, "requirement": requirement, "type": kind,
             "number": f"{self.random.randrange(100000)}/GT-SCT", "issue_date": "2026-01-05",
             "validity": {"indefinite": True}, "digitised_by": "canbo"}, path, media_type, dossier=self.code)
        self.papers.append((answer["component"]["id"], content))

    def query(self):
        answer = self.kho.post("/v1/reuse-queries", {"dossier_id": self.id}, dossier=self.code)
        expect(len(answer["requirements"]) == 5)
        return answer

    def query_and_confirm(self):
        answer = self.query()
        brought = {component for component, _ in self.papers}  # For this dossier: not reused by it.
        for requirement in answer["requirements"]:
            for alternative in requirement["alternatives"]:
                for kind in alternative["types"]:
                    for candidate in kind["candidates"]:
                        if candidate["outcome"] == "reusable" and candidate["component_id"] not in brought:
                            receipt = self.kho.post(
                                f"/v1/reuse-queries/{answer['id']}/confirmations",
                                {"requirement": requirement["code"], "component_id": candidate["component_id"],
                                 "accept": True}, dossier=self.code)
                            expect(receipt["accepted"])
                            return

    def fetch(self):
        if self.papers:
            component, content = self.random.choice(self.papers)
            path = os.path.join(self.folder.name, "fetched.pdf")
            self.kho.fetch(component, path, dossier=self.code)
            expect(pathlib.Path(path).read_bytes() == content)

    def fetch_range(self):
        if self.papers:
            component, content = self.random.choice(self.papers)
            first = self.random.randrange(len(content))
            last = min(first + self.random.randrange(20000), len(content) - 1)
            response = self.kho.request("GET", f"/v1/components/{component}/content",
                                        headers={"Range": f"bytes={first}-{last}"}, dossier=self.code)
            expect(response.read() == content[first:last + 1] and response.status == 206)

    def search(self):
        eyes = self.random.choice([{"as_owner": self.owner}, {"as_dossier": self.code}])
        answer = self.kho.post("/v1/search", {"q": self.random.choice(WORDS), "facets": ["type"], **eyes},
                               dossier=self.code)
        expect(answer["shards_missing"] == 0)

    def record(self):
        if self.papers:
            component, _ = self.random.choice(self.papers)
            expect(self.kho.get(f"/v1/components/{component}", dossier=self.code)["id"] == component)

    def who_looked(self):
        answer = self.kho.post("/v1/owners/access-log", {"as_owner": self.owner, "limit": 50})
        expect(answer["found"] == "one")

    def ready(self):
        checks = self.kho.get("/readyz")["checks"]
        expect(all(check["status"] != "fail" for check in checks.values()))

    def finish_dossier(self):
        for state in self.random.choice([("in_process", "finished", "returned"), ("withdrawn",)]):
            self.kho.post(f"/v1/dossiers/{self.id}/state", {"state": state, "duty": "specialist"})
        self.open_dossier()

    # -- what it should not

    def bad_request(self):
        status, code, ask = self.random.choice([
            (404, "not_found", lambda: self.kho.get("/v1/nothing")),
            (404, "not_found", lambda: self.kho.get("/v1/components/01a2092a-d270-74e4-90dd-dfb649c690ec")),
            (405, "method_not_allowed", lambda: self.kho.delete("/v1/search")),
            (403, "access_refused", lambda: self.kho.get("/v1/admin/stats")),
            (401, "token_refused", lambda: self.stranger.get("/v1/procedures")),
            (400, "header_invalid", lambda: self.kho.get("/version", dossier="hồ sơ")),
            (400, "json_invalid", lambda: self.kho.request("POST", "/v1/reuse-queries", body=b"{",
                                                           headers={"Content-Type": "application/json"})),
            (422, "owner_key_invalid", lambda: self.kho.post(
                "/v1/reuse-queries", {"owner": "cccd:1", "procedure": PROCEDURE})),
            (422, "procedure_unknown", lambda: self.kho.post(
                "/v1/reuse-queries", {"owner": self.owner, "procedure": "9.999999"})),
            (400, "owner_in_url", lambda: self.kho.get("/v1/search", query={"q": "015085001234"})),
            (422, "dossier_invalid", lambda: self.kho.post("/v1/dossiers", {"code": self.code, "extra": 1})),
            (415, "multipart_expected", lambda: self.kho.post("/v1/components", {})),
        ])
        try:
            ask()
        except KhoProblem as problem:
            if (problem.status, problem.code) != (status, code):
                raise Unexpected(f"wanted {status} {code}: {problem}") from problem
        else:
            raise Unexpected(f"wanted {status} {code}, and it was answered")

    def rude_connection(self):
        """Sends half of something, or no HTTP, and goes away: the next request must not mind."""
        rude = self.random.choice([
            b"\x16\x03\x01\x02\x00\x01\x00", b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ",
            b"POST /v1/search HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\n{", b""])
        with socket.create_connection(self.address, timeout=30) as connection:
            connection.sendall(rude)

    ACTIONS = [(deposit, 3), (query, 30), (query_and_confirm, 4), (fetch, 12), (fetch_range, 16), (search, 12),
               (record, 8), (who_looked, 2), (ready, 1), (finish_dossier, 2), (bad_request, 7), (rude_connection, 1)]

    def act(self):
        """Does one of them; its name."""
        action = self.random.choices([each for each, _ in self.ACTIONS],
                                     [weight for _, weight in self.ACTIONS])[0]
        action(self)
        return action.__name__


def expect(good):
    if not good:
        raise Unexpected("the answer is not what was expected")

"""Loads a warehouse, compacts it under load, and interrupts that: see run.sh."""

import argparse
import atexit
import hashlib
import http.client
import json
import os
import queue
import random
import signal
import subprocess
import sys
import threading
import time
import urllib.parse

KHO = os.environ["KHO"]
FILE_BYTES = 500_000
OWNER = "mst:0100109106"
DELETED_SHARE = 0.4
READERS = 16  # Connections; a read that finds none free waits, and that counts.


class Server:
    def __init__(self, warehouse):
        self.warehouse = warehouse
        self.process = None
        self.start()

    def start(self):
        self.process = subprocess.Popen([KHO, "--json", "serve", self.warehouse, "--listen", "127.0.0.1:0",
                                         "--ocr", "off", "--quiet"], stdout=subprocess.PIPE, text=True)
        url = urllib.parse.urlsplit(json.loads(self.process.stdout.readline())["url"])
        self.address = (url.hostname, url.port)

    def end(self, how):
        self.process.send_signal(how)
        self.process.wait()

    def connect(self):
        return http.client.HTTPConnection(*self.address, timeout=120)


def ask(connection, method, path, body=None, headers=None):
    connection.request(method, path, body, headers or {})
    answer = connection.getresponse()
    return answer.status, answer.read()


def ask_json(connection, method, path, body=None):
    status, answer = ask(connection, method, path, None if body is None else json.dumps(body),
                         {"Content-Type": "application/json"})
    if status >= 400:
        raise SystemExit(f"{method} {path}: {status} {answer[:300]!r}")
    return json.loads(answer)


def deposit(connection, content):
    metadata = json.dumps({"owner": OWNER, "type": "HD_THUE_DIA_DIEM", "validity": {"indefinite": True}})
    body = (b'--B\r\nContent-Disposition: form-data; name="metadata"\r\n\r\n' + metadata.encode() +
            b'\r\n--B\r\nContent-Disposition: form-data; name="content"; filename="a.bin"\r\n\r\n' + content +
            b"\r\n--B--\r\n")
    status, answer = ask(connection, "POST", "/v1/components", body,
                         {"Content-Type": "multipart/form-data; boundary=B"})
    if status != 201:
        raise SystemExit(f"deposit: {status} {answer[:300]!r}")
    return json.loads(answer)["component"]["id"]


class Papers:
    """What was deposited and stays: by id, with the hash of its bytes. Thread-safe."""

    def __init__(self):
        self.lock = threading.Lock()
        self.ids = []
        self.hashes = {}

    def add(self, component, content):
        with self.lock:
            self.ids.append(component)
            self.hashes[component] = hashlib.sha256(content).digest()

    def any(self, chance):
        with self.lock:
            return chance.choice(self.ids)


class Load:
    """Reads and writes at a steady pace. A read's time counts from when it was due (no coordinated
    omission), and its bytes are compared with their hash."""

    def __init__(self, server, papers, reads, writes):
        self.server, self.papers = server, papers
        self.reads, self.writes = reads, writes
        self.stop = threading.Event()
        self.due = queue.Queue()
        self.took, self.written, self.failures = [], 0, []
        self.threads = [threading.Thread(target=self.read, args=(n,)) for n in range(READERS)]
        self.threads += [threading.Thread(target=self.pace), threading.Thread(target=self.write)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        for thread in self.threads:
            thread.join()
        if self.failures:
            raise SystemExit(f"{len(self.failures)} failed, the first: {self.failures[0]}")

    def pace(self):
        begin, count = time.perf_counter(), 0
        while not self.stop.is_set():
            at = begin + count / self.reads
            self.stop.wait(max(0, at - time.perf_counter()))
            self.due.put(at)
            count += 1
        for _ in range(READERS):
            self.due.put(None)

    def read(self, number):
        chance = random.Random(number)
        connection = self.server.connect()
        while (at := self.due.get()) is not None:
            component = self.papers.any(chance)
            status, content = ask(connection, "GET", f"/v1/components/{component}/content")
            self.took.append(time.perf_counter() - at)
            if status != 200 or hashlib.sha256(content).digest() != self.papers.hashes[component]:
                self.failures.append(f"read: {status}")

    def write(self):
        connection = self.server.connect()
        begin, count = time.perf_counter(), 0
        while not self.stop.wait(max(0, begin + count / self.writes - time.perf_counter())):
            content = os.urandom(FILE_BYTES)
            self.papers.add(deposit(connection, content), content)
            self.written += 1
            count += 1

    def milliseconds(self):
        times = sorted(self.took)
        at = lambda share: round(1000 * times[min(len(times) - 1, int(share * len(times)))], 1)
        return {"reads": len(times), "writes": self.written, "p50": at(0.5), "p90": at(0.9), "p99": at(0.99),
                "max": round(1000 * times[-1], 1)}


def say(line):
    print(line, file=sys.stderr, flush=True)


def compaction(connection, rate):
    order = {"kind": "compact", "threshold_percent": 0}
    if rate:
        order["bytes_per_second"] = int(rate * 1e6)
    return ask_json(connection, "POST", "/v1/admin/jobs", order)["id"]


def job(connection, which, wait=0):
    return ask_json(connection, "GET", f"/v1/admin/jobs/{which}?wait={wait}")


def fill(server, papers, megabytes):
    connection, gone = server.connect(), []
    for n in range(megabytes * 1_000_000 // FILE_BYTES):
        content = os.urandom(FILE_BYTES)
        component = deposit(connection, content)
        if n % 10 < DELETED_SHARE * 10:
            gone.append(component)
        else:
            papers.add(component, content)
    for component in gone:
        ask_json(connection, "DELETE", f"/v1/components/{component}",
                 {"reason": "bench", "approved_by": "bench"})


def interrupt(server, papers, times):
    """Ends `times` compactions somewhere on their way, every second one with the server."""
    progress = []
    chance = random.Random(1)
    for n in range(times):
        connection = server.connect()
        which = compaction(connection, rate=0)
        share = chance.uniform(0.05, 0.9)
        while (state := job(connection, which))["state"] == "running":
            if state["bytes_done"] >= share * max(1, state["bytes_to_do"]):
                break
        progress.append(state["state"])
        if n % 2 == 0:
            ask_json(connection, "DELETE", f"/v1/admin/jobs/{which}")
            while job(connection, which, wait=5)["state"] == "running":
                pass
        else:
            server.end(signal.SIGKILL)
            server.start()
        # Something dies, so that the next one has work.
        connection = server.connect()
        for _ in range(20):
            component = papers.any(chance)
            papers.ids.remove(component)
            ask_json(connection, "DELETE", f"/v1/components/{component}",
                     {"reason": "bench", "approved_by": "bench"})
    return progress


def main():
    options = argparse.ArgumentParser()
    options.add_argument("warehouse")
    options.add_argument("--megabytes", type=int, default=1000)
    options.add_argument("--reads", type=float, default=100)
    options.add_argument("--writes", type=float, default=5)
    options.add_argument("--rate", type=float, default=0)
    options.add_argument("--interruptions", type=int, default=10)
    options.add_argument("--seconds", type=float, default=20)
    options.add_argument("--measured", required=True, help="lines for bench/results.py")
    given = options.parse_args()

    server, papers = Server(given.warehouse), Papers()
    atexit.register(lambda: server.process.kill())  # Where anything below fails.
    fill(server, papers, given.megabytes)
    say(f"{len(papers.ids)} papers stay, {DELETED_SHARE:.0%} of {given.megabytes} MB were deleted")

    with Load(server, papers, given.reads, given.writes) as load:
        time.sleep(given.seconds)
    idle = load.milliseconds()
    connection = server.connect()
    with Load(server, papers, given.reads, given.writes) as load:
        begin, which = time.perf_counter(), compaction(connection, given.rate)
        while (ended := job(connection, which, wait=1))["state"] == "running":
            pass
        compaction_s = round(time.perf_counter() - begin, 2)
    compacting = load.milliseconds()
    report = ended["report"]
    say(f"bytes: {report['file_bytes_before']} before, {report['file_bytes_after']} after, {report['bytes_read']} read")
    if ended["state"] != "done" or report["failures"]:
        raise SystemExit("the compaction failed")

    states = interrupt(server, papers, given.interruptions)
    connection = server.connect()
    which = compaction(connection, rate=0)
    while (ended := job(connection, which, wait=5))["state"] == "running":
        pass
    say(f"{states.count('running')} of {len(states)} compactions were ended on their way; the last: {ended['state']}")
    wrong = 0
    for component, sha256 in ((each, papers.hashes[each]) for each in papers.ids):
        status, content = ask(connection, "GET", f"/v1/components/{component}/content")
        wrong += status != 200 or hashlib.sha256(content).digest() != sha256
    say(f"{len(papers.ids)} papers read back, {wrong} wrong")
    server.end(signal.SIGTERM)
    if wrong or ended["state"] != "done":
        sys.exit(1)
    with open(given.measured, "w", encoding="utf-8") as out:
        def line(**fields):
            print(json.dumps(fields), file=out)

        rate = f"at most {given.rate:g} MB/s" if given.rate else "without a bound"
        for system, times in ((f"kho, compacting {rate}", compacting), ("kho's server at rest", idle)):
            for share in ("p50", "p99"):
                line(measure=f"read of 500 kB under load, {share}, ms", system=system, value=times[share])
            # Every answer was compared with its hash as it came: Load fails otherwise.
            line(work="wrong answers to reads", system=system, value=0)
        line(measure="a compaction, s", system=f"kho, compacting {rate}", value=compaction_s)


if __name__ == "__main__":
    main()

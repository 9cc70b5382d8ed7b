"""Deposits the papers of N owners through HTTP, and prints the same rows as CSV for PostgreSQL."""

import concurrent.futures
import csv
import pathlib
import sys
import tempfile
import threading

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "examples/python"))
from kho_client import KhoClient  # noqa: E402
from papers import owner_key, papers_of  # noqa: E402

url, owners = sys.argv[1], int(sys.argv[2])
mine = threading.local()
scan = tempfile.NamedTemporaryFile(suffix=".txt")
scan.write("Giấy tờ".encode())
scan.flush()


def deposit(n):
    if not hasattr(mine, "kho"):
        mine.kho = KhoClient(url)
    for paper in papers_of(n):
        until = paper["until"]
        validity = ({"indefinite": True} if until is None else
                    {"from": str(paper["issued"]), "to": str(until)})
        mine.kho.deposit({"owner": owner_key(n), "type": paper["type"], "number": paper["number"],
                          "issue_date": str(paper["issued"]), "validity": validity, "ocr": "off",
                          "kind": "component"},
                         scan.name, "text/plain")


with concurrent.futures.ThreadPoolExecutor(8) as pool:
    for _ in pool.map(deposit, range(owners)):
        pass
rows = csv.writer(sys.stdout)
row = 0
for n in range(owners):
    for paper in papers_of(n):
        row += 1
        until = paper["until"]
        rows.writerow([row, owner_key(n), paper["type"], paper["number"], paper["issued"],
                       "" if until is None else paper["issued"], until or "", until is None, "approved"])

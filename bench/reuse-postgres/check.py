"""Asks both about 200 owners; fails unless they name the same papers, and judge them alike."""

import pathlib
import random
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "examples/python"))
from kho_client import KhoClient  # noqa: E402
from papers import owner_key  # noqa: E402

url, owners = sys.argv[1], int(sys.argv[2])
statement = (pathlib.Path(__file__).parent / "lookup.sql").read_text().split(";")[0]
statement = statement.split("\n", 1)[1]  # Without pgbench's \set.


def of_kho(kho, n):
    answer = kho.post("/v1/reuse-queries", {"owner": owner_key(n), "procedure": "2.001646", "on": "2026-11-23"})
    return sorted(
        (requirement["code"], kind["type"], candidate["number"], candidate["outcome"] == "reusable")
        for requirement in answer["requirements"] for alternative in requirement["alternatives"]
        for kind in alternative["types"] for candidate in kind["candidates"])


def of_postgres(n):
    out = subprocess.run(["psql", "-XqAt", "-F", "|", "-c", statement.replace(":n", str(n))],
                         check=True, capture_output=True, text=True).stdout
    rows = [line.split("|") for line in out.splitlines()]
    return sorted((row[0], row[2], row[4], row[8] == "t") for row in rows if row[3])


kho = KhoClient(url)
papers = reusable = 0
for n in random.Random(1).sample(range(owners), min(200, owners)):
    ours, theirs = of_kho(kho, n), of_postgres(n)
    if ours != theirs:
        sys.exit(f"owner number {n}: Kho says {ours}, PostgreSQL {theirs}")
    papers += len(ours)
    reusable += sum(row[3] for row in ours)
if reusable == 0 or reusable == papers:
    sys.exit("the check would not tell good papers from bad ones")
print(f"both answer the same: {papers} papers, {reusable} of them reusable", file=sys.stderr)

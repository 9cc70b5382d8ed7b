"""Asks Kho, and PostgreSQL where told, about 200 owners: which papers they name, and how they judge them.

    check.py URL OWNERS [postgres]

A line for each system: its name, how many papers, a digest of all. A difference is shown."""

import hashlib
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


def of_postgres(owners_asked):
    script = "".join(f"\\echo owner\n{statement.replace(':n', str(n))};\n" for n in owners_asked)
    out = subprocess.run(["psql", "-XqAt", "-F", "|", "-v", "ON_ERROR_STOP=1"], input=script, check=True,
                         capture_output=True, text=True).stdout
    answers = [[line.split("|") for line in answer.splitlines()] for answer in out.split("owner\n")[1:]]
    return [sorted((row[0], row[2], row[4], row[8] == "t") for row in rows if row[3]) for rows in answers]


kho = KhoClient(url)
asked = random.Random(1).sample(range(owners), min(200, owners))
answers = {"kho": [of_kho(kho, n) for n in asked]}
if "postgres" in sys.argv[3:]:
    answers["PostgreSQL"] = of_postgres(asked)
    for n, ours, theirs in zip(asked, *answers.values(), strict=True):
        if ours != theirs:
            print(f"owner number {n}: Kho says {ours}, PostgreSQL {theirs}", file=sys.stderr)
            break
judged = [row[3] for answer in answers["kho"] for row in answer]
if all(judged) or not any(judged):
    sys.exit("the check would not tell good papers from bad ones")
for system, answer in answers.items():
    print(system, sum(map(len, answer)), hashlib.sha256(repr(answer).encode()).hexdigest()[:16])

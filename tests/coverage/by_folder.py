#!/usr/bin/env python3
"""Lines and branches that ran, by folder, from the counters of a coverage build.

    tests/coverage/by_folder.py BUILD

Branches that only exceptions of a library take (gcc marks each call with one) are left out. A line or
branch of a template or an inline function counts once, whichever object it ran in.
"""

import collections
import gzip
import json
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDERS = ("store", "index", "ingest", "warehouse", "api", "tools")


def folder_of(name):
    path = pathlib.Path(name)
    if path.is_absolute():
        if not path.is_relative_to(ROOT):
            return None, None
        path = path.relative_to(ROOT)
    return (path.parts[0], str(path)) if path.parts and path.parts[0] in FOLDERS else (None, None)


def documents(build):
    """What gcov says of each object that was compiled with counters."""
    notes = sorted(path for folder in FOLDERS for path in (build / folder).rglob("*.gcno"))
    with tempfile.TemporaryDirectory() as scratch:
        for note in notes:
            data = note.with_suffix(".gcda")
            told = subprocess.run(["gcov", "--json-format", "--branch-probabilities",
                                   str(data if data.exists() else note)],
                                  cwd=scratch, capture_output=True, text=True)
            if told.returncode != 0:
                sys.exit(f"{note}: {told.stderr.strip()}")
            for made in pathlib.Path(scratch).glob("*.gcov.json.gz"):
                yield json.loads(gzip.decompress(made.read_bytes()))
                made.unlink()


def main(build):
    lines, branches = collections.defaultdict(int), collections.defaultdict(int)
    for document in documents(build):
        for file in document["files"]:
            folder, name = folder_of(file["file"])
            if folder is None:
                continue
            for line in file["lines"]:
                lines[folder, name, line["line_number"]] += line["count"]
                function = line.get("function_name")
                for number, branch in enumerate(line["branches"]):
                    if not branch["throw"]:
                        branches[folder, name, line["line_number"], function, number] += branch["count"]
    print("| folder | lines | of them ran | branches | of them ran |")
    print("|---|---|---|---|---|")
    for folder in (*FOLDERS, None):
        row = [folder or "together"]
        for counts in (lines, branches):
            ran = [count > 0 for key, count in counts.items() if folder in (None, key[0])]
            row += [f"{len(ran):,}", f"{100 * sum(ran) / max(len(ran), 1):.1f} %"]
        print("|", " | ".join(row), "|")


main(pathlib.Path(sys.argv[1]).resolve())

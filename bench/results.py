#!/usr/bin/env python3
"""Makes a result of the lines that a part of bench/ wrote, and refuses it where systems did different work.

    bench/results.py NAME LINES [--command TEXT] [--json FILE]

LINES has one JSON object a line (bench/README.md):

    {"run": 1, "measure": "whole file, requests/s", "system": "kho", "value": 3081, "better": "higher"}
    {"run": 1, "work": "bytes of the file", "system": "kho", "value": "5f3c..."}
    {"left_out": "restic", "why": "not installed"}
    {"note": "755 files, 444 MB"}

Kho's systems have names that begin with "kho"; every other is a peer. In each run every system that was
measured must have said what work it did, and all that speak of the same work must have the same value.
The table goes to standard output in Markdown. Exit: 0, or 1 with the reason.
"""

import argparse
import json
import math
import statistics
import sys


class Refused(Exception):
    """Nothing may be concluded from these lines."""


def is_kho(system):
    return system.split(",")[0].split()[0] == "kho"


def spread(values):
    return {"values": values, "min": min(values), "median": statistics.median(values), "max": max(values)}


def by_run(lines, key):
    """{what: {system: {run: value}}}, in the order of the lines."""
    found = {}
    for line in lines:
        if key in line:
            runs = found.setdefault(line[key], {}).setdefault(line["system"], {})
            if line["run"] in runs:
                raise Refused(f"{line[key]}: {line['system']} speaks twice of run {line['run']}")
            runs[line["run"]] = line["value"]
    return found


def check_work(work, measures):
    """Raises Refused unless all did the same in every run."""
    said = {}  # (system, run): the work that was compared with another's.
    for what, systems in work.items():
        runs = sorted({run for each in systems.values() for run in each})
        for run in runs:
            values = {system: each[run] for system, each in systems.items() if run in each}
            if len(set(values.values())) != 1:
                raise Refused(f"run {run}, {what}: not the same work: " +
                              "; ".join(f"{system}: {value}" for system, value in values.items()))
            for system in values:
                said.setdefault((system, run), []).append(len(values))
    peers = {system for systems in measures.values() for system in systems if not is_kho(system)}
    for what, systems in measures.items():
        for system, each in systems.items():
            for run in each:
                compared = max(said.get((system, run), [0]))
                if compared == 0 or (peers and compared == 1):
                    raise Refused(f"run {run}, {what}: nothing shows that {system} did the work")


def summarise(part, lines, command=""):
    measures, work = by_run(lines, "measure"), by_run(lines, "work")
    better = {line["measure"]: line.get("better", "lower") for line in lines if "measure" in line}
    if not measures:
        raise Refused("nothing was measured")
    check_work(work, measures)
    runs = sorted({run for systems in measures.values() for each in systems.values() for run in each})
    rows = []
    for measure, systems in measures.items():
        for system, each in systems.items():
            if sorted(each) != runs:
                raise Refused(f"{measure}: {system} has {len(each)} of {len(runs)} runs")
            values = [each[run] for run in runs]
            if not all(isinstance(value, (int, float)) and math.isfinite(value) and value >= 0 for value in values):
                raise Refused(f"{measure}: {system} measured {values}")
            row = {"measure": measure, "better": better[measure], "system": system, **spread(values)}
            if not is_kho(system) and min(values) > 0:
                row["kho_over_it"] = {ours: spread([systems[ours][run] / each[run] for run in runs])
                                      for ours in systems if is_kho(ours)}
            rows.append(row)
    return {
        "part": part, "command": command, "runs": len(runs),
        "notes": list(dict.fromkeys(line["note"] for line in lines if "note" in line)),
        "left_out": list({line["left_out"]: {"system": line["left_out"], "why": line["why"]}
                          for line in lines if "left_out" in line}.values()),
        "same_work": [{"what": what, "systems": list(systems), "value": list(list(systems.values())[0].values())[0]}
                      for what, systems in work.items()],
        "rows": rows}


def short(value):
    """Three digits that count, or the whole number."""
    if value == 0:
        return "0"
    digits = max(0, 2 - math.floor(math.log10(abs(value))))
    text = f"{value:,.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def three(numbers):
    low, middle, high = (short(numbers[key]) for key in ("min", "median", "max"))
    return low if low == high else f"{low} / {middle} / {high}"


def markdown(result, whole=""):
    """The part as it stands in docs/benchmarks.md; `whole` is the command that its own was part of."""
    ours = list(dict.fromkeys(kho for row in result["rows"] for kho in row.get("kho_over_it", {})))
    heading = ["measure", "system", "min / median / max", *(f"{kho} / it" for kho in ours)]
    command = f"`{whole}`, of it `{result['command']}`" if whole else f"`{result['command']}`"
    about = "; ".join([command, f"{result['runs']} runs in turn", *result["notes"]])
    lines = [f"{about}.", ""]
    lines += [f"| {' | '.join(heading)} |", "|---" * len(heading) + "|"]
    before = None
    for row in result["rows"]:
        measure = "" if row["measure"] == before else row["measure"]
        before = row["measure"]
        ratios = [three(row["kho_over_it"][kho]) if kho in row.get("kho_over_it", {}) else "" for kho in ours]
        name = f"**{row['system']}**" if is_kho(row["system"]) else row["system"]
        lines.append(f"| {' | '.join([measure, name, three(row), *ratios])} |")
    lines.append("")
    for each in result["same_work"]:
        lines.append(f"- Held to be the same of {'; '.join(each['systems'])}: {each['what']}.")
    for each in result["left_out"]:
        lines.append(f"- Left out: {each['system']}, {each['why']}.")
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name")
    parser.add_argument("lines")
    parser.add_argument("--command", default="")
    parser.add_argument("--json")
    given = parser.parse_args()
    with open(given.lines, encoding="utf-8") as lines:
        try:
            result = summarise(given.name, [json.loads(line) for line in lines], given.command)
        except Refused as refused:
            sys.exit(f"{given.name}: {refused}")
    if given.json:
        with open(given.json, "w", encoding="utf-8") as out:
            json.dump(result, out, ensure_ascii=False, indent=1)
            out.write("\n")
    print(markdown(result))


if __name__ == "__main__":
    main()

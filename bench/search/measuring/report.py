"""Rows as a Markdown table."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

Row = dict[str, Any]


def read_rows(path: Path) -> list[Row]:
    """The rows of a file that are about the whole corpus."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [row for row in rows if "latency_ms" in row and "ndcg" in row]


def markdown(rows: Sequence[Row]) -> str:
    sets = list(rows[0]["ndcg"])
    heading = ["system", "configuration", "build, s", "documents/s", "peak, MB (anonymous)",
               "index, MB (with text)", *(f"{kind}, ms p50 / p99" for kind in _kinds(rows)),
               *(f"nDCG@10 {name}, as written / bare" for name in sets)]
    lines = [heading, ["---"] * len(heading), *map(_cells, rows)]
    first = rows[0]
    title = f"{first['corpus']}: {first['documents']} documents, {first['text_bytes'] / 1e6:.1f} MB"
    return "\n".join([title, "", *(f"| {' | '.join(cells)} |" for cells in lines)])


def _kinds(rows: Sequence[Row]) -> list[str]:
    return [str(kind) for kind in rows[0]["latency_ms"]]


def _cells(row: Row) -> list[str]:
    index, text = row["index_bytes"], row["text_stored_bytes"]
    return [row["system"], row["configuration"], f"{row['build_seconds']:.1f}",
            f"{row['documents'] / row['build_seconds']:.0f}",
            f"{row['build_peak_mb']:.0f} ({row['build_peak_anonymous_mb']:.0f})",
            f"{index / 1e6:.1f} ({'none' if text is None else f'{(index + text) / 1e6:.1f}'})",
            *(f"{each['p50']:.2f} / {each['p99']:.2f}" for each in row["latency_ms"].values()),
            *(f"{each['as_written']:.3f} / {each['bare']:.3f}" for each in row["ndcg"].values())]

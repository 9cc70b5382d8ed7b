"""What is measured of a system, whichever it is."""

import time
from collections.abc import Callable, Sequence
from typing import Any

from measuring import text
from measuring.corpus import Question
from measuring.peer import Kind, Peer, Query
from measuring.quality import ndcg

Queries = dict[Kind, list[list[str]]]  # The words of each query.
Spelling = Callable[[str], str]
SPELLINGS: dict[str, Spelling] = {"as_written": str, "bare": text.fold}
NO_WORD = "qxzqxz"  # Asking for what no document holds: what the way to the system costs.


def build(peer: Peer) -> dict[str, Any]:
    """Leaves the system open."""
    begin = time.perf_counter()
    peak = peer.build()
    seconds = time.perf_counter() - begin
    peer.open()
    size = peer.size()
    return {"build_seconds": round(seconds, 2), "build_peak_mb": _mb(peak.resident_bytes),
            "build_peak_anonymous_mb": _mb(peak.anonymous_bytes), "index_bytes": size.index_bytes,
            "text_stored_bytes": size.text_bytes}


def latencies(peer: Peer, queries: Queries, ranking: str) -> dict[str, dict[str, float]]:
    """One pass to warm, one measured, in one thread."""
    asked = {kind.value: [peer.ask(kind, words) for words in lines]
             for kind, lines in queries.items()}
    asked["round_trip"] = [peer.ask(Kind.AND, [NO_WORD])] * 200
    found = {}
    for name, lines in asked.items():
        _pass(peer, lines, ranking)
        found[name] = _summary(_pass(peer, lines, ranking))
    return found


def quality(peer: Peer, names: Sequence[str], questions: Sequence[Question],
            ranking: str) -> dict[str, float]:
    """nDCG@10 of each spelling. `names` are the documents', by number. Any word may match."""
    return {name: round(_quality(peer, names, questions, ranking, spell), 4)
            for name, spell in SPELLINGS.items()}


def _quality(peer: Peer, names: Sequence[str], questions: Sequence[Question], ranking: str,
             spell: Spelling) -> float:
    total = 0.0
    for question in questions:
        words = dict.fromkeys(text.words(spell(question.written)))
        found = peer.top(peer.ask(Kind.OR, words), ranking)
        total += ndcg([names[number - 1] for number in found], question.judgements)
    return total / len(questions)


def _pass(peer: Peer, queries: Sequence[Query], ranking: str) -> list[float]:
    milliseconds = []
    for query in queries:
        begin = time.perf_counter()
        peer.top(query, ranking)
        milliseconds.append((time.perf_counter() - begin) * 1000)
    return milliseconds


def _summary(milliseconds: list[float]) -> dict[str, float]:
    ordered, count = sorted(milliseconds), len(milliseconds)
    return {"p50": round(ordered[count // 2], 3), "p99": round(ordered[count * 99 // 100], 3),
            "mean": round(sum(ordered) / count, 3)}


def _mb(size: int) -> float:
    return round(size / 1e6, 1)

"""Whether a system finds what it should: its counts of matches beside those of a plain scan.

A wrong configuration is fast, too. The scan's words are those of measuring/text.py; a system that
takes other characters for letters differs from it in a few counts, one that is broken in most.
"""

import functools
import sys
from collections.abc import Iterable, Sequence

from measuring.corpus import Document
from measuring.measure import Queries
from measuring.peer import Kind, Peer
from measuring.text import fold, words

SAMPLE = 100
LEAST = 0.9
SHOWN = 5  # Of the counts that differ, to see why.

Line = tuple[Kind, tuple[str, ...]]


class Scan:
    """The true counts of a sample of the queries, of exact words and of folded ones."""

    def __init__(self, documents: Sequence[Document], queries: Queries) -> None:
        bare = functools.cache(fold)
        self._lines: list[Line] = [(kind, tuple(line)) for kind, lines in queries.items()
                                   for line in lines[::max(1, len(lines) // SAMPLE)]]
        self._bare_lines = [(kind, tuple(map(bare, line))) for kind, line in self._lines]
        self._exact = dict.fromkeys(self._lines, 0)
        self._folded = dict.fromkeys(self._bare_lines, 0)
        for document in documents:
            fields = [words(document.title), words(document.body)]
            _add(self._exact, fields)
            _add(self._folded, [list(map(bare, field)) for field in fields])

    def agreement(self, peer: Peer) -> dict[str, float]:
        """The part of the counts that are equal, by kind of query; throws where most are not."""
        equal: dict[str, list[bool]] = {}
        for kind, line in self._lines + (self._bare_lines if peer.folded else []):
            query = peer.ask(kind, line)
            expected = (self._folded if query.folded else self._exact)[kind, line]
            found = peer.count(query)
            name = f"{kind.value} folded" if query.folded else kind.value
            equal.setdefault(name, []).append(found == expected)
            if found != expected and equal[name].count(False) <= SHOWN:
                print(f"    {name}: {' '.join(line)}: {found} found, {expected} by scan",
                      file=sys.stderr)
        parts = {name: round(sum(each) / len(each), 3) for name, each in equal.items()}
        if min(parts.values()) < LEAST:
            raise RuntimeError(f"it does not find what it should: {parts}")
        return parts


def _add(counts: dict[Line, int], fields: Sequence[Sequence[str]]) -> None:
    held = set().union(*fields)
    running = [f" {' '.join(field)} " for field in fields]
    for kind, line in counts:
        counts[kind, line] += _matches(kind, line, held, running)


def _matches(kind: Kind, line: Sequence[str], held: set[str], fields: Iterable[str]) -> bool:
    if kind is Kind.OR:
        return any(word in held for word in line)
    if not all(word in held for word in line):
        return False
    return kind is Kind.AND or any(f" {' '.join(line)} " in field for field in fields)

"""Whether a system finds what it should: its counts of matches, and its first ten, beside a plain scan.

A wrong configuration is fast, too. The scan's words are those of measuring/text.py; a system that
takes other characters for letters differs from it in a few counts, one that is broken in most.
"""

import functools
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from measuring.corpus import Document
from measuring.measure import Queries
from measuring.peer import Kind, Peer, Query
from measuring.quality import DEPTH
from measuring.text import fold, has_marks, words

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
        self._documents = documents
        self._by_name = {document.name: number for number, document in enumerate(documents, 1)}
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


    def first_ten(self, peer: Peer, ranking: str) -> float:
        """The part of the queries whose first ten are matches, as many as there are."""
        asked = [peer.ask(kind, line) for kind, line in self._lines]
        return self._first_ten((query, peer.top(query, ranking)) for query in asked)

    def first_ten_of_kho(self, hits: Path, as_typed: bool) -> float:
        """The same of bench_search, which wrote the names of its hits down. It looks for every word without
        its marks, exact ones first; `as_typed` holds it to the marks of those that have any."""
        found = {}
        for record in map(json.loads, hits.read_text(encoding="utf-8").splitlines()):
            line = (Kind(record["kind"]), tuple(record["query"].split()))
            found[line] = [self._by_name[name] for name in record["ids"]]

        def asked(kind: Kind, line: tuple[str, ...]) -> Query:
            if as_typed and has_marks(" ".join(line)):
                return Query(kind, line, folded=False)
            return Query(kind, tuple(map(fold, line)), folded=True)

        return self._first_ten((asked(*line), found[line]) for line in self._lines)

    def _first_ten(self, answers: Iterable[tuple[Query, Sequence[int]]]) -> float:
        right = []
        for query, numbers in answers:
            spell = fold if query.folded else str
            counts = self._folded if query.folded else self._exact
            # Behind the last match a system may offer what is near.
            wanted = min(DEPTH, counts[query.kind, query.words])
            found = [self._documents[number - 1] for number in numbers[:wanted]]
            right.append(len(found) == wanted and len(set(numbers)) == len(numbers) and all(
                _holds(query, [words(spell(text)) for text in (document.title, document.body)])
                for document in found))
            if not right[-1] and right.count(False) <= SHOWN:
                print(f"    {query.kind.value}: {' '.join(query.words)}: not the first {wanted} matches",
                      file=sys.stderr)
        return round(sum(right) / len(right), 3)


def _holds(query: Query, fields: Sequence[Sequence[str]]) -> bool:
    return _matches(query.kind, query.words, set().union(*fields), [f" {' '.join(field)} " for field in fields])


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

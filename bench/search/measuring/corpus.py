"""Reading what is searched: an articles file, and question sets in BEIR layout."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from measuring import text

Judgements = dict[str, float]  # Document to grade.


@dataclass(frozen=True)
class Document:
    name: str  # What judgements call it. Systems are given its number, counted from 1.
    title: str
    body: str

    def words(self) -> list[str]:
        return text.words(f"{self.title}\n{self.body}")


@dataclass(frozen=True)
class Question:
    written: str
    judgements: Judgements


def _json_lines(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as lines:
        yield from map(json.loads, lines)


def read_documents(path: Path) -> list[Document]:
    return [Document(record["_id"], text.normalise(record.get("title", "")),
                     text.normalise(record["text"])) for record in _json_lines(path)]


def read_questions(folder: Path) -> list[Question]:
    """The questions of a BEIR set that somebody judged; the others say nothing about quality."""
    judged = _read_judgements(folder / "qrels.tsv")
    return [Question(text.normalise(record["text"]), judged[record["_id"]])
            for record in _json_lines(folder / "queries.jsonl") if record["_id"] in judged]


def _read_judgements(path: Path) -> dict[str, Judgements]:
    judged: dict[str, Judgements] = {}
    with path.open(encoding="utf-8") as lines:
        next(lines)  # The heading.
        for line in lines:
            question, document, grade = line.split()
            judged.setdefault(question, {})[document] = float(grade)
    return judged

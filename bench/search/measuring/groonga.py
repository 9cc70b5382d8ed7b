"""Groonga 13: one process that reads a command a line and answers each with a line of JSON."""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from measuring import processes, text
from measuring.corpus import Document
from measuring.peer import Kind, Peer, Query, Size, join
from measuring.processes import Peak
from measuring.quality import DEPTH

OPERATORS = {Kind.AND: " ", Kind.OR: " OR ", Kind.PHRASE: " "}
# TokenBigram, the usual choice, parts covid19 in two and indexes each comma as a word;
# TokenPattern with [\p{L}\p{N}]+ drops the last word of a text (13.0.0).
TOKENIZER = r'TokenDelimit("pattern","[^\\\\p{L}\\\\p{N}]+")'
# unify_alphabet_diacritical_mark came after 13.0: a table folds instead.
NORMALIZERS = {"Exact": "NormalizerNFKC130",
               "Folded": 'NormalizerNFKC130, NormalizerTable("normalized","Marks.bare")'}
TABLES = r"""
table_create Documents TABLE_NO_KEY
column_create Documents title COLUMN_SCALAR|COMPRESS_ZSTD LongText
column_create Documents body COLUMN_SCALAR|COMPRESS_ZSTD LongText
column_create Documents length COLUMN_SCALAR Float
table_create Marks TABLE_PAT_KEY ShortText
column_create Marks bare COLUMN_SCALAR ShortText
"""
# Scores are whole numbers, so idf needs the factor.
SCORERS = {"tf_idf": ("scorer_tf_idf({})*100", False),
           "tf_at_most 1": ("scorer_tf_at_most({},1)*100", False),
           # The stock scorers know no length, and bring the longest document first.
           "tf_idf / length": ("scorer_tf_idf({})*100", True)}


class Groonga(Peer):
    system = "groonga"
    packages = "groonga-bin"
    rankings = tuple(SCORERS)

    def __init__(self, folder: Path, folded: bool) -> None:
        super().__init__(folder, folded)
        self._database = folder / "database"
        self._lexicons = ("Exact", "Folded") if folded else ("Exact",)
        self._process: subprocess.Popen[str] | None = None
        self._floor = 0  # A third of the average length: the least that a score is divided by.

    @classmethod
    def version(cls) -> str | None:
        return processes.version("groonga --version", 1)

    def prepare(self, documents: Sequence[Document]) -> None:
        self._database.mkdir()
        rows: list[list[Any]] = [[document.title, document.body, len(document.words())]
                                 for document in documents]
        self._floor = sum(row[2] for row in rows) // (3 * len(rows))
        with (self.folder / "commands").open("w", encoding="utf-8") as commands:
            commands.write(TABLES)
            commands.write(_load("Marks", ["_key", "bare"], _marks()))
            commands.write(_load("Documents", ["title", "body", "length"], rows))
            commands.writelines(map(_index, self._lexicons))

    def build(self) -> Peak:
        log = self.folder / "build.log"
        peak = processes.run_watched(["groonga", "-n", str(self._database / "db")],
                                     self.folder / "commands", log)
        for line in log.read_text(encoding="utf-8").splitlines():
            _answer(line)
        return peak

    def size(self) -> Size:
        everything = processes.disk_bytes(self._database.iterdir())
        columns = self._ask("column_list Documents")[1:]
        texts = [path for column in columns if column[1] in ("title", "body")
                 for path in self._database.glob(f"{Path(column[2]).name}*")]
        return Size(everything - processes.disk_bytes(texts), processes.disk_bytes(texts))

    def open(self) -> None:
        self._process = subprocess.Popen(
            ["groonga", str(self._database / "db")], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            encoding="utf-8", bufsize=1)
        self._ask("cache_limit 0")  # It would remember the last 100 answers.

    def top(self, query: Query, ranking: str) -> list[int]:
        scorer, by_length = SCORERS[ranking]
        order = "--sort_keys -_score,_id"
        if by_length:
            order = ("--columns[rank].stage filtered --columns[rank].type Float"
                     f" --columns[rank].value '_score/(length+{self._floor})'"
                     " --sort_keys -rank,_id")
        answer = self._select(query, scorer, f"--limit {DEPTH} {order}")
        return [number for (number,) in answer[2:]]

    def count(self, query: Query) -> int:
        (number,) = self._select(query, "{}", "--limit 0")[0]
        return int(number)

    def close(self) -> None:
        if self._process and self._process.stdin:
            self._process.stdin.close()  # It reads commands to their end, whatever the signal.
        processes.stop(self._process)

    def _select(self, query: Query, scorer: str, options: str) -> Any:
        columns = scorer.format(f"{'Folded' if query.folded else 'Exact'}.documents")
        asked = join(query, OPERATORS)
        if query.kind is Kind.PHRASE:
            asked = f'"{asked}"'
        # No escalation: it would look for parts of words where no word matches.
        return self._ask(f"select Documents --match_columns '{columns}' --query '{asked}'"
                         f" --match_escalation no --output_columns _id {options}")[0]

    def _ask(self, command: str) -> Any:
        assert self._process and self._process.stdin and self._process.stdout
        self._process.stdin.write(f"{command}\n")
        return _answer(self._process.stdout.readline())


def _answer(line: str) -> Any:
    (status, *_), *body = json.loads(line)
    if status:
        raise RuntimeError(f"groonga: {line[:500]}")
    return body[0]


def _load(table: str, columns: list[str], rows: Sequence[Sequence[Any]]) -> str:
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in [columns, *rows])
    return f"load --table {table}\n[\n{lines}\n]\n"


def _marks() -> list[list[str]]:
    """Each lower-case letter with a mark, and the letter without."""
    letters = filter(str.islower, map(chr, range(0x80, 0x2000)))
    pairs = [[letter, text.fold(letter)] for letter in letters]
    return [[letter, bare] for letter, bare in pairs if bare != letter and len(bare) == 1]


def _index(lexicon: str) -> str:
    """After loading: an index made of a whole column at once is faster than one kept up."""
    return (f"table_create {lexicon} TABLE_PAT_KEY ShortText --default_tokenizer '{TOKENIZER}'"
            f" --normalizers '{NORMALIZERS[lexicon]}'\n"
            f"column_create {lexicon} documents COLUMN_INDEX|WITH_POSITION|WITH_SECTION"
            " Documents title,body\n")

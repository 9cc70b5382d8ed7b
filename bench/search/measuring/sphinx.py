"""Sphinx 2.2: indexer reads tab-separated lines; searchd is asked in SQL over a Unix socket."""

import subprocess
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from measuring import processes, text
from measuring.corpus import Document
from measuring.peer import Kind, Peer, Query, Size, join
from measuring.processes import Peak
from measuring.quality import DEPTH

OPERATORS = {Kind.AND: " ", Kind.OR: " | ", Kind.PHRASE: " "}
# Letters of the scripts that Vietnamese texts hold: Latin, Greek, Cyrillic.
CHARACTERS = [*range(0x30, 0x530), *range(0x1E00, 0x2000)]
# The stock idf is negative for words that more than half of the documents hold.
PLAIN_IDF = "idf='plain,tfidf_unnormalized'"
RANKERS = {
    "proximity_bm25": "ranker=proximity_bm25",
    "bm25f": f"ranker=expr('bm25f(1.2,0.75)*10000'),{PLAIN_IDF}",
    "bm25a + lccs": f"ranker=expr('bm25a(1.2,0.75)*10000+sum(lccs)*100'),{PLAIN_IDF}",
}


class Sphinx(Peer):
    system = "sphinx"
    packages = "sphinxsearch python3-pymysql"
    rankings = tuple(RANKERS)

    def __init__(self, folder: Path, folded: bool) -> None:
        super().__init__(folder, folded)
        self._configuration = folder / "sphinx.conf"
        self._server: subprocess.Popen[bytes] | None = None
        self._connection: Any = None
        self._cursor: Any = None

    @classmethod
    def version(cls) -> str | None:
        if find_spec("pymysql") is None:
            return None
        return processes.version("searchd --help", 1)

    def prepare(self, documents: Sequence[Document]) -> None:
        (self.folder / "index").mkdir()
        with (self.folder / "documents.tsv").open("w", encoding="utf-8") as lines:
            for number, document in enumerate(documents, 1):
                lines.write(f"{number}\t{document.title}\t{document.body}\n")
        self._configuration.write_text(self._configured(), encoding="utf-8")

    def build(self) -> Peak:
        return processes.run_watched(["indexer", "--config", str(self._configuration), "--all"],
                                     None, self.folder / "indexer.log")

    def size(self) -> Size:
        return Size(processes.disk_bytes((self.folder / "index").iterdir()), None)

    def open(self) -> None:
        import pymysql

        log = self.folder / "searchd.log"
        with log.open("wb") as output:
            self._server = subprocess.Popen(
                ["searchd", "--config", str(self._configuration), "--nodetach"], stdout=output,
                stderr=output)
        self._connection = processes.wait_for(
            lambda: pymysql.connect(unix_socket=str(self.folder / "s"), charset="utf8"),
            self._server, log, pymysql.err.OperationalError)
        self._cursor = self._connection.cursor()

    def top(self, query: Query, ranking: str) -> list[int]:
        options = f"LIMIT {DEPTH} OPTION max_matches={DEPTH},{RANKERS[ranking]}"
        rows = self._select("id", query, options)
        return [number for number, *_ in rows]

    def count(self, query: Query) -> int:
        rows = self._select("COUNT(*)", query, "OPTION ranker=none")
        return rows[0][0] if rows else 0

    def close(self) -> None:
        if self._connection:
            self._connection.close()  # searchd waits for whoever is connected.
        processes.stop(self._server)

    def _select(self, what: str, query: Query, options: str) -> Sequence[tuple[int, ...]]:
        index = "folded" if query.folded else "exact"
        match = join(query, OPERATORS)
        if query.kind is Kind.PHRASE:
            match = f'"{match}"'
        self._cursor.execute(f"SELECT {what} FROM {index} WHERE MATCH('{match}') {options}")
        rows: Sequence[tuple[int, ...]] = self._cursor.fetchall()
        return rows

    def _configured(self) -> str:
        indexes = {"exact": False, "folded": True} if self.folded else {"exact": False}
        return "".join(
            [_source(self.folder / "documents.tsv"),
             *(_index(name, self.folder / "index" / name, folds)
               for name, folds in indexes.items()),
             _server(self.folder)])


def _source(lines: Path) -> str:
    return f"""
source documents {{
  type = tsvpipe
  tsvpipe_command = cat {lines}
  tsvpipe_field = title
  tsvpipe_field = body
}}
"""


def _index(name: str, path: Path, folds: bool) -> str:
    """Folding is the table's: the folded index reads the same lines."""
    return f"""
index {name} {{
  source = documents
  path = {path}
  charset_table = {_character_table(folds)}
  dict = keywords
  index_field_lengths = 1
}}
"""


def _server(folder: Path) -> str:
    return f"""
searchd {{
  listen = {folder}/s:mysql41
  pid_file = {folder}/pid
  log = {folder}/log
  binlog_path =
  workers = threads
  client_timeout = 86400
}}
"""


def _character_table(folds: bool) -> str:
    """Which characters make words, and what each is indexed as. Lines may not be long."""
    entries = []
    for character in filter(str.isalnum, map(chr, CHARACTERS)):
        lower = character.lower()
        target = text.fold(lower) if folds else lower
        if len(target) == 1:
            entries.append(f"U+{ord(character):X}" if target == character else
                           f"U+{ord(character):X}->U+{ord(target):X}")
    return ", \\\n    ".join(entries)

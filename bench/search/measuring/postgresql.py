"""PostgreSQL 15: tsvector columns with GIN indexes, in a cluster of its own on a Unix socket."""

import grp
import os
import pwd
import shutil
import signal
import subprocess
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from measuring import processes
from measuring.corpus import Document
from measuring.peer import Kind, Peer, Query, Size, join
from measuring.processes import MemoryWatch, Peak
from measuring.quality import DEPTH

OPERATORS = {Kind.AND: " & ", Kind.OR: " | ", Kind.PHRASE: " <-> "}
RANKINGS = {"ts_rank, log length": "ts_rank(terms, asked, 1)",
            "ts_rank, log words": "ts_rank(terms, asked, 16)",
            "ts_rank_cd": "ts_rank_cd(terms, asked)",
            "ts_rank_cd, distance": "ts_rank_cd(terms, asked, 4)"}
# One thread answers a query, as in the others; jit only delays queries as short as these.
SETTINGS = {"shared_buffers": "512MB", "maintenance_work_mem": "256MB", "work_mem": "64MB",
            "max_wal_size": "4GB", "wal_level": "minimal", "max_wal_senders": "0",
            "max_parallel_workers_per_gather": "0", "jit": "off", "listen_addresses": ""}
SCHEMA = """
CREATE EXTENSION unaccent;
CREATE TEXT SEARCH CONFIGURATION exact (COPY = simple);
CREATE TEXT SEARCH CONFIGURATION folded (COPY = simple);
ALTER TEXT SEARCH CONFIGURATION folded ALTER MAPPING FOR
  asciiword, word, numword, hword, hword_part, asciihword, hword_asciipart, hword_numpart, numhword
  WITH unaccent, simple;
"""
DOCUMENTS = """
CREATE TABLE documents (id integer PRIMARY KEY,
                        title text COMPRESSION lz4, body text COMPRESSION lz4);
"""
# The stock parser takes "và/hoặc" for a path, "v.v" for a file: such characters become blanks.
# EXTERNAL: ranking reads the tsvector of every match; compressed they cost twice the time.
TERMS = """
CREATE TABLE {words} (id integer NOT NULL, terms tsvector NOT NULL);
ALTER TABLE {words} ALTER terms SET STORAGE EXTERNAL;
INSERT INTO {words}
  SELECT id, setweight(to_tsvector('{words}', translate(title, '{breaks}', '{blanks}')), 'A')
             || to_tsvector('{words}', translate(body, '{breaks}', '{blanks}')) FROM documents;
CREATE INDEX {words}_terms ON {words} USING gin (terms);
"""
BREAKS = "/.-_@:<>&+~=?#%"


class PostgreSql(Peer):
    system = "postgresql"
    packages = "postgresql-15 python3-psycopg2"
    rankings = tuple(RANKINGS)

    def __init__(self, folder: Path, folded: bool) -> None:
        super().__init__(folder, folded)
        self._words = ("exact", "folded") if folded else ("exact",)
        self._server: subprocess.Popen[bytes] | None = None
        self._cursor: Any = None

    @classmethod
    def version(cls) -> str | None:
        if find_spec("psycopg2") is None:
            return None
        return processes.version(f"{_programs()}/postgres --version", 2)

    def prepare(self, documents: Sequence[Document]) -> None:
        with (self.folder / "documents.tsv").open("w", encoding="utf-8") as lines:
            for number, document in enumerate(documents, 1):
                lines.write(f"{number}\t{document.title}\t{document.body}\n")
        account = _account()
        if account:
            shutil.chown(self.folder, account["user"], account["group"])
        self._start()
        self._cursor.execute(SCHEMA)

    def build(self) -> Peak:
        assert self._server
        with MemoryWatch(self._server.pid) as watch:
            # The quote is a character that no text holds: tab-separated lines as they are.
            self._cursor.execute(DOCUMENTS + f"COPY documents FROM '{self.folder}/documents.tsv'"
                                 r" (FORMAT csv, DELIMITER E'\t', QUOTE E'\x01', NULL '\N')")
            for words in self._words:
                self._cursor.execute(
                    TERMS.format(words=words, breaks=BREAKS, blanks=" " * len(BREAKS)))
            self._cursor.execute("VACUUM ANALYZE")
        return watch.peak()

    def size(self) -> Size:
        return Size(sum(map(self._relation_bytes, self._words)), self._relation_bytes("documents"))

    def open(self) -> None:
        """prepare() started the server."""

    def top(self, query: Query, ranking: str) -> list[int]:
        rows = self._select("id", query, f"ORDER BY {RANKINGS[ranking]} DESC, id LIMIT {DEPTH}")
        return [number for (number,) in rows]

    def count(self, query: Query) -> int:
        ((number,),) = self._select("count(*)", query, "")
        return int(number)

    def close(self) -> None:
        processes.stop(self._server, signal.SIGINT)  # A fast shutdown, whoever is connected.

    def _select(self, what: str, query: Query, rest: str) -> Sequence[tuple[Any, ...]]:
        words = "folded" if query.folded else "exact"
        self._cursor.execute(f"SELECT {what} FROM {words}, to_tsquery('{words}', %s) asked"
                             f" WHERE terms @@ asked {rest}", (join(query, OPERATORS),))
        rows: Sequence[tuple[Any, ...]] = self._cursor.fetchall()
        return rows

    def _relation_bytes(self, table: str) -> int:
        self._cursor.execute("SELECT pg_total_relation_size(%s)", (table,))
        return int(self._cursor.fetchone()[0])

    def _start(self) -> None:
        import psycopg2

        programs, data, log = _programs(), self.folder / "data", self.folder / "server.log"
        account = _account()
        processes.run([f"{programs}/initdb", "-D", str(data), "-U", "bench", "-A", "trust", "-N",
                       "-E", "UTF8", "--locale=C.UTF-8"], cwd="/", **account)
        options = [f"-c{name}={value}" for name, value in SETTINGS.items()]
        with log.open("wb") as output:
            self._server = subprocess.Popen(
                [f"{programs}/postgres", "-D", str(data), "-k", str(self.folder), *options],
                stdout=output, stderr=output, **account)
        connection = processes.wait_for(
            lambda: psycopg2.connect(host=str(self.folder), user="bench", dbname="postgres"),
            self._server, log, psycopg2.OperationalError)
        connection.autocommit = True
        self._cursor = connection.cursor()


def _programs() -> Path:
    """Debian keeps the servers out of PATH, a folder for each version: the newest."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/postgres")]
    return max(found, key=lambda path: float(path.parent.name), default=Path("/nowhere"))


def _account() -> dict[str, Any]:
    """PostgreSQL refuses to run as root: then as the user that Debian's package makes."""
    if os.geteuid():
        return {}
    group = grp.getgrgid(pwd.getpwnam("postgres").pw_gid).gr_name
    return {"user": "postgres", "group": group, "extra_groups": []}

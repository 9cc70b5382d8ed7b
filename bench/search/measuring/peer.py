"""The contract of a measured system."""

import enum
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from measuring import text
from measuring.corpus import Document
from measuring.processes import Peak


class Kind(enum.Enum):
    AND = "and4"
    OR = "or4"
    PHRASE = "phrase3"


@dataclass(frozen=True)
class Query:
    """Words are runs of lower-case letters and digits, so that nothing needs an escape."""

    kind: Kind
    words: tuple[str, ...]
    folded: bool  # The words stand without diacritics and are asked of the folded words.


@dataclass(frozen=True)
class Size:
    index_bytes: int
    text_bytes: int | None  # What the stored text adds; None for a system that stores none.


class Peer(ABC):
    """One system over one corpus, its files below a folder that nobody else uses.

    Used in this order: prepare, build, open, then top and count, then close. close() may come at
    any time, also after a failure.
    """

    system: ClassVar[str]  # What --peers and the table call it.
    packages: ClassVar[str]  # Debian's.
    rankings: ClassVar[Sequence[str]]  # The best-known ones; all are tried, the best is measured.

    def __init__(self, folder: Path, folded: bool) -> None:
        self.folder = folder
        self.folded = folded  # Whether words without diacritics are indexed beside the exact ones.

    def ask(self, kind: Kind, words: Iterable[str]) -> Query:
        """Who types no mark at all asks for folded words, if there are any; everybody else for
        exact words. Asking for both at once was tried, and is worse (README.md)."""
        asked = tuple(words)
        return Query(kind, asked, self.folded and not text.has_marks(" ".join(asked)))

    @classmethod
    @abstractmethod
    def version(cls) -> str | None:
        """None: it is not installed."""

    @classmethod
    def version_name(cls) -> str:
        return f"{cls.system} {cls.version()}"

    @abstractmethod
    def prepare(self, documents: Sequence[Document]) -> None:
        """Everything that is not timed: the input in the system's own form, an empty server."""

    @abstractmethod
    def build(self) -> Peak:
        """Makes the index, and is timed. The memory is that of the system's own processes."""

    @abstractmethod
    def size(self) -> Size: ...

    @abstractmethod
    def open(self) -> None: ...

    @abstractmethod
    def top(self, query: Query, ranking: str) -> list[int]:
        """The numbers of the 10 best documents."""

    @abstractmethod
    def count(self, query: Query) -> int:
        """How many documents match."""

    @abstractmethod
    def close(self) -> None: ...


def join(query: Query, operators: Mapping[Kind, str]) -> str:
    return operators[query.kind].join(query.words)

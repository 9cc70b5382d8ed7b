"""Words as the benchmark understands them: each system's own words are held to them."""

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")


def normalise(text: str) -> str:
    """NFC on one line: what every system is fed, and what a tab-separated file can hold."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def words(text: str) -> list[str]:
    """The runs of letters and digits of a normalised text, in lower case and in its order."""
    return _WORD.findall(text.lower())


def fold(text: str) -> str:
    """The text as a person types it who types no diacritics: "Đường HOÀ" is "duong hoa"."""
    decomposed = unicodedata.normalize("NFD", text.lower())
    bare = "".join(letter for letter in decomposed if unicodedata.category(letter) != "Mn")
    return bare.replace("đ", "d")


def has_marks(text: str) -> bool:
    """Whether somebody typed diacritics. Without any, a query asks for folded words."""
    return fold(text) != text.lower()

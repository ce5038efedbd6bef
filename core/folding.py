"""One form for all text, on save and on query: full-width, accents, case, punctuation and blanks make no difference."""

import re
import unicodedata
from functools import lru_cache

_APOSTROPHES = re.compile("['’‘ʼ`´]")
_BLANKS = re.compile(" +")
# Between two words: a blank, or the seam of Han and Latin letters (digits stay with what they count: 第21届).
_SEAM = re.compile(r"(?<=[a-z])(?=[\u2e80-\u9fff\U00020000-\U0003ffff])|(?<=[\u2e80-\u9fff\U00020000-\U0003ffff])(?=[a-z])")


def is_han(sign: str) -> bool:
    """Whether a character is of Chinese writing (the extensions too)."""
    return "\u3400" <= sign <= "\u9fff" or "\U00020000" <= sign <= "\U0003ffff" or "\uf900" <= sign <= "\ufaff"


def _plain_sign(sign: str) -> str:
    """One character in its simplest form: Ｆ → f, é → e, ﬁ → fi, punctuation → blank."""
    lowered = unicodedata.normalize("NFKC", sign).casefold()
    bare = (each for each in unicodedata.normalize("NFD", lowered) if not unicodedata.combining(each))
    return "".join(each if each.isalnum() else " " for each in bare)


_KNOWN: dict[str, str] = {}
_MOST_KNOWN = 40_000


def plain_sign(sign: str) -> str:
    """As `_plain_sign`, remembered."""
    found = _KNOWN.get(sign)
    if found is None:
        found = _plain_sign(sign)
        if len(_KNOWN) < _MOST_KNOWN:
            _KNOWN[sign] = found
    return found


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """Lower-case words with single blanks between them: “Inclusion·外滩大会” → "inclusion 外滩大会"; apostrophes vanish."""
    composed = unicodedata.normalize("NFC", _APOSTROPHES.sub("", text))
    return _BLANKS.sub(" ", "".join(map(plain_sign, composed))).strip()


def squashed(text: str) -> str:
    """A folded text without its blanks."""
    return text.replace(" ", "")


def words_of(text: str) -> list[str]:
    """The words of a folded text: parted by blanks, and where Han and Latin letters meet."""
    return [part for word in text.split() for part in _SEAM.split(word)]

"""Which passwords are refused: too short, or what a machine tries first. Length counts; no kinds of signs are asked for."""

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from accounts.passwords import LEAST_LENGTH, MOST_LENGTH, normal

WORDS_FILE = Path(__file__).parent / "data" / "common_passwords.txt"
SITE = ("deltawindow", "windowdelta", "changsanjiao", "csjzhichuang", "长三角之窗", "长三角")
ROWS = (
    "1234567890", "qwertyuiop", "asdfghjkl;'", "zxcvbnm,./", "qwertzuiop", "azertyuiop",
    "1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm", "abcdefghijklmnopqrstuvwxyz",
)
NEIGHBOURS = {pair for row in (*ROWS, "9012") for a, b in pairwise(row) for pair in (a + b, b + a)}
LOOKALIKES = str.maketrans("013457@$!|", "oleastasil")
LEAST_KINDS = 5
LONGEST_BEAT = 5
# So many steps may be unforeseen before a row of signs counts as more than a row.
LEAST_SURPRISES = 4
LEAST_NAME = 4
MOST_WORDS = 4


def weakness(password: str, about: Iterable[str] = ()) -> str:
    """Why a password is refused, or "": too_short, too_long, repeats, row, about_you, common.

    `about` is what everybody knows of the person: name, mail address.
    """
    plain = normal(password)
    if len(plain) < LEAST_LENGTH:
        return "too_short"
    if len(password) > MOST_LENGTH:
        return "too_long"
    text = re.sub(r"\s", "", plain).casefold()
    checks = {"repeats": _repeats(text), "row": _is_row(text), "about_you": _is_about(text, about), "common": _is_common(text)}
    return next((reason for reason, is_so in checks.items() if is_so), "")


def _repeats(text: str) -> bool:
    """Few different signs, or one beat again and again."""
    if len(set(text)) < LEAST_KINDS:
        return True
    return any((text[:beat] * len(text))[: len(text)] == text for beat in range(1, LONGEST_BEAT + 1))


def _is_row(text: str) -> bool:
    """Signs that follow one another in the alphabet, in counting or on the keyboard."""
    surprises = sum(a != b and a + b not in NEIGHBOURS for a, b in pairwise(text))
    return surprises < LEAST_SURPRISES


def _is_about(text: str, about: Iterable[str]) -> bool:
    """Made of what everybody knows: the site's name, the person's, their address."""
    known = [each.casefold() for each in about]
    parts = {part for each in known for part in (*re.split(r"[@.\s+_-]+", each), re.sub(r"\s", "", each))}
    names = {part for part in parts if len(part) >= LEAST_NAME or (len(part) > 1 and not part.isascii())}
    return any(name in text for name in {*SITE, *names})


@lru_cache(maxsize=1)
def common_words() -> frozenset[str]:
    """Words that passwords are made of everywhere (accounts/data/common_passwords.txt)."""
    lines = WORDS_FILE.read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def _is_common(text: str) -> bool:
    """Nothing but such words in a row, with figures and marks around them, letters replaced by lookalikes or not."""
    inner = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", text)
    cores = {inner, inner.translate(LOOKALIKES), text.translate(LOOKALIKES)}
    bare = {re.sub(r"[\W\d_]", "", each) for each in (inner, inner.translate(LOOKALIKES))}
    return any(_is_made_of_words(core) for core in cores | bare)


def _is_made_of_words(text: str) -> bool:
    """Whether at most four of the words in a row make it."""
    reached = {0}
    for _ in range(MOST_WORDS):
        reached = {
            end for start in reached for end in range(start + 1, len(text) + 1) if text[start:end] in common_words()
        }
        if len(text) in reached:
            return True
    return not text

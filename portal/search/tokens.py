"""The one place that makes tokens, on save and on query: every text is cut into overlapping pieces.

A piece that begins with a Chinese character has two characters, any other has three; the last ones are shorter. A text that is
asked for is in a stored text only if all its pieces are, so nothing is missed: two characters of a title, a part of an English
word, what stands on both sides of a comma. What has the pieces is then looked at itself (matching.py).

A letter before each token says in which of a thing's texts it stands (`Field`).
"""

from collections.abc import Iterable
from enum import StrEnum

from core.folding import is_han, squashed
from portal.search.expression import And, Expression, Or, Term

MOST_PIECES = 12
# Stands before the first letters of a whole name, so that its beginning can be asked for.
BEGINNING = "1"


class Field(StrEnum):
    """Where a token stands: in the names, other names, what is said about it, its sounds, the first letters of those."""

    NAME = "n"
    OTHER = "o"
    ABOUT = "a"
    SOUND = "p"
    INITIALS = "i"


def pieces(text: str) -> list[tuple[str, bool]]:
    """The pieces of a squashed text, each with whether it is whole."""
    found = []
    for place, sign in enumerate(text):
        length = 2 if is_han(sign) else 3
        piece = text[place : place + length]
        found.append((piece, len(piece) == length))
    return found


def stored(field: Field, texts: Iterable[str]) -> set[str]:
    """The tokens by which texts are found."""
    letter = field.value
    return {letter + piece for text in texts for piece, _ in pieces(squashed(text))}


def asked(field: Field, text: str) -> Expression:
    """What must be there for a text to be in a field."""
    terms: list[Expression] = []
    reached = 0
    for place, (piece, is_whole) in enumerate(pieces(squashed(text))):
        if is_whole or place + len(piece) > reached:
            terms.append(Term(field.value + piece, begins=not is_whole))
            reached = place + len(piece)
    if len(terms) > MOST_PIECES:
        terms = terms[:: len(terms) // MOST_PIECES + 1]
    return And(tuple(terms))


def asked_anywhere(fields: Iterable[Field], text: str) -> Expression:
    """A text in one of several fields."""
    return Or(tuple(asked(field, text) for field in fields))

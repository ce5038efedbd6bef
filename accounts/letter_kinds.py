"""The kinds of single letters: what each is called, whether its reader may stop it, and whether it is always tried.

Each package lists its own; `application.py` gathers them. Every template of a letter has its kind (tests/shape).
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterKind:
    """One kind, `code` naming its template. `may_be_stopped`: a letter that one can do without, with a link that stops it.

    `is_essential`: it is tried even where a mailbox was stopped for complaints, since somebody asked for it this minute
    (confirming an address, a new password). `asks`: it asks a mailbox that perhaps nobody confirmed to do so; anybody can have
    it sent there, so that few of all these kinds together go in a day (accounts/limits.py).
    """

    code: str
    words: Callable[[], str]
    may_be_stopped: bool = False
    is_essential: bool = False
    asks: bool = False

"""What can be followed: each package names its kinds, `application.py` lists them, nobody knows of others. Values only."""

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core.types import Bilingual
from events.queries.selection import Selection

LONGEST_REF = 500
# What was otherwise of dates before they changed, by the date's key: columns of the row as the history keeps them.
Former = Mapping[int, Mapping[str, Any]]


def _nothing(_former: Former, _among: Sequence[str]) -> Mapping[int, AbstractSet[str]]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One thing that can be followed. `ref` names it for ever ("venue:12", "city:310000", "filter:city=hangzhou&genre=opera");
    `endpoint` and `values` its page ("" where it has none)."""

    ref: str
    name: Bilingual
    endpoint: str = ""
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """The kind of thing it is: what stands before the colon."""
        return self.ref.partition(":")[0]


def _of_nobody(_organisation_id: int, _at: datetime) -> Sequence[str]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Followable:
    """One kind of thing that can be followed.

    `words`: what a reader calls the kind. `find`: a public thing by what names it in an address (a slug, a key, a query), None
    where there is none. `named`: things by their refs, in a fixed number of statements; what is gone is missing. `concerned`:
    which of these refs each date concerns, by the date's key; `among` are the refs of this kind that somebody follows, for
    kinds that are found by asking each (filters, searches; `is_asked`); else it is empty and the answer names every ref of the
    kind. `left`: the same for dates as they stood before they changed, for kinds that a date can leave; it may name what still
    concerns them. `selection`: the dates that belong to it, None where it is gone. `is_typed`: its name is whatever somebody
    typed, so that no letter to a mailbox that did not ask for it says it. `is_one_date`: it is one date, of which no other
    can be announced.

    For those who write to followers: `search`: the refs of public things whose names have all these words (in lower case), the
    best first, at most so many; None where that is asked of what somebody follows. `of_body`: the refs of what is an
    organisation's own, the next first.
    """

    kind: str
    words: Callable[[], str]
    find: Callable[[str], Subject | None]
    named: Callable[[Sequence[str]], Mapping[str, Subject]]
    concerned: Callable[[Sequence[int], Sequence[str]], Mapping[int, AbstractSet[str]]]
    selection: Callable[[str], Selection | None]
    left: Callable[[Former, Sequence[str]], Mapping[int, AbstractSet[str]]] = _nothing
    is_asked: bool = False
    search: Callable[[Sequence[str], int], Sequence[str]] | None = None
    of_body: Callable[[int, datetime], Sequence[str]] = _of_nobody
    is_typed: bool = False
    is_one_date: bool = False


def kind_of(ref: str) -> str:
    """The kind that a ref begins with."""
    return ref.partition(":")[0]


def rest_of(ref: str) -> str:
    """What a ref says after its kind."""
    return ref.partition(":")[2]

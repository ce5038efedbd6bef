"""What a notice can be about and written to the followers of: an organisation's own things, and what the staff look for.

Which kinds of things there are, and how each is found, the registry knows (events/followable.py)."""

from collections.abc import Sequence
from datetime import date, datetime
from unicodedata import normalize

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from core.db import session
from events.followable import Followable, Subject
from events.models.event import Event
from events.models.performance import Performance
from events.models.run import Run
from events.models.words import TIMED
from events.queries import followed, own
from notices import registry
from notices.queries.audience import subjects_followed

MOST_WORDS, OF_A_KIND, MOST_DATES = 5, 8, 20
Group = tuple[Followable, Sequence[Subject]]


def words_in(text: str) -> list[str]:
    """The words of a search, as names are compared with them."""
    return normalize("NFKC", text).lower().split()[:MOST_WORDS]


def things_of(organisation_id: int, at: datetime) -> list[Group]:
    """All that is an organisation's own and can be followed, kind by kind. One or two statements a kind."""
    return _grouped([(kind, kind.of_body(organisation_id, at)) for kind in registry.followables()])


def things_called(text: str) -> list[Group]:
    """What can be followed and is called so, some of each kind: by names, and of filters and searches what somebody follows."""
    words = words_in(text)
    return _grouped([(kind, _called(kind, words)) for kind in registry.followables()]) if words else []


def _called(kind: Followable, words: Sequence[str]) -> Sequence[str]:
    if kind.search is not None:
        return kind.search(words, OF_A_KIND)
    named = kind.named(subjects_followed(kind.kind))
    found = (ref for ref, each in named.items() if all(word in f"{each.name.zh} {each.name.en}".lower() for word in words))
    return list(found)[:OF_A_KIND]


def _grouped(refs: Sequence[tuple[Followable, Sequence[str]]]) -> list[Group]:
    found = [(kind, theirs, kind.named(theirs) if theirs else {}) for kind, theirs in refs]
    return [(kind, [named[ref] for ref in theirs if ref in named]) for kind, theirs, named in found if named]


def dates_of(organisation_id: int, at: datetime) -> Sequence[Performance]:
    """Its public dates to come, in order, then those of the last week: what a notice can be about. Two statements."""
    return dates_by_keys(own.dates_of(organisation_id, at))


def dates_called(text: str, first: date) -> Sequence[Performance]:
    """Public dates from a day on of what is called so (of everything, without words), in their order. Two statements."""
    return dates_by_keys(followed.dates_called(words_in(text), first, MOST_DATES))


def dates_by_keys(keys: Sequence[int]) -> Sequence[Performance]:
    """Public timed dates in the order of their keys as given, with all that their line says; what is gone is missing."""
    query = (
        select(Performance)
        .join(Performance.run)
        .join(Run.event)
        .where(
            Performance.id.in_(keys), Event.published_at.is_not(None), Performance.published_at.is_not(None),
            Performance.form.in_(TIMED),
        )
        .options(
            contains_eager(Performance.run).contains_eager(Run.event), joinedload(Performance.venue),
            joinedload(Performance.hall),
        )
    )
    found = {row.id: row for row in session.scalars(query)} if keys else {}
    return [found[key] for key in keys if key in found]

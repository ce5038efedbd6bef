"""An event with all its parts: a show, a festival with its editions, a series with its meetings."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask_babel import gettext

from events.followable import Followable, Subject
from events.followables import keyed
from events.models.event import Event
from events.queries import followed, own, records
from events.queries.selection import Selection

KIND, ENDPOINT = "event", "events.event"


def find(slug: str) -> Subject | None:
    """One by its slug."""
    return keyed.found(KIND, slug, records.public_event, named)


def named(refs: Sequence[str]) -> Mapping[str, Subject]:
    """Several by their refs."""
    return keyed.named(Event, ENDPOINT, refs)


def concerned(keys: Sequence[int], _among: Sequence[str]) -> dict[int, set[str]]:
    """The event of each date, and all that it is part of."""
    rows = followed.belonging(keys)
    wholes = followed.wholes(each.event_id for each in rows)
    return keyed.concerned(KIND, {each.key: wholes[each.event_id] for each in rows})


def selection(ref: str) -> Selection | None:
    """All its dates and those of its parts."""
    key = keyed.key_of(ref)
    return followed.within(key) if key is not None else None


def search(words: Sequence[str], limit: int) -> list[str]:
    """Several by words of their names."""
    return keyed.called(Event, KIND, words, limit)


def of_body(organisation_id: int, at: datetime) -> list[str]:
    """What it holds: its shows, the latest dates first, and its festivals and series."""
    return [f"{KIND}:{key}" for key in own.events_of(organisation_id, at)]


EVENT = Followable(
    kind=KIND, words=lambda: gettext("Event"), find=find, named=named, concerned=concerned, selection=selection,
    search=search, of_body=of_body,
)

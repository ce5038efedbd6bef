"""A house: whatever is on in it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask_babel import gettext

from events.followable import Followable, Former, Subject
from events.followables import keyed
from events.queries import followed, records
from events.queries.force_majeure import houses_of
from events.queries.selection import Selection
from venues.models import Venue

KIND, ENDPOINT = "venue", "events.venue"


def find(slug: str) -> Subject | None:
    """One by its slug."""
    return keyed.found(KIND, slug, records.venue_by_slug, named)


def named(refs: Sequence[str]) -> Mapping[str, Subject]:
    """Several by their refs."""
    return keyed.named(Venue, ENDPOINT, refs)


def concerned(keys: Sequence[int], _among: Sequence[str]) -> dict[int, set[str]]:
    """The house of each date."""
    return keyed.concerned(KIND, {each.key: [each.venue_id] for each in followed.belonging(keys) if each.is_in_scope})


def left(former: Former, _among: Sequence[str]) -> dict[int, set[str]]:
    """The house that each date was in."""
    were = {key: was["venue_id"] for key, was in former.items() if was.get("venue_id") is not None}
    rows = [each for each in followed.belonging(list(were)) if each.is_in_scope]
    return keyed.concerned(KIND, {each.key: [were[each.key]] for each in rows})


def selection(ref: str) -> Selection | None:
    """All that is on in it."""
    key = keyed.key_of(ref)
    return Selection(venue_id=key) if key is not None and named([ref]) else None


def search(words: Sequence[str], limit: int) -> list[str]:
    """Several by words of their names."""
    return keyed.called(Venue, KIND, words, limit)


def of_body(organisation_id: int, _at: datetime) -> list[str]:
    """The houses that it runs."""
    return [f"{KIND}:{each.id}" for each in houses_of(organisation_id)]


VENUE = Followable(
    kind=KIND, words=lambda: gettext("Venue"), find=find, named=named, concerned=concerned, left=left, selection=selection,
    search=search, of_body=of_body,
)

"""An organiser: whatever they hold, or is held on their behalf."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask_babel import gettext

from accounts.models.organisation import Organisation
from events.followable import Followable, Subject
from events.followables import keyed
from events.queries import followed, records
from events.queries.selection import Selection

KIND, ENDPOINT = "organiser", "events.organiser"


def find(slug: str) -> Subject | None:
    """One by its slug."""
    return keyed.found(KIND, slug, records.organiser_by_slug, named)


def named(refs: Sequence[str]) -> Mapping[str, Subject]:
    """Several by their refs."""
    return keyed.named(Organisation, ENDPOINT, refs)


def concerned(keys: Sequence[int], _among: Sequence[str]) -> dict[int, set[str]]:
    """Who holds each date, and on whose behalf."""
    rows = followed.belonging(keys)
    shown = followed.bodies_shown(body for each in rows for body in (each.organiser_id, each.on_behalf_of_id) if body)
    return keyed.concerned(KIND, {each.key: shown & {each.organiser_id, each.on_behalf_of_id} for each in rows})


def selection(ref: str) -> Selection | None:
    """All that they hold."""
    key = keyed.key_of(ref)
    return Selection(organiser_id=key) if key is not None and named([ref]) else None


def search(words: Sequence[str], limit: int) -> list[str]:
    """Several by words of their names."""
    return keyed.called(Organisation, KIND, words, limit)


def of_body(organisation_id: int, _at: datetime) -> list[str]:
    """Itself."""
    return [f"{KIND}:{organisation_id}"]


ORGANISER = Followable(
    kind=KIND, words=lambda: gettext("Organiser"), find=find, named=named, concerned=concerned, selection=selection,
    search=search, of_body=of_body,
)

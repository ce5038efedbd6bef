"""A production, in all its cities."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask_babel import gettext

from events.followable import Followable, Subject
from events.followables import keyed
from events.queries import followed, own, records
from events.queries.selection import Selection
from repertoire.models import Production

KIND, ENDPOINT = "production", "events.production"


def find(slug: str) -> Subject | None:
    """One by its slug."""
    return keyed.found(KIND, slug, records.production_by_slug, named)


def named(refs: Sequence[str]) -> Mapping[str, Subject]:
    """Several by their refs."""
    return keyed.named(Production, ENDPOINT, refs)


def concerned(keys: Sequence[int], _among: Sequence[str]) -> dict[int, set[str]]:
    """The production of each date."""
    return keyed.concerned(KIND, {each.key: [each.production_id] for each in followed.belonging(keys) if each.is_in_scope})


def selection(ref: str) -> Selection | None:
    """All its dates."""
    key = keyed.key_of(ref)
    return Selection(production_id=key) if key is not None and named([ref]) else None


def search(words: Sequence[str], limit: int) -> list[str]:
    """Several by words of their names."""
    return keyed.called(Production, KIND, words, limit)


def of_body(organisation_id: int, at: datetime) -> list[str]:
    """What its shows play."""
    return [f"{KIND}:{key}" for key in own.productions_of(organisation_id, at)]


PRODUCTION = Followable(
    kind=KIND, words=lambda: gettext("Production"), find=find, named=named, concerned=concerned, selection=selection,
    search=search, of_body=of_body,
)

"""A production, in all its cities."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext

from events.followable import Followable, Subject
from events.followables import keyed
from events.queries import followed, records
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


PRODUCTION = Followable(
    kind=KIND, words=lambda: gettext("Production"), find=find, named=named, concerned=concerned, selection=selection
)

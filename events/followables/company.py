"""A company: whatever it plays."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext

from events.followable import Followable, Subject
from events.followables import keyed
from events.queries import followed, records
from events.queries.selection import Selection
from repertoire.models import Company

KIND, ENDPOINT = "company", "events.company"


def find(slug: str) -> Subject | None:
    """One by its slug."""
    return keyed.found(KIND, slug, records.company_by_slug, named)


def named(refs: Sequence[str]) -> Mapping[str, Subject]:
    """Several by their refs."""
    return keyed.named(Company, ENDPOINT, refs)


def concerned(keys: Sequence[int], _among: Sequence[str]) -> dict[int, set[str]]:
    """The company that plays each date."""
    return keyed.concerned(KIND, {each.key: [each.company_id] for each in followed.belonging(keys) if each.is_in_scope})


def selection(ref: str) -> Selection | None:
    """All that it plays."""
    key = keyed.key_of(ref)
    return Selection(company_id=key) if key is not None and named([ref]) else None


def search(words: Sequence[str], limit: int) -> list[str]:
    """Several by words of their names."""
    return keyed.called(Company, KIND, words, limit)


COMPANY = Followable(
    kind=KIND, words=lambda: gettext("Company"), find=find, named=named, concerned=concerned, selection=selection,
    search=search,
)

"""A strand of culture with its facets."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext

from delta import windows
from events.followable import Followable, Subject, rest_of
from events.followables import keyed
from events.queries import followed
from events.queries.selection import Selection

KIND = "strand"


def find(slug: str) -> Subject | None:
    """One by its slug."""
    ref = f"{KIND}:{slug.replace('-', '_')}"
    return named([ref]).get(ref)


def named(refs: Sequence[str]) -> Mapping[str, Subject]:
    """Several by their refs."""
    known = {ref: windows.strand(rest_of(ref)) for ref in refs}
    return {
        ref: Subject(ref=ref, name=each.name, endpoint="events.strand", values={"slug": each.code.replace("_", "-")})
        for ref, each in known.items() if each
    }


def concerned(keys: Sequence[int], _among: Sequence[str]) -> dict[int, set[str]]:
    """The strands of each date's event, and those that they are facets of."""
    rows = [each for each in followed.belonging(keys) if each.is_in_scope]
    codes = followed.strands(each.event_id for each in rows)
    return {each.key: _refs(codes.get(each.event_id, set())) for each in rows}


def _refs(codes: set[str]) -> set[str]:
    known = [each for each in map(windows.strand, codes) if each]
    return {f"{KIND}:{code}" for each in known for code in (each.code, each.parent) if code}


def selection(ref: str) -> Selection | None:
    """All that belongs to it."""
    known = windows.strand(rest_of(ref))
    return Selection(strand_codes=windows.strand_codes_under(known.code)) if known else None


def search(words: Sequence[str], limit: int) -> list[str]:
    """Several by words of their names."""
    return keyed.fitting({f"{KIND}:{each.code}": each.name for each in windows.STRANDS}, words, limit)


STRAND = Followable(
    kind=KIND, words=lambda: gettext("Strand of culture"), find=find, named=named, concerned=concerned, selection=selection,
    search=search,
)

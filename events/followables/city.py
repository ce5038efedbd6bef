"""A city: whatever is on in it."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext

from delta.cities import all_cities, city, city_of_slug, is_city
from events.followable import Followable, Former, Subject, rest_of
from events.followables import keyed
from events.queries import followed
from events.queries.selection import Selection

KIND = "city"


def find(slug: str) -> Subject | None:
    """One by its slug."""
    known = city_of_slug(slug)
    return named([f"{KIND}:{known.adcode}"]).get(f"{KIND}:{known.adcode}") if known else None


def named(refs: Sequence[str]) -> Mapping[str, Subject]:
    """Several by their refs."""
    known = {ref: city(rest_of(ref)) for ref in refs if is_city(rest_of(ref))}
    return {
        ref: Subject(ref=ref, name=each.told_apart, endpoint="events.city", values={"slug": each.slug})
        for ref, each in known.items()
    }


def concerned(keys: Sequence[int], _among: Sequence[str]) -> dict[int, set[str]]:
    """The city of each date."""
    rows = followed.belonging(keys)
    return {each.key: {f"{KIND}:{each.city}"} for each in rows if each.is_in_scope and is_city(each.city)}


def left(former: Former, _among: Sequence[str]) -> dict[int, set[str]]:
    """The city that each date was in."""
    were = {key: was["city"] for key, was in former.items() if is_city(was.get("city") or "")}
    return {each.key: {f"{KIND}:{were[each.key]}"} for each in followed.belonging(list(were)) if each.is_in_scope}


def selection(ref: str) -> Selection | None:
    """All that is on in it."""
    return Selection(city=rest_of(ref)) if is_city(rest_of(ref)) else None


def search(words: Sequence[str], limit: int) -> list[str]:
    """Several by words of their names."""
    return keyed.fitting({f"{KIND}:{each.adcode}": each.told_apart for each in all_cities()}, words, limit)


CITY = Followable(
    kind=KIND, words=lambda: gettext("City"), find=find, named=named, concerned=concerned, left=left, selection=selection,
    search=search,
)

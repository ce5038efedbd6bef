"""What the kinds of things that have a row and a slug have in common."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

from core.numbers import LARGEST_KEY
from core.types import Bilingual
from events.followable import Subject, kind_of, rest_of
from events.queries import followed, records


class Row(Protocol):
    """A thing with a key."""

    id: int


def key_of(ref: str) -> int | None:
    """The key in a ref ("venue:12"), None where there is none that a row can have."""
    rest = rest_of(ref)
    fits = rest.isascii() and rest.isdecimal() and len(rest) <= 10 and 0 < int(rest) <= LARGEST_KEY
    return int(rest) if fits and str(int(rest)) == rest else None


def keys_of(refs: Iterable[str]) -> list[int]:
    """The keys in refs."""
    return [key for key in map(key_of, refs) if key is not None]


def named(thing: type[followed.Thing], endpoint: str, refs: Sequence[str]) -> dict[str, Subject]:
    """Things of one kind by their refs. One statement."""
    kind = kind_of(refs[0]) if refs else ""
    return {
        f"{kind}:{each.key}": Subject(ref=f"{kind}:{each.key}", name=each.name, endpoint=endpoint, values={"slug": each.slug})
        for each in followed.named(thing, keys_of(refs))
    }


def found(
    kind: str, slug: str, by_slug: Callable[[str], Row | None], name: Callable[[Sequence[str]], Mapping[str, Subject]]
) -> Subject | None:
    """A thing by its slug, an earlier one too."""
    row = by_slug(slug)
    if row is None and (new := records.moved_to(kind, slug)):
        row = by_slug(new)
    return name([f"{kind}:{row.id}"]).get(f"{kind}:{row.id}") if row else None


def called(thing: type[followed.Thing], kind: str, words: Sequence[str], limit: int) -> list[str]:
    """The refs of public things whose names have all these words. One statement."""
    return [f"{kind}:{key}" for key in followed.called(thing, words, limit)]


def fitting(names: Mapping[str, Bilingual], words: Sequence[str], limit: int) -> list[str]:
    """The same of things that are code and data, from what they are called by their refs."""
    found = [ref for ref, name in names.items() if all(word in f"{name.zh} {name.en}".lower() for word in words)]
    return found[:limit]


def concerned(kind: str, keys: Mapping[int, Iterable[int | None]]) -> dict[int, set[str]]:
    """The refs of one kind by the date's key, from the keys of the things that each date belongs to."""
    return {date: {f"{kind}:{key}" for key in several if key is not None} for date, several in keys.items()}

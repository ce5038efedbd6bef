"""What can be followed, what is told of it, by which letters, and to whom people can write: filled once by application.py."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet

from accounts.letter_kinds import LetterKind
from events.followable import Followable, Former, Subject, kind_of
from notices.audience_kind import AudienceKind
from notices.kinds import NoticeKind

_followables: dict[str, Followable] = {}
_notice_kinds: dict[str, NoticeKind] = {}
_letter_kinds: dict[str, LetterKind] = {}
_audience_kinds: dict[str, AudienceKind] = {}


def fill(
    *, followables: Iterable[Followable], notice_kinds: Iterable[NoticeKind], letter_kinds: Iterable[LetterKind]
) -> None:
    """State everything anew."""
    for known, stated in (
        (_followables, {each.kind: each for each in followables}), (_notice_kinds, {each.code: each for each in notice_kinds}),
        (_letter_kinds, {each.code: each for each in letter_kinds}),
    ):
        known.clear()
        known.update(stated)  # type: ignore[arg-type]


def fill_audiences(kinds: Iterable[AudienceKind]) -> None:
    """State anew to whom people can write."""
    _audience_kinds.clear()
    _audience_kinds.update({each.code: each for each in kinds})


def audience_kinds() -> Sequence[AudienceKind]:
    """The kinds of audience, in the order in which they are offered."""
    return tuple(_audience_kinds.values())


def audience_kind(code: str) -> AudienceKind | None:
    """One of them."""
    return _audience_kinds.get(code)


def followables() -> Sequence[Followable]:
    """The kinds of things that can be followed, in the order in which they are offered."""
    return tuple(_followables.values())


def followable(kind: str) -> Followable | None:
    """One of those kinds."""
    return _followables.get(kind)


def notice_kind(code: str) -> NoticeKind | None:
    """A kind of notice."""
    return _notice_kinds.get(code)


def letter_kind(code: str) -> LetterKind | None:
    """A kind of single letter."""
    return _letter_kinds.get(code)


def letter_kinds() -> Sequence[LetterKind]:
    """All kinds of single letters."""
    return tuple(_letter_kinds.values())


def subjects_named(refs: Iterable[str]) -> dict[str, Subject]:
    """Things by their refs, whatever their kinds; what is gone, or of a kind that is not known, is missing. A few statements a
    kind."""
    by_kind: dict[str, list[str]] = {}
    for ref in refs:
        by_kind.setdefault(kind_of(ref), []).append(ref)
    found: dict[str, Subject] = {}
    for kind, several in by_kind.items():
        known = _followables.get(kind)
        if known is not None:
            found.update(known.named(several))
    return found


def refs_concerned(
    keys: Sequence[int], asked: Mapping[str, Sequence[str]], kinds: AbstractSet[str] | None = None
) -> dict[int, set[str]]:
    """All that dates concern, by the date's key. `asked`: refs that somebody follows, of the kinds that have to be asked.
    `kinds`: only these are looked at."""
    found: dict[int, set[str]] = {key: set() for key in keys}
    for kind in [each for each in _followables.values() if kinds is None or each.kind in kinds]:
        concerned: Mapping[int, AbstractSet[str]] = kind.concerned(keys, asked.get(kind.kind, ()))
        for key, refs in concerned.items():
            found[key] |= refs
    return found


def refs_left(former: Former, asked: Mapping[str, Sequence[str]]) -> dict[int, set[str]]:
    """All that dates concerned as they stood before, as far as they can leave it, by the date's key."""
    found: dict[int, set[str]] = {key: set() for key in former}
    for kind in _followables.values():
        for key, refs in kind.left(former, asked.get(kind.kind, ())).items():
            found[key] |= refs
    return found

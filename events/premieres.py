"""The rules of the register of premieres, without a database: what one place's first takes away from another's."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from events.models.words import LIVE, EventKind, PremiereKind, PremiereScope, PremiereState

# From narrow to wide; each lies within the next, since all our cities are cities of the Delta.
WIDTH = (PremiereScope.VENUE, PremiereScope.CITY, PremiereScope.DELTA, PremiereScope.CHINA, PremiereScope.WORLD)
LOCAL = (PremiereScope.VENUE, PremiereScope.CITY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Showing:
    """When and where a run first showed a work; public, and taking place."""

    run_id: int
    work: str
    event_kind: EventKind
    day: date
    city: str
    venue_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A claim as the rules see it. `day`: the first day of its run, None where none is known."""

    key: int
    run_id: int
    work: str
    kind: PremiereKind
    scope: PremiereScope | None
    place: str
    state: PremiereState
    day: date | None
    city: str
    venue_id: int | None

    @property
    def first(self) -> tuple[str, PremiereKind, PremiereScope | None, str]:
        """What only one can be."""
        return self.work, self.kind, self.scope, self.place


@dataclass(frozen=True, slots=True)
class Doubts:
    """What speaks against a claim: rivals for the same first, an earlier showing, firsts that cannot be true beside it, and
    that its run opens elsewhere than it was claimed for."""

    rivals: tuple[Claim, ...]
    before: Showing | None
    contrary: tuple[Claim, ...]
    has_moved: bool = False

    def __bool__(self) -> bool:
        return bool(self.rivals or self.before or self.contrary or self.has_moved)


def place_of(scope: PremiereScope | None, city: str, venue_id: int | None) -> str:
    """What a first of this scope is relative to: a city's adcode, a venue's key; empty for wider scopes and where unknown."""
    if scope is PremiereScope.CITY:
        return city
    if scope is PremiereScope.VENUE and venue_id is not None:
        return f"venue:{venue_id}"
    return ""


def lacks_place(scope: PremiereScope | None, place: str) -> bool:
    """Whether nobody could say where it is the first time."""
    return scope in LOCAL and not place


def lies_within(claim: Claim, city: str, venue_id: int | None) -> bool:
    """Whether something in this city and house counts for the claim's scope."""
    if claim.scope is PremiereScope.CITY:
        return city == claim.place
    if claim.scope is PremiereScope.VENUE:
        return place_of(PremiereScope.VENUE, city, venue_id) == claim.place
    return claim.scope is not None


def is_of_kind(event_kind: EventKind, kind: PremiereKind) -> bool:
    """Whether a showing can take a first of this kind away: a film shown before is no first night played before."""
    if kind is PremiereKind.SCREENING:
        return event_kind is EventKind.SCREENING
    if kind is PremiereKind.EXHIBITION:
        return event_kind in {EventKind.EXHIBITION, EventKind.EXPO}
    return event_kind not in {EventKind.SCREENING, EventKind.EXHIBITION, EventKind.EXPO}


def rivals(claim: Claim, others: Iterable[Claim]) -> tuple[Claim, ...]:
    """Others that claim the same first and stand; where no scope is stated nothing can be compared."""
    if claim.scope is None or lacks_place(claim.scope, claim.place):
        return ()
    return tuple(each for each in others if each.key != claim.key and each.state in LIVE and each.first == claim.first)


def shown_before(claim: Claim, showings: Iterable[Showing]) -> Showing | None:
    """The earliest showing of the same work within the claim's scope before its day."""
    if claim.day is None:
        return None
    earlier = [
        each for each in showings
        if each.work == claim.work and each.run_id != claim.run_id and each.day < claim.day
        and is_of_kind(each.event_kind, claim.kind) and lies_within(claim, each.city, each.venue_id)
    ]
    return min(earlier, key=lambda each: (each.day, each.run_id), default=None)


def contrary(claim: Claim, others: Iterable[Claim]) -> tuple[Claim, ...]:
    """Standing firsts of the same work and kind that cannot be true beside it: a wider one is never later than a narrower."""
    return tuple(each for each in others if each.key != claim.key and each.state in LIVE and _cannot_both_be(claim, each))


def _cannot_both_be(one: Claim, other: Claim) -> bool:
    if (one.work, one.kind) != (other.work, other.kind) or one.scope is None or other.scope is None:
        return False
    if one.day is None or other.day is None or one.scope is other.scope:
        return False
    narrow, wide = sorted((one, other), key=lambda each: WIDTH.index(each.scope or PremiereScope.WORLD))
    assert narrow.day is not None
    assert wide.day is not None
    return narrow.day < wide.day and lies_within(wide, narrow.city, narrow.venue_id)


def doubts(claim: Claim, others: Sequence[Claim], showings: Iterable[Showing]) -> Doubts:
    """Everything known here that speaks against a claim. It warns those who decide; it decides nothing."""
    before = shown_before(claim, showings)
    against = rivals(claim, others)
    told = {each.run_id for each in against} | ({before.run_id} if before else set())
    beside = tuple(each for each in contrary(claim, others) if each.run_id not in told)
    return Doubts(against, before, beside, has_moved(claim))


def has_moved(claim: Claim) -> bool:
    """Whether a first of a city or a house now opens in another one."""
    is_known = bool(claim.place and claim.city and claim.day)
    return is_known and claim.scope in LOCAL and not lies_within(claim, claim.city, claim.venue_id)

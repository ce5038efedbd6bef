"""Prices, premieres, access and approval of a stay of a show."""

from math import ceil
from random import Random

from events.models.words import PremiereKind, PremiereScope
from events.season.values import Room, Stay, Terms, Work
from repertoire.models import FAMILIES, Family
from venues.models import HallKind

CATEGORIES = (
    ("甲等", "Category A"), ("乙等", "Category B"), ("丙等", "Category C"), ("丁等", "Category D"), ("戊等", "Category E"),
)
LARGE = ((88_000, 68_000, 48_000, 28_000, 8_000), (68_000, 48_000, 38_000, 18_000, 8_000), (58_000, 38_000, 28_000, 12_000))
MIDDLE = ((38_000, 28_000, 18_000, 8_000), (48_000, 32_000, 18_000), (28_000, 18_000, 9_900))
SMALL = ((18_000, 12_000), (22_000, 15_000, 9_900), (12_800,))
LARGE_KINDS = frozenset({HallKind.OPERA, HallKind.MUSICAL})
SMALL_KINDS = frozenset({HallKind.STUDIO, HallKind.MIXED})
FREE_IN_DEMO_ROOM, FREE = 0.3, 0.04
FIRST_IS_PREMIERE, NEW_CITY_IS_PREMIERE = 0.45, 0.12
AWAY = (PremiereScope.DELTA, PremiereScope.CITY, PremiereScope.VENUE)
PUBLIC_SHARE = 0.85


def terms_of(stay: Stay, room: Room, work: Work, chance: Random, *, is_first: bool, is_new_city: bool) -> Terms:
    """What holds for the stay."""
    is_free = chance.random() < (FREE_IN_DEMO_ROOM if room.is_demo else FREE)
    terms = Terms(
        is_free=is_free,
        prices=() if is_free else _prices(room, chance),
        premiere=_premiere(work, stay, chance, is_first=is_first, is_new_city=is_new_city),
        wheelchair_places=chance.choice((2, 4, 4, 6, 8)) if chance.random() < 0.4 else None,
        is_signed=chance.random() < 0.03,
        is_captioned=chance.random() < 0.08,
        is_relaxed=chance.random() < 0.03,
        has_quiet_room=chance.random() < 0.05,
        is_approved=chance.random() < 0.85,
    )
    if room.capacity and not is_free and chance.random() < 0.5:
        terms.approved_audience = room.capacity
        terms.public_allotment = ceil(room.capacity * PUBLIC_SHARE)
    return terms


def _prices(room: Room, chance: Random) -> tuple[tuple[str, str, int], ...]:
    table = LARGE if room.kind in LARGE_KINDS else SMALL if room.kind in SMALL_KINDS else MIDDLE
    chosen = chance.choice(table)
    if len(chosen) == 1:
        return (("统一票价", "All seats", chosen[0]),)
    return tuple((zh, en, fen) for (zh, en), fen in zip(CATEGORIES, chosen, strict=False))


def _premiere(
    work: Work, stay: Stay, chance: Random, *, is_first: bool, is_new_city: bool
) -> tuple[PremiereKind, PremiereScope] | None:
    """A production's first stay may be its premiere; a tour's first in a city may be that city's."""
    share = FIRST_IS_PREMIERE if is_first else NEW_CITY_IS_PREMIERE if is_new_city else 0.0
    if chance.random() >= share:
        return None
    kind = PremiereKind.SHOW if work.genre in FAMILIES[Family.VARIETY] else PremiereKind.PERFORMANCE
    if not is_first:
        return kind, PremiereScope.CITY
    return kind, PremiereScope.WORLD if work.home == stay.city else chance.choice(AWAY)

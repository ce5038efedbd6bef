"""The whole plan of a demo season: occasions, programme, casting, times, terms, fates."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta

from events import generator
from events.models.words import EventKind, Form, LeadBody
from events.season.casting import DAYTIME, Casting
from events.season.fates import Fates
from events.season.firsts import decide_firsts
from events.season.occasions import Occasions
from events.season.programme import Programme, diary_of
from events.season.terms import terms_of
from events.season.values import Billing, Room, Row, Stay, Stock, Wish, Work
from repertoire.models import Genre

EVENINGS = {Genre.XIQU: time(19, 15), Genre.STANDUP: time(19, 15), Genre.CROSSTALK: time(19, 15)}
BY_DAY = (time(10, 30), time(14), time(16, 45), time(19))
UNKNOWN_END = 0.04
MOST_SINGLE = 1
ASSUMED = timedelta(minutes=120)
STRANDS: dict[Genre, tuple[str, ...]] = {Genre.XIQU: ("ich",)}


def plan(wish: Wish, stock: Stock) -> list[Billing]:
    """Every event of the season, with its runs and dated rows; exactly `wish.performances` of them where the halls allow it."""
    diary = diary_of(wish)
    billings, stays = Occasions(wish, stock, diary).plan()
    programme = Programme(wish, stock.rooms, diary)
    programme.stays += stays
    cast = Casting(wish, stock.works).cast(programme.fill(), diary)
    _write_rows(wish, cast)
    _set_terms(wish, cast)
    Fates(wish, diary).befall(cast)
    whole = [*billings, *_shows(wish, stock, cast, billings)]
    decide_firsts(wish, whole)
    return whole


def times_for(genre: Genre, count: int) -> tuple[time, ...]:
    """When a work is played that many times a day: children by day, all else in the evening and before it."""
    if genre in DAYTIME:
        return BY_DAY[:count]
    evening = EVENINGS.get(genre, time(19, 30))
    return ((), (evening,), (time(14), evening), (time(14), time(16, 45), evening), (*BY_DAY[:3], evening))[count]


def _write_rows(wish: Wish, stays: Sequence[Stay]) -> None:
    """A rule for each stay, as a house would state it, and its rows; what is too much falls out as an exception."""
    surplus = max(0, sum(stay.planned for stay in stays) - wish.performances)
    dropped = _dropped(wish, stays, surplus)
    chance = wish.chance("ends")
    for number, stay in enumerate(stays):
        assert stay.work is not None
        stay.pattern = generator.Pattern(stay.first, stay.last, _weekly(stay), without=dropped.get(number, frozenset()))
        end_is_stated = chance.random() >= UNKNOWN_END
        length = timedelta(minutes=stay.work.minutes) if end_is_stated else ASSUMED
        stay.rows = [
            Row(form=Form.PERFORMANCE, starts=each, ends=each + length, end_is_stated=end_is_stated)
            for each in generator.starts(stay.pattern)
        ]


def _dropped(wish: Wish, stays: Sequence[Stay], surplus: int) -> dict[int, frozenset[datetime]]:
    """Which single starts of which stays (by number) fall out, so that the season has as many as were asked for."""
    chance = wish.chance("surplus")
    numbers = [number for number, stay in enumerate(stays) if stay.planned > MOST_SINGLE and not stay.is_promised]
    chance.shuffle(numbers)
    found: dict[int, frozenset[datetime]] = {}
    for turn in range(surplus if numbers else 0):
        number = numbers[turn % len(numbers)]
        stay, gone = stays[number], found.get(number, frozenset())
        left = [each for each in generator.starts(generator.Pattern(stay.first, stay.last, _weekly(stay))) if each not in gone]
        if len(left) > 1:
            found[number] = gone | {chance.choice(left)}
    return found


def _weekly(stay: Stay) -> dict[int, tuple[time, ...]]:
    assert stay.work is not None
    days = {(stay.first + timedelta(days=offset)).weekday() for offset in range(min(stay.days, 7))}
    return {day: times_for(stay.work.genre, stay.counts[day]) for day in sorted(days) if stay.counts[day]}


def _set_terms(wish: Wish, stays: Sequence[Stay]) -> None:
    chance = wish.chance("terms")
    seen: dict[str, set[str]] = {}
    for stay in stays:
        assert stay.work is not None
        assert stay.room is not None
        cities = seen.setdefault(stay.work.slug, set())
        stay.terms = terms_of(
            stay, stay.room, stay.work, chance, is_first=not cities, is_new_city=stay.city not in cities,
        )
        cities.add(stay.city)


def _shows(wish: Wish, stock: Stock, stays: Sequence[Stay], billings: Iterable[Billing]) -> list[Billing]:
    """One event for each production in a hall; within a festival or series one of its own."""
    chance, wholes = wish.chance("organisers"), {billing.slug: billing for billing in billings}
    halls = _several_halls(stock.rooms)
    found: dict[str, Billing] = {}
    for stay in stays:
        assert stay.work is not None
        assert stay.room is not None
        slug = _slug(stay.work, stay.room, stay.whole, has_several=stay.room.venue in halls)
        billing = found.get(slug)
        if billing is None:
            near = [name for name, where in stock.organisers if where == stay.city] or [name for name, _ in stock.organisers]
            billing = found[slug] = _show(slug, stay, wholes.get(stay.whole), organiser=chance.choice(near))
        billing.stays.append(stay)
    return list(found.values())


def _several_halls(rooms: Sequence[Room]) -> set[str]:
    return {venue for venue, number in Counter(room.venue for room in rooms).items() if number > 1}


def _slug(work: Work, room: Room, whole: str, *, has_several: bool) -> str:
    hall = f"-{room.code.replace('_', '-')}" if has_several else ""
    within = f"-{whole.partition('-')[2]}" if whole else ""
    return f"{work.slug}-at-{room.venue}{hall}{within}"


def _show(slug: str, stay: Stay, whole: Billing | None, *, organiser: str) -> Billing:
    work = stay.work
    assert work is not None
    return Billing(
        slug=slug, kind=EventKind.SHOW, title=work.title, summary=work.summary, city=stay.city, lead=LeadBody.ENTERPRISE,
        organiser=organiser, genre=work.genre, whole=stay.whole,
        window=whole.window if whole else "", measure=whole.measure if whole else "",
        strands=tuple(dict.fromkeys((*(whole.strands if whole else ()), *STRANDS.get(work.genre, ())))),
    )


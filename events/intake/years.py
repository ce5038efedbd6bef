"""Gives a said day its month and year: the next one from today, unless a year, a weekday or its neighbours say otherwise.

Nothing is guessed: where two years fit, or a weekday contradicts, the choices are handed on.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from events.intake.tokens import Day, Joint

RECENT = timedelta(days=65)
FARTHEST = timedelta(days=400)
MOST_DAYS = 800
MOST_CHOICES = 40


@dataclass(frozen=True, slots=True)
class Resolved:
    """The days of a group; `why` is set where they are open, and `choices` are then the ways to read them.

    `first` and `last` bound a stretch; `is_stretch` says that days between were meant, not said.
    """

    days: tuple[date, ...]
    why: str = ""
    choices: tuple[tuple[date, ...], ...] = ()
    is_stretch: bool = False


@dataclass
class Context:
    """What was said before: today, the month and year last spoken of, the order of month and day that the text shows."""

    on: date
    month: int | None = None
    anchor: date | None = None
    is_year_said: bool = False
    is_day_first: bool | None = None
    heading_year: int | None = field(default=None)


def resolve(group: Sequence[Day], context: Context, *, is_near: bool = False) -> Resolved:
    """The dates of days that hang together. `is_near`: the moment may lie behind us (开票, 原定于), so the nearest is meant."""
    if any(day.joint is Joint.OR for day in group):
        listed = [replace(day, joint=Joint.LIST) if day.joint is Joint.OR else day for day in group]
        found = resolve(listed, context, is_near=is_near)
        choices = found.choices or tuple((day,) for day in found.days)
        return replace(found, days=(), why=found.why or "which_day", choices=choices)
    if any(day.joint is Joint.SAME for day in group):
        stated = _stated_twice(group, context, is_near=is_near)
        if stated:
            return stated
    doubt = next((day for day in group if len(day.fixed) > 1 or (day.fixed and day.why)), None)
    if doubt:
        return _open(group, doubt)
    asked = [day for day in group if day.joint is not Joint.SAME]
    orders = _orders(asked, context)
    readings = [
        reading for is_day_first in orders for reading in _readings(asked, context, is_day_first=is_day_first, is_near=is_near)
    ]
    sound = [reading for reading in readings if reading.days]
    if not sound:
        return Resolved((), "no_such_day")
    agreeing = [reading for reading in sound if reading.agrees and _agrees_twice(group, reading)]
    if is_near and len(orders) == 1:
        agreeing = agreeing[:1]
    return _chosen(asked, sound, agreeing, is_turned=len(orders) > 1, context=context)


def _stated_twice(group: Sequence[Day], context: Context, *, is_near: bool) -> Resolved | None:
    """12月24日、25日平安夜圣诞夜, 下周末（28日、29日）: the days that are written out, where every name fits one of them."""
    written, named = [day for day in group if not day.fixed], [day for day in group if day.fixed]
    if not written or not named or written[0].day is None:
        return None
    head = replace(written[0], joint=Joint.NONE)
    rest = [replace(day, joint=Joint.LIST) if day.joint is Joint.SAME else day for day in written[1:]]
    known = {option for day in named for option in day.fixed}
    found = _known([head, *rest], known) if head.month is None else resolve([head, *rest], context, is_near=is_near)
    if not found or not found.days or not all(set(day.fixed) & set(found.days) for day in named):
        return None
    return found


def _known(written: Sequence[Day], known: set[date]) -> Resolved | None:
    """Days without a month whose names say which they are: 下周六、日（28日、29日）."""
    days = tuple(sorted(day for day in known if any(day.day == each.day for each in written)))
    return Resolved(days) if len(days) == len(written) else None


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to read a group: its said days, and all days with those between."""

    said: tuple[date, ...]
    days: tuple[date, ...]
    agrees: bool
    rank: int


def _open(group: Sequence[Day], doubt: Day) -> Resolved:
    others = tuple(day for each in group if each is not doubt and len(each.fixed) == 1 for day in each.fixed)
    sames = [each for each in group if each.joint is Joint.SAME]
    fitting = [day for day in doubt.fixed if any((each.month, each.day) == (day.month, day.day) for each in sames)]
    if len(fitting) == 1:
        return Resolved((fitting[0],))
    return Resolved((), doubt.why or "which_day", tuple((*others, day) for day in doubt.fixed))


def _agrees_twice(group: Sequence[Day], reading: _Reading) -> bool:
    """A day said twice, 本周六(11月28日), is the same day both times."""
    for day in group:
        if day.joint is Joint.SAME and day.fixed and day.fixed[0] not in reading.said:
            return False
        if day.joint is Joint.SAME and day.day and all((day.month, day.day) != (each.month, each.day) for each in reading.said):
            return False
    return True


def _orders(group: Sequence[Day], context: Context) -> tuple[bool, ...]:
    turned = [day for day in group if day.either]
    if not turned:
        return (False,)
    if context.is_day_first is not None:
        return (context.is_day_first,)
    firsts, seconds = {day.month for day in turned}, {day.day for day in turned}
    if len(turned) > 1 and (len(firsts) == 1) != (len(seconds) == 1):
        return (len(seconds) == 1,)
    return (False, True)


def _readings(group: Sequence[Day], context: Context, *, is_day_first: bool, is_near: bool) -> list[_Reading]:
    head = group[0]
    if head.fixed:
        return [_reading(group, head.fixed[0], rank=0, is_day_first=is_day_first)]
    if head.day is None:
        return []
    month, day = _parts(head, is_day_first=is_day_first)
    years = _years(group, month, day, context=context, is_near=is_near)
    found = []
    for rank, (year, in_month) in enumerate(years):
        first = made(year, in_month, day)
        if first:
            found.append(_reading(group, first, rank=rank, is_day_first=is_day_first))
    return found


def _parts(day: Day, *, is_day_first: bool) -> tuple[int | None, int]:
    if day.either and is_day_first:
        return day.day, day.month or 0
    return day.month, day.day or 0


def made(year: int, month: int, day: int) -> date | None:
    """The date, or None where the calendar has none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _years(group: Sequence[Day], month: int | None, day: int, *, context: Context, is_near: bool) -> list[tuple[int, int]]:
    """Plausible years and months of a group's first day, the likeliest first."""
    if month is None:
        return _months(group[0], day, context)
    said_year = _said_year(group, month, day, context, is_near=is_near)
    if said_year is not None:
        return [(said_year, month)]
    return [(year, month) for year in _plausible_years(month, day, context=context, is_near=is_near)]


def _said_year(group: Sequence[Day], month: int, day: int, context: Context, *, is_near: bool) -> int | None:
    """The year that the group states, or that the text stated before."""
    head = group[0]
    if head.year is not None:
        return context.on.year + head.year if head.is_relative else head.year
    said = next((each for each in group if each.year is not None and not each.is_relative and each.month), None)
    if said and said.year:
        earlier = (month, day) <= (said.month or 0, said.day or 0)
        return said.year if earlier else said.year - 1
    if context.is_year_said and context.anchor and not is_near:
        return _from(context.anchor - RECENT, month, day)
    return None


def _plausible_years(month: int, day: int, *, context: Context, is_near: bool) -> list[int]:
    on = context.on
    past, coming = _around(on, month, day)
    if is_near:
        limit = context.anchor or on
        return sorted((past, coming), key=lambda year: abs(((made(year, month, day) or on) - limit).days))
    before = made(past, month, day)
    if before and on - before <= RECENT:
        return [past, coming]
    return [coming]


def _months(head: Day, day: int, context: Context) -> list[tuple[int, int]]:
    if head.why in {"this_month", "next_month"}:
        step = context.on.month - 1 + (head.why == "next_month")
        return [(context.on.year + step // 12, step % 12 + 1)]
    if context.anchor and context.month:
        year = context.anchor.year + (context.month < context.anchor.month)
        return [(year, context.month)]
    found = []
    for step in range(context.on.month - 1, context.on.month + 2):
        year, month = context.on.year + step // 12, step % 12 + 1
        date_found = made(year, month, day)
        if date_found and date_found >= context.on:
            found.append((year, month))
    return found[:2]


def _from(earliest: date, month: int, day: int) -> int:
    for year in range(earliest.year, earliest.year + 9):
        found = made(year, month, day)
        if found and found >= earliest:
            return year
    return earliest.year


def _around(on: date, month: int, day: int) -> tuple[int, int]:
    coming = _from(on, month, day)
    past = next((year for year in range(coming - 1, coming - 9, -1) if made(year, month, day)), coming - 1)
    return past, coming


def _reading(group: Sequence[Day], first: date, *, rank: int, is_day_first: bool) -> _Reading:
    said, days, agrees = [first], [first], _fits(group[0], first)
    for day in group[1:]:
        found = _following(day, said[-1], is_day_first=is_day_first)
        if found is None or (day.joint is Joint.RANGE and not 0 <= (found - said[-1]).days < MOST_DAYS):
            return _Reading((), (), False, rank)
        agrees = agrees and _fits(day, found)
        if day.joint is Joint.RANGE:
            days += [said[-1] + timedelta(days=step) for step in range(1, (found - said[-1]).days)]
        said.append(found)
        days.append(found)
    return _Reading(tuple(said), tuple(dict.fromkeys(days)), agrees, rank)


def _following(day: Day, before: date, *, is_day_first: bool) -> date | None:
    if day.fixed:
        return day.fixed[0]
    month, number = _parts(day, is_day_first=is_day_first)
    if day.year is not None and month:
        return made(before.year + day.year if day.is_relative else day.year, month, number)
    if month:
        year = (
            before.year
            if (month, number) >= (before.month, before.day) or (day.joint is not Joint.RANGE and month == before.month)
            else before.year + 1
        )
        return made(year, month, number)
    if number >= before.day:
        return made(before.year, before.month, number)
    return made(before.year + before.month // 12, before.month % 12 + 1, number)


def _fits(day: Day, found: date) -> bool:
    return day.weekday is None or found.weekday() == day.weekday


def _chosen(
    group: Sequence[Day], sound: list[_Reading], agreeing: list[_Reading], *, is_turned: bool, context: Context
) -> Resolved:
    has_weekday = any(day.weekday is not None for day in group)
    is_stretch = any(day.joint is Joint.RANGE for day in group)
    if not agreeing:
        return Resolved((), "weekday", _contradicting(group, sound, context))
    running = [each for each in agreeing if is_stretch and each.rank == 0 and each.days[0] <= context.on <= each.days[-1]]
    listed = [each for each in agreeing if not is_stretch and each.rank == 0 and each.days[-1] >= context.on > each.days[0]]
    best = (running or listed or agreeing)[:1] if not is_turned else agreeing
    if is_turned and has_weekday:
        ahead = [each for each in agreeing if each.days[-1] >= context.on]
        best = ahead if len(ahead) == 1 else agreeing
    elif not is_turned and not (running or listed):
        best = agreeing
    if len({each.days for each in best}) == 1:
        if (
            group[0].year is None
            and not group[0].fixed
            and not context.is_year_said
            and best[0].days[0] > context.on + FARTHEST
        ):
            return Resolved((), "no_such_day", (best[0].days,))
        return Resolved(best[0].days, is_stretch=is_stretch)
    why = "day_month" if is_turned else "no_month" if group[0].month is None else "year"
    return Resolved((), why, tuple(dict.fromkeys(each.days for each in best)))


def _contradicting(group: Sequence[Day], sound: list[_Reading], context: Context) -> tuple[tuple[date, ...], ...]:
    """As written, then the nearest day of the weekday that was said, then other years in which both agree."""
    written = sound[0]
    choices = [written.days]
    if len(group) == 1 and group[0].weekday is not None:
        day = written.days[0]
        near = min(
            (day + timedelta(days=step) for step in range(-3, 4)),
            key=lambda each: (each.weekday() != group[0].weekday, abs(each - day)),
        )
        choices.append((near,))
    for step in (-1, 1):
        moved = made(written.said[0].year + step, written.said[0].month, written.said[0].day)
        if moved and group[0].year is None and not group[0].fixed:
            other = _reading(group, moved, rank=9, is_day_first=False)
            choices += [other.days] if other.agrees and other.days and other.days[0] >= context.on - timedelta(days=366) else []
    return tuple(dict.fromkeys(choices))[:MOST_CHOICES]

"""The register of premieres: a month of firsts, what is confirmed, what is claimed, what is disputed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TypeVar

from babel.dates import format_date
from flask import Response, request
from flask_babel import gettext, ngettext

from core import clock
from core.language import LOCALES, language, month_words
from core.web import link, settings
from delta.cities import all_cities
from events.filters import MOST_PAGES, Filters, UnknownValue, parse_month
from events.models.performance import Performance
from events.models.premiere import PremiereClaim
from events.models.words import PremiereKind, PremiereScope
from events.queries import premieres as queries
from events.queries.premieres import Opening, Register
from events.views.blueprint import Head, bp, parsed, rendered, show
from events.views.firsts import Side, side_of
from events.views.looks import FEED_AHEAD, FEED_BACK, Way, place_name
from events.views.month import last_of
from events.views.rows import Badge, Row, row
from events.words import FIRSTS, SCOPES

A_PAGE, LONGEST_NUMBER = 40, 4
ENDPOINT = "events.premieres"
# The register is about firsts: what helps to choose a seat stands on the event's page.
LEFT_OUT = frozenset({"access", "captions"})
Word = TypeVar("Word", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Asked:
    """A month of the register, narrowed by city, kind and scope; `month` None: the present one."""

    filters: Filters
    kind: PremiereKind | None
    scope: PremiereScope | None
    month: date | None
    page: int = 1

    def path(self, **changed: str) -> str:
        """The canonical address, or that of a neighbour: a name in `changed` that is empty is left out."""
        return link(ENDPOINT, **(self.narrowing() | {"month": f"{self.month:%Y-%m}" if self.month else ""} | changed))

    def turned(self, page: int) -> str:
        """The address of another page of the same month."""
        return self.path(page=str(page) if page > 1 else "")

    def wants(self, opening: Opening) -> bool:
        """Whether a first is among what was asked for, whatever its month."""
        city = self.filters.city
        return (
            (city is None or opening.city == city.adcode)
            and (self.kind is None or opening.kind is self.kind)
            and (self.scope is None or opening.scope is self.scope)
        )

    def narrowing(self) -> dict[str, str]:
        """What narrows it apart from the month, in the order of its address."""
        stated = {"premiere": self.kind.value if self.kind else "", "scope": self.scope.value if self.scope else ""}
        return dict(self.filters.pairs()) | {name: value for name, value in stated.items() if value}


@dataclass(frozen=True, slots=True)
class Entry:
    """A first of the month: its date as a list shows it, its claim, and the others that claim the same."""

    row: Row
    side: Side
    sides: tuple[Side, ...]
    is_over: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The month's firsts of one kind, what is to come before what has opened."""

    words: str
    entries: list[Entry]


@bp.page("/premieres")
def premieres() -> Response:
    """The register of premieres, a month a page."""
    today = clock.today()
    asked = parsed(lambda: _asked(today))
    return show(lambda: _page(asked, today), asked, today)


def _asked(today: date) -> Asked:
    month = parse_month(request.args["month"]) if request.args.get("month") else None
    city = request.args.get("city", "")
    return Asked(
        Filters.of(city=city) if city else Filters(), _word(PremiereKind, "premiere"), _word(PremiereScope, "scope"),
        None if month == today.replace(day=1) else month, _page_number(),
    )


def _page_number() -> int:
    stated = request.args.get("page", "1")
    if not (stated.isascii() and stated.isdecimal() and len(stated) <= LONGEST_NUMBER and 1 <= int(stated) <= MOST_PAGES):
        raise UnknownValue("page")
    return int(stated)


def _word(words: Callable[[str], Word], name: str) -> Word | None:
    stated = request.args.get(name, "")
    try:
        return words(stated) if stated else None
    except ValueError:
        raise UnknownValue(name) from None


def _page(asked: Asked, today: date) -> str:
    first = asked.month or today.replace(day=1)
    last, city = last_of(first), asked.filters.city
    whole = queries.openings()
    every = [each for each in whole if asked.wants(each)]
    found = _firsts(every, first, last, today)
    start = (asked.page - 1) * A_PAGE
    groups = _groups(found[start : start + A_PAGE], today)
    earlier = next((each.day for each in reversed(every) if each.day < first), None)
    later = next((each.day for each in every if each.day > last), None)
    title = gettext("Premieres, %(month)s", month=month_words(first)) if asked.month else gettext("Premieres this month")
    head = Head(
        title=" · ".join((title, *([place_name(asked.filters)] if city else []))),
        description=gettext(
            "First nights, screenings, exhibitions and showings of %(month)s in %(place)s: what is confirmed, on what "
            "evidence, and what is only claimed.",
            month=month_words(first), place=place_name(asked.filters),
        ),
        path=asked.turned(asked.page),
        feed=link("calendars.fixed", name="premieres"),
        has_demo=any(entry.row.is_demo for group in groups for entry in group.entries),
        city=city.slug if city else "",
        here="premieres",
    )
    return rendered(
        "events/premieres.html",
        head,
        asked=asked,
        title=title,
        range_words=" · ".join((month_words(first), place_name(asked.filters), _number_words(len(found)))),
        groups=groups,
        more=asked.turned(asked.page + 1) if len(found) > start + A_PAGE else "",
        fewer=asked.turned(asked.page - 1) if asked.page > 1 else "",
        earlier=_way(asked, earlier, today),
        later=_way(asked, later, today),
        now=Way(gettext("This month"), asked.path(month="")) if asked.month else None,
        nearest=None if found else _way(asked, later or earlier, today),
        dropping=_dropping(asked),
        cities=all_cities(),
        kinds=FIRSTS,
        scopes=SCOPES,
        is_long=_is_long(whole, today),
    )


def _is_long(whole: Iterable[Opening], today: date) -> bool:
    """Whether the feed of all premieres cannot carry them (feeds.md 0.8)."""
    within = sum(today - FEED_BACK <= each.day <= today + FEED_AHEAD for each in whole)
    return within > settings().feed_entries


def _number_words(number: int) -> str:
    return ngettext("%(num)s premiere", "%(num)s premieres", number)


def _firsts(openings: Iterable[Opening], first: date, last: date, today: date) -> list[Opening]:
    """The month's firsts, what is to come before what has opened; claims to the same first are one."""
    within = sorted((each for each in openings if first <= each.day <= last), key=lambda each: each.day < today)
    found: dict[tuple[object, ...], Opening] = {}
    for each in within:
        found.setdefault(each.first, each)
    return list(found.values())


def _groups(shown: Sequence[Opening], today: date) -> list[Group]:
    """These firsts under their kinds, in the same order."""
    rows = queries.rows_of(shown)
    register = queries.register_of(
        (each.production_id for each in shown if each.production_id),
        (each.event_id for each in shown if not each.production_id),
    )
    by_kind: dict[PremiereKind, list[Entry]] = {}
    for each in shown:
        # Between two reads somebody may have decided: what no longer stands is left out.
        if each.claim_id in rows and each.claim_id in register.claims:
            entry = _entry(register.claims[each.claim_id], rows[each.claim_id], register, today)
            by_kind.setdefault(each.kind, []).append(entry)
    return [Group(str(FIRSTS[kind]), by_kind[kind]) for kind in FIRSTS if kind in by_kind]


def _entry(claim: PremiereClaim, opening: Performance, register: Register, today: date) -> Entry:
    shown, side = row(opening, clock.now()), side_of(claim, register)
    shown = replace(shown, badges=tuple(badge for badge in shown.badges if badge.look not in LEFT_OUT))
    rivals = [register.claims[each.key] for each in register.doubts_about(claim.id).rivals]
    if not rivals:
        return Entry(shown, side, (), opening.day < today)
    others = sorted(rivals, key=lambda each: (register.day_of(each.id) or date.max, each.id))
    kept = [badge for badge in shown.badges if badge.look not in {"premiere", "claimed"}]
    disputed = Badge("disputed", gettext("%(first)s (disputed)", first=side.first), "star")
    sides = (side, *(side_of(each, register) for each in others))
    return Entry(replace(shown, badges=(disputed, *kept)), side, sides, opening.day < today)


def _way(asked: Asked, day: date | None, today: date) -> Way | None:
    if day is None:
        return None
    month = "" if (day.year, day.month) == (today.year, today.month) else f"{day:%Y-%m}"
    return Way(month_words(day) if day.year != (asked.month or today).year else _month_name(day), asked.path(month=month))


def _month_name(day: date) -> str:
    """A month without its year: 12月 / December."""
    speaks = language()
    return format_date(day, "M月" if speaks == "zh" else "LLLL", locale=LOCALES[speaks])


def _dropping(asked: Asked) -> list[Way]:
    words: Mapping[str, str] = {
        "city": place_name(asked.filters),
        "premiere": str(FIRSTS[asked.kind]) if asked.kind else "",
        "scope": str(SCOPES[asked.scope]) if asked.scope else "",
    }
    return [Way(words[name], asked.path(**{name: ""})) for name in asked.narrowing()]

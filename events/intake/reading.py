"""Reads an announcement whole: `read(text, on=…, places=…)` gives all its findings as one frozen value."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from events.intake import facts, times, title, weekdays
from events.intake.assembly import Assembler
from events.intake.entries import Entry
from events.intake.findings import Ambiguity, Fact, Findings, OtherTime, Performance, Span
from events.intake.groups import grouped_days
from events.intake.leftovers import leftovers
from events.intake.lines import Page, masked, page_of
from events.intake.meaning import marks
from events.intake.places import FoundPlace, Place, city_marks, found_places
from events.intake.prices import Price, found_prices
from events.intake.runs import Runs
from events.intake.surroundings import Said
from events.intake.tokens import CityMark, Clock, Day, Role, in_order

AFTER_MIDNIGHT = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Reading:
    """All that a text says. `facts` holds what stands once (title, kind, genre, duration_minutes …) or in lists (cast …)."""

    performances: tuple[Performance, ...]
    ambiguous: tuple[Ambiguity, ...]
    other_times: tuple[OtherTime, ...]
    spans: tuple[Span, ...] = ()
    prices: tuple[Price, ...] = ()
    venues: tuple[Fact, ...] = ()
    facts: dict[str, Fact | tuple[Fact, ...]] = field(default_factory=dict)

    @property
    def moments(self) -> tuple[Performance | Ambiguity | OtherTime | Span, ...]:
        """Everything that has to do with time."""
        return (*self.performances, *self.ambiguous, *self.other_times, *self.spans)

    def as_json(self) -> dict[str, Any]:
        """What the command line prints."""
        found: dict[str, Any] = {
            "performances": [each.as_json() for each in self.performances],
            "ambiguous": [each.as_json() for each in self.ambiguous],
            "other_times": [each.as_json() for each in self.other_times],
            "spans": [each.as_json() for each in self.spans],
            "prices": [each.as_json() for each in self.prices],
            "venues": [each.as_json() for each in self.venues],
        }
        for key, fact in self.facts.items():
            found[key] = [each.as_json() for each in fact] if isinstance(fact, tuple) else fact.as_json()
        return found


def read(text: str, *, on: date, places: Sequence[Place] = ()) -> Reading:
    """Everything that `text` says, seen from the day `on`; `TooLong` beyond 60,000 characters, else it never fails.

    `places` are the venues and halls to be recognised. Nothing is guessed: what is open is in `ambiguous`.
    """
    page = page_of(text)
    plain = masked(page)
    venues, cities = found_places(page.text, places), city_marks(page.text)
    groups = grouped_days(plain, on)
    clocks = times.clocks(plain)
    made = Assembler(plain, _stream(plain, groups, clocks)).run()
    for entry in made.entries:
        entry.city = _city_of(plain, entry, cities)
    findings = Runs(page, plain, made, on).run()
    spans = sorted((token.start, token.end) for token in _read_tokens(groups, clocks))
    for start, end, why in leftovers(plain, spans):
        findings.ambiguous.append(Ambiguity(page.words(start, end), why))
    return Reading(
        performances=_with_venues(findings, venues, page, cities),
        ambiguous=tuple(_without_repeats(findings)),
        other_times=tuple(dict.fromkeys(findings.other_times)),
        spans=tuple(dict.fromkeys(findings.spans)),
        prices=tuple(found_prices(page)),
        venues=_named(page, venues),
        facts=title.title_facts(page) | facts.stated_facts(page),
    )


def _read_tokens(groups: list[list[Day]], clocks: list[Clock]) -> list[Day | Clock]:
    return [*(day for group in groups for day in group), *clocks]


def _stream(plain: str, groups: list[list[Day]], clocks: list[Clock]) -> list[Said]:
    heads = {group[0].start: group for group in groups}
    wholes = [Day(group[0].start, max(day.end for day in group)) for group in groups]
    tokens = in_order(list(wholes), list(clocks), list(weekdays.rules(plain)), list(marks(plain)))
    return [heads[token.start] if isinstance(token, Day) else token for token in tokens]


def _city_of(text: str, entry: Entry, cities: list[CityMark]) -> str:
    """The city whose heading stands before the days in their line, else behind them in it, else the last one above."""
    line_start, line_end = text.rfind("\n", 0, entry.start) + 1, text.find("\n", entry.start)
    line_end = len(text) if line_end < 0 else line_end
    before = [mark for mark in cities if mark.start < entry.start]
    here = [mark for mark in before if mark.start >= line_start]
    behind = [mark for mark in cities if entry.start <= mark.start < line_end]
    if here:
        return here[-1].city
    return behind[0].city if behind else before[-1].city if before else ""


def _with_venues(findings: Findings, venues: list[FoundPlace], page: Page, cities: list[CityMark]) -> tuple[Performance, ...]:
    """Each start once in each city, in order; with the venue that stands nearest where several are named."""
    found: dict[tuple[object, str], Performance] = {}
    gone = {each.start for each in findings.other_times if each.start and each.kind in {Role.WAS.value, Role.CANCELLED.value}}
    houses = [each for each in venues if not each.place.is_hall]
    for each in findings.performances:
        if each.start in gone:
            continue
        venue = _nearest(page.text, houses, int(each.venue), cities) if houses else ""
        found.setdefault((each.start, each.city), replace(each, venue=venue))
    return tuple(sorted(found.values(), key=lambda each: each.start))


def _nearest(text: str, venues: list[FoundPlace], place: int, cities: list[CityMark]) -> str:
    if len({each.place.key for each in venues}) == 1:
        return venues[0].place.key
    first = max((mark.start for mark in cities if mark.start < place), default=None)
    last = min((mark.start for mark in cities if mark.start >= place), default=len(text))
    if first is not None:  # under the heading of a city: its one house, be it above the dates or below
        section = {each.place.key for each in venues if first <= each.start < last}
        if len(section) == 1:
            return section.pop()
    line_start, line_end = text.rfind("\n", 0, place) + 1, text.find("\n", place)
    behind = [each for each in venues if place <= each.start and (line_end < 0 or each.start < line_end)]
    before = [each for each in venues if each.start < place]
    here = [each for each in before if each.start >= line_start]
    chosen = here[-1:] or behind[:1] or before[-1:]
    return chosen[0].place.key if chosen else ""


def _named(page: Page, venues: list[FoundPlace]) -> tuple[Fact, ...]:
    found = {each.place.key: Fact(each.place.key, page.words(each.start, each.end)) for each in reversed(venues)}
    return tuple(reversed(found.values()))


def _without_repeats(findings: Findings) -> list[Ambiguity]:
    """Each doubt once; a day without a time only where none is said elsewhere; a bare month where nothing else is known."""
    timed = {each.start.date() for each in findings.performances}
    timed |= {(each.start - AFTER_MIDNIGHT).date() for each in findings.performances}  # 24日24:00
    timed |= {
        each.start.date() for each in findings.other_times if each.start and each.kind in {Role.WAS.value, Role.CANCELLED.value}
    }
    is_known = bool(timed or findings.spans or any(each.why not in {"no_day", "no_time"} for each in findings.ambiguous))
    kept = []
    for each in dict.fromkeys(findings.ambiguous):
        days = {moment for moment in each.candidates if type(moment) is date}
        if each.why == "no_time" and days and days <= timed:
            continue
        if each.why == "no_day" and (is_known or any(other.why == "no_time" for other in findings.ambiguous)):
            continue
        kept.append(each)
    return kept

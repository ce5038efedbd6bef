"""The radar's answer as the pages show it: weeks of days, each with its density in words, and sentences for the worst."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from flask import render_template
from flask_babel import gettext

from accounts.models.organisation import Organisation
from core import clock
from core.language import day_short, language
from core.types import Bilingual
from core.web import settings
from delta.cities import city, is_city
from events import radar
from events.desk_words import DENSITIES, WHYS
from events.models.run import Run
from events.queries.radar import surroundings

EVENING = time(19, 30)
ASSUMED_MINUTES = 120
WEEK = 7


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of a week; `look` names its density."""

    day: date
    look: str
    words: str
    is_wanted: bool


@dataclass(frozen=True, slots=True)
class Trouble:
    """A wanted day with what speaks against it, and the nearest better day."""

    day: date
    words: str
    look: str
    reasons: list[str]
    better: date | None
    better_words: str


@dataclass(frozen=True, slots=True)
class Strip:
    """What the page shows: rows of seven cells (None outside), troubles, how many more have some, how many are quiet."""

    weeks: list[list[Cell | None]]
    troubles: list[Trouble]
    lesser: int
    quiet: int


def strip_of(
    wanted: radar.Wanted, days: Sequence[date], organisation: Organisation, event_id: int | None, *,
    plays: Collection[date] = (),
) -> Strip:
    """The strip of some wanted days, as this organisation may see it; `plays` are other days of the run."""
    around = surroundings(
        wanted, days, owner_id=organisation.id, event_id=event_id,
        turnaround=timedelta(minutes=settings().hall_turnaround_minutes),
    )
    found = radar.survey(wanted, days, around, not_before=clock.today(), plays=plays)
    return Strip(_weeks(found.strip), [_trouble(each) for each in found.troubled], found.lesser, found.quiet)


def fragment(strip: Strip | None) -> str:
    """The HTML of a strip alone."""
    return render_template("events/manage/_strip.html", strip=strip)


def wanted_of(run: Run, starts: time = EVENING) -> radar.Wanted:
    """What a run looks for."""
    genre = run.event.genre or (run.production.genre if run.production else None)
    return radar.Wanted(
        starts=starts, minutes=run.running_minutes or ASSUMED_MINUTES, city=run.city, venue_id=run.venue_id,
        hall_id=run.hall_id, genre=genre, least_age=run.least_age,
    )


def _weeks(strip: Sequence[radar.Day]) -> list[list[Cell | None]]:
    cells: list[Cell | None] = [None] * strip[0].day.weekday()
    cells += [_cell(day) for day in strip]
    cells += [None] * (-len(cells) % WEEK)
    return [cells[start : start + WEEK] for start in range(0, len(cells), WEEK)]


def _cell(day: radar.Day) -> Cell:
    density = day.density
    return Cell(day.day, density.value, str(DENSITIES[density]), day.is_wanted)


def _trouble(answer: radar.Answer) -> Trouble:
    day, better = answer.wanted, answer.better
    return Trouble(
        day.day, str(DENSITIES[day.density]), day.density.value, [reason_words(each) for each in day.reasons],
        better.day if better else None, str(DENSITIES[better.density]) if better else "",
    )


def reason_words(reason: radar.Reason) -> str:
    """A reason as a sentence."""
    other = reason.other
    name = reason.name or Bilingual("", "")
    facts = {"title": "", "when": "", "where": "", "name": name.in_language(language())}
    if other is not None:
        when = day_short(other.day) if reason.why is not radar.Why.FESTIVAL else ""
        facts |= {
            "title": _title(other), "when": f"{when} {clock.local(other.starts_at):%H:%M}".strip(),
            "where": city(other.city).told_apart.in_language(language()) if is_city(other.city) else "",
        }
    return str(WHYS[reason.why]) % facts


def _title(other: radar.Other) -> str:
    title = other.title.in_language(language())
    quoted = f"《{title}》" if language() == "zh" and other.title.zh and "《" not in title else title
    return gettext("%(title)s (your own draft)", title=quoted) if other.is_own and not other.is_public else quoted

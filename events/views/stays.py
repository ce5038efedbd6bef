"""The stays of an event: each run with the place that its dates are in now, its facts, and where its tickets are."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask_babel import ngettext
from markupsafe import Markup

from core.language import day_short, say
from core.web import link
from events.amended_words import shown_lines
from events.models.performance import Performance
from events.models.run import Run
from events.models.words import Form
from events.views.dates import Dates
from events.views.facts import Fact, practical, ticket_address, to_link
from events.views.rows import town
from events.views.standing import Standing, standing

DOT = Markup(" · ")
DAYS_NAMED = 3


@dataclass(frozen=True, slots=True)
class Stay:
    """One run. `places`: where its dates are, with their days where that differs; `changes`: another place or cast."""

    run: Run
    house: Markup
    places: tuple[Markup, ...]
    changes: tuple[Markup, ...]
    facts: list[Fact]
    tickets: str
    seller: Markup
    standing: Standing

    @property
    def place(self) -> Markup:
        """Where it is, in one line."""
        return self.places[0] if self.places else Markup("")


def stay_of_run(run: Run, dates: Dates) -> Stay:
    """A run, where those of its dates are that are to come."""
    own = [each for each in dates.shown if each.run_id == run.id]
    taking = [each for each in own if each.takes_place] or own
    return _stay(run, dates, [each for each in taking if not each.has_ended_at(dates.now)] or taking)


def stay_of_date(run: Run, dates: Dates, row: Performance) -> Stay:
    """The stay of one date, at the place of that date."""
    return replace(_stay(run, dates, [row]), changes=())


def _stay(run: Run, dates: Dates, rows: Sequence[Performance]) -> Stay:
    on_sale = [each for each in dates.moments if each.form is Form.ON_SALE]
    venue = rows[0].venue if rows else run.venue
    changes = dict.fromkeys(line for each in rows for line in shown_lines(each, dates.amended_of(each)))
    return Stay(
        run, say(venue.name) if venue else Markup(""), tuple(_places(run, rows)), tuple(changes),
        practical(run, dates.shown, on_sale), ticket_address(run, dates.shown), say(run.seller),
        standing(run, dates.shown, dates.now),
    )


def _places(run: Run, rows: Sequence[Performance]) -> list[Markup]:
    at: dict[tuple[int | None, int | None], list[Performance]] = {}
    for each in rows:
        at.setdefault((each.venue_id, each.hall_id), []).append(each)
    if len(at) < 2:
        return [place for place in [_place(rows[0] if rows else run)] if place]
    return [DOT.join((place, _days(several))) for several in at.values() if (place := _place(several[0]))]


def _days(rows: Sequence[Performance]) -> str:
    """On which days, where they are few."""
    days = list(dict.fromkeys(each.day for each in rows))
    if len(days) > DAYS_NAMED:
        return ngettext("%(num)s date", "%(num)s dates", len(rows))
    return ", ".join(map(day_short, days))


def _place(at: Run | Performance) -> Markup:
    parts: list[Markup] = []
    if at.venue:
        name = to_link(link("events.venue", slug=at.venue.slug), say(at.venue.name))
        parts.append(Markup(" ").join((name, say(at.hall.name))) if at.hall else name)
        if at.venue.address:
            parts.append(say(at.venue.address))
    elif stated := (at.event if isinstance(at, Run) else at.run.event).place_stated:
        parts.append(say(stated))
    if at.city:
        parts.append(Markup.escape(town(at.city)))
    return DOT.join(parts)

"""An event, company or production as an entry of a list that is not about dates."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext
from markupsafe import Markup

from core import clock
from core.language import language, say
from core.types import Bilingual
from core.web import link
from events.models.event import Event
from events.models.words import Phase
from events.views.posters import Poster, motif_of, poster, with_picture
from events.views.rows import Badge, demo_badge, span_words, town
from events.words import GENRES, KINDS, PHASES
from repertoire.models import Production


@dataclass(frozen=True, slots=True)
class Item:
    """One entry: what it is, its name, a line about it."""

    href: str
    title: Markup
    kind: str
    note: Markup | str
    poster: Poster
    badges: tuple[Badge, ...]
    is_demo: bool


Days = Mapping[int, tuple[date, date | None]]


def items_of(found: Iterable[Event], days: Days | None = None) -> list[Item]:
    """Entries of events, in the same order. `days`: the first and last day of those that have some."""
    known = days or {}
    return [_item(each, known.get(each.id)) for each in found]


def by_days(found: Iterable[Event], days: Days, today: date) -> list[Event]:
    """What is on or to come first, by its first day; what is over last."""

    def place(event: Event) -> tuple[bool, date, str]:
        first, last = days.get(event.id, (date.max, date.max))
        return last is not None and last < today, first, event.slug

    return sorted(found, key=place)


def _worded(stated: Bilingual) -> Markup:
    """A date as a paper words it, in quotes: "last December" was said in its year, not in ours."""
    return Markup.escape(gettext("As the paper words it: “%(words)s”", words=stated.in_language(language())))


def _item(event: Event, days: tuple[date, date | None] | None) -> Item:
    badges = [demo_badge()] if event.is_demo else []
    if days and days[1] and days[1] < clock.today():
        badges.insert(0, Badge("ended", gettext("Ended")))
    if not event.date_stated and event.phase in {Phase.PLANNED, Phase.EXPLORING}:
        badges.insert(0, Badge("confirm", gettext("Date to be confirmed")))
    parts = [str(KINDS[event.kind])]
    if event.phase is not Phase.DATED:
        parts.append(str(PHASES[event.phase]))
    note = [_worded(event.date_stated)] if event.date_stated else []
    if days:
        note = [Markup.escape(span_words(*days, with_year=True))]
    place = say(event.place_stated) if event.place_stated else Markup.escape(town(event.city))
    return Item(
        link("events.event", slug=event.slug),
        say(event.title),
        " · ".join(parts),
        Markup(" · ").join(part for part in (*note, place) if part),
        with_picture(poster(motif_of(event.kind, event.genre), event.slug), event),
        tuple(badges),
        event.is_demo,
    )


def items_of_productions(found: Iterable[Production]) -> list[Item]:
    """Entries of productions, in the same order."""
    return [
        Item(
            link("events.production", slug=each.slug),
            say(each.title),
            str(GENRES[each.genre]),
            "",
            with_picture(poster(motif_of(None, each.genre), each.slug), each),
            (demo_badge(),) if each.is_demo else (),
            each.is_demo,
        )
        for each in found
    ]

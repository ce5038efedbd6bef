"""An event, company or production as an entry of a list that is not about dates."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext
from markupsafe import Markup

from core.language import say
from core.web import link
from events.models.event import Event
from events.models.words import Phase
from events.views.posters import Poster, motif_of, poster
from events.views.rows import Badge, demo_badge, town
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


def items_of(found: Iterable[Event]) -> list[Item]:
    """Entries of events, in the same order."""
    return [_item(each) for each in found]


def _item(event: Event) -> Item:
    badges = [demo_badge()] if event.is_demo else []
    if not event.date_stated and event.phase in {Phase.PLANNED, Phase.EXPLORING}:
        badges.insert(0, Badge("confirm", gettext("Date to be confirmed")))
    parts = [str(KINDS[event.kind])]
    if event.phase is not Phase.DATED:
        parts.append(str(PHASES[event.phase]))
    note = [say(event.date_stated)] if event.date_stated else []
    place = say(event.place_stated) if event.place_stated else Markup.escape(town(event.city))
    return Item(
        link("events.event", slug=event.slug),
        say(event.title),
        " · ".join(parts),
        Markup(" · ").join(part for part in (*note, place) if part),
        poster(motif_of(event.kind, event.genre), event.slug),
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
            poster(motif_of(None, each.genre), each.slug),
            (demo_badge(),) if each.is_demo else (),
            each.is_demo,
        )
        for each in found
    ]

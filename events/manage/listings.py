"""The list of an organisation's own listings: where each stands, what is next, how complete it is, when it is on next."""

from dataclasses import dataclass
from datetime import date

from flask import abort, request
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _
from markupsafe import Markup

from accounts.models.membership import Role
from accounts.models.organisation import Organisation
from accounts.session import actor, member
from core import clock
from core.language import say
from core.text import clean_line
from core.web import link
from events.advert import Code, blocking, findings_of
from events.completeness import meter_of
from events.filters import UnknownValue, parse_page
from events.listing import listing_of
from events.manage.blueprint import Way, bp, page
from events.manage.links import dead_sellers, ticket_words
from events.manage.standings import NEXTS, STANDINGS, standings_of
from events.models.event import Event
from events.models.run import Run
from events.queries import listings as stored
from events.queries.listings import A_PAGE, DatesInShort, Pile
from events.standing import Next, Standing, next_of
from events.words import KINDS

NO_DATES = DatesInShort()
PILES: dict[Pile, LazyString] = {
    Pile.DRAFT: _("Drafts"), Pile.WAITING: _("Waiting for review"), Pile.CHANGES: _("Changes asked"),
    Pile.PUBLIC: _("Public"), Pile.OVER: _("Over"),
}
# What only the dates themselves can tell is not asked of a whole list.
NEEDS_DATES = frozenset({Code.APPROVAL_UNSTATED, Code.APPROVAL_UNNUMBERED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One listing of the list."""

    title: Markup
    href: str
    kind: str
    standing: str
    look: str
    score: int
    next_day: date | None
    next_words: str
    next_href: str
    dates: int
    drafts: int
    place: Markup
    dead: str
    is_demo: bool


@bp.page("/desk/<slug:organisation>/listings")
@member(Role.VIEWER)
def listings(organisation: Organisation) -> str:
    """The list, newest first; by state, by words."""
    state = request.args.get("state", "")
    try:
        pile = Pile(state) if state else None
        number = parse_page(request.args)
    except (UnknownValue, ValueError):
        abort(404)
    words = clean_line(request.args.get("q", ""))[:64]
    found = stored.listed(organisation.id, words=words, pile=pile, page=number, at=clock.now())
    keys = [event.id for event in found.events]
    runs, dates = stored.runs_of_events(keys), stored.dates_in_short(keys, clock.today())
    standings = standings_of(found.events)
    dead = dead_sellers(run for several in runs.values() for run in several)
    lines = [
        _line(
            organisation, event, runs=runs[event.id], dates=dates.get(event.id, NO_DATES), standing=standings[event.id],
            dead=ticket_words(event, dead[event.id]) if event.id in dead else "",
        )
        for event in found.events
    ]
    return page(
        "listings.html", gettext("Listings"), organisation, lines=lines, total=found.total,
        all=sum(found.numbers.values()), piles=[(each, PILES[each], found.numbers.get(each, 0)) for each in Pile],
        state=state, words=words, number=number, has_more=number * A_PAGE < found.total,
        may_write=actor().may(organisation.id, Role.EDITOR), ways=ways_in(organisation),
    )


def _line(
    organisation: Organisation, event: Event, *, runs: list[Run], dates: DatesInShort, standing: Standing, dead: str
) -> Line:
    listing = listing_of(event, runs, dates=dates.number, has_access=dates.has_access)
    score = meter_of(listing).score
    blocked = any(each.code not in NEEDS_DATES for each in blocking(findings_of(listing)))
    step = next_of(standing, dates=dates.number, coming=dates.coming, blocked=blocked, score=score)
    place = runs[0].venue if runs else None
    return Line(
        title=say(event.title), href=link("desk.listing", organisation=organisation.slug, key=event.id),
        kind=str(KINDS[event.kind]), standing=str(STANDINGS[standing]), look=standing.value, score=score,
        next_day=dates.next_day, next_words=str(NEXTS[step]), next_href=_next_href(organisation, event, step),
        dates=dates.number, drafts=dates.drafts, place=say(place.name) if place else say(event.place_stated),
        dead=dead, is_demo=event.is_demo,
    )


def _next_href(organisation: Organisation, event: Event, step: Next) -> str:
    slug = organisation.slug
    if not actor().may(organisation.id, Role.EDITOR):
        return link("desk.listing", organisation=slug, key=event.id)
    if step is Next.ADD_DATES:
        return link("desk.dates", organisation=slug, key=event.id)
    if step is Next.REPEAT:
        return link("desk.copy", organisation=slug, key=event.id)
    if step in {Next.SUBMIT, Next.ANSWER, Next.WAIT}:
        return link("submitting.submit", organisation=slug, key=event.id)
    return link("desk.listing", organisation=slug, key=event.id)


def ways_in(organisation: Organisation) -> list[Way]:
    """The three ways to list something: five fields, a pasted text, a table."""
    return [
        Way(gettext("Fill in five fields"), link("desk.start", organisation=organisation.slug)),
        Way(gettext("Paste an announcement"), link("desk.paste", organisation=organisation.slug)),
        Way(gettext("Send an Excel table"), link("imports.imports", organisation=organisation.slug)),
    ]

"""Links of a listing that lead nowhere, as its organisation sees them: since when, what stands there now, where to mend it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext

from accounts.models.organisation import Organisation
from core.language import day_short
from core.web import link
from events.link_words import outcome_in_words
from events.linkstate import State
from events.manage.blueprint import bp
from events.models.event import Event
from events.models.link import CheckedLink
from events.models.performance import Performance
from events.models.run import Run
from events.queries import links as queries


@dataclass(frozen=True, slots=True)
class DeadLink:
    """A link that is hidden: what visitors get instead, the address, why, where another is stated."""

    words: str
    address: str
    why: str
    href: str


def dead_links(
    organisation: Organisation, event: Event, runs: Sequence[Run], rows: Iterable[Performance] = ()
) -> list[DeadLink]:
    """The dead links of a listing; no statement where none is known to be dead."""
    is_online_dead = any(row.online_url and row.online_url == row.dead_online_url for row in rows)
    if not (is_online_dead or event.image != event.live_image or any(run.is_seller_url_dead for run in runs)):
        return []
    dead = [each for each in queries.links_of(event.id) if each.state is State.DEAD]
    return [_dead(organisation, event, runs, each) for each in dead]


def _dead(organisation: Organisation, event: Event, runs: Sequence[Run], each: CheckedLink) -> DeadLink:
    is_seller = any(run.seller_url == each.address for run in runs)
    section = link("desk.section", organisation=organisation.slug, key=event.id, section="seller")
    if is_seller:
        return DeadLink(ticket_words(event, each.dead_since), each.address, outcome_in_words(each.outcome), section)
    since = day_short(each.dead_since) if each.dead_since else ""
    if each.address == event.image:
        words = gettext("The picture does not answer since %(day)s; our own drawing stands in its place.", day=since)
        href = link("hands.picture", organisation=organisation.slug, key=event.id)
    else:
        words = gettext("The link to watch it online does not answer since %(day)s; it is hidden.", day=since)
        href = link("desk.dates", organisation=organisation.slug, key=event.id)
    return DeadLink(words, each.address, outcome_in_words(each.outcome), href)


def ticket_words(event: Event, since: datetime | None) -> str:
    """What stands in the place of a dead ticket link, and since when."""
    day = day_short(since) if since else ""
    if event.contact:
        return gettext(
            "The ticket link does not answer since %(day)s; your contact stands in its place: %(contact)s", day=day,
            contact=event.contact,
        )
    return gettext(
        "The ticket link does not answer since %(day)s; visitors are sent to the house. State a phone number.", day=day
    )


def dead_sellers(runs: Iterable[Run]) -> dict[int, datetime]:
    """Since when the ticket link of each of these events leads nowhere, by the event's key; no statement where none does."""
    dead = [run for run in runs if run.is_seller_url_dead]
    since = queries.dead_since([run.seller_url for run in dead]) if dead else {}
    return {run.event_id: since[run.seller_url] for run in dead if run.seller_url in since}


@bp.app_template_filter()
def link_outcome(code: str) -> str:
    """What came of asking for an address, for letters."""
    return outcome_in_words(code)

"""Making a listing public in one deed, and taking it back."""

from collections.abc import Sequence
from datetime import datetime

from accounts.actor import Actor
from accounts.models.organisation import Organisation
from accounts.services import trail
from accounts.services.organisations import list_organisation
from core import history
from core.db import session
from core.errors import Refused
from core.types import Bilingual
from events import signals
from events.amendments import HIDDEN, RETURNED, SEEN
from events.change import seen
from events.models.event import Event
from events.models.performance import Performance
from events.queries import review as queries
from events.services import performances
from events.services.announcing import announce, together
from events.services.review_letters import tell_taken_back


def publish_listing(event: Event, organisation: Organisation, *, at: datetime, actor: Actor) -> int:
    """Show a listing and all its draft dates to everybody, with one revision; answers how many dates became public.

    Its organisation is shown, too, from its first publication on. Feeds hold the dates at once.
    """
    was_public = event.is_public
    event.published_at = event.published_at or at
    event.withdrawn_at = None
    list_organisation(organisation, at=at)
    rows = queries.rows_of_listing(event.id)
    drafts = [row for row in rows if row.published_at is None]
    back = [] if was_public else [row for row in rows if row.published_at is not None and not row.has_ended_at(at)]
    with together(at=at):
        _bring_back(back, at=at)
        for row in drafts:
            performances.publish(row, at=at)
    if not was_public:
        history.record(event, "published", at=at, topic=event.topic)
        session.flush()  # a stale row must refuse before anybody is told
        signals.event_changed.send(event, at=at)
    trail.note(
        "listing_published", at=at, actor=actor, organisation_id=organisation.id, subject=event, after={"dates": len(drafts)}
    )
    return len(drafts)


def _bring_back(rows: Sequence[Performance], *, at: datetime) -> None:
    """Dates are seen again: the history says what is otherwise than when they were seen last, whoever changed it meanwhile."""
    latest = queries.latest_sights([row.id for row in rows])
    for row in rows:
        was, now = latest.get(row.id, {}), seen(row)
        otherwise = [name for name in now if name in was and was[name] != now[name]]
        history.record(
            row, RETURNED, at=at, before={name: was[name] for name in otherwise}, after={name: now[name] for name in otherwise},
            reason=row.reason if {"reason_zh", "reason_en"} & set(otherwise) else history.NO_REASON,
        )
        announce(row, is_seen=True, at=at)


def hide_listing(event: Event, *, at: datetime) -> None:
    """Take a listing out of everything that everybody sees; its dates stay as they are and come back with it. What was seen of
    those to come is kept: whatever is otherwise when they come back is news then."""
    history.record(event, "withdrawn", at=at, topic=event.topic)
    with history.in_one_go():
        for row in queries.rows_of_listing(event.id):
            if row.published_at is not None and not row.has_ended_at(at):
                history.record(row, HIDDEN, at=at, before={SEEN: seen(row)})
    event.published_at = None
    session.flush()  # a stale row must refuse before anybody is told
    signals.event_changed.send(event, at=at)


def hide_what_came_since(event: Event, since: datetime, *, at: datetime) -> None:
    """Take back what became public from a moment on: the listing, or only later dates of one that stood before."""
    if event.published_at is not None and event.published_at >= since:
        hide_listing(event, at=at)
        return
    with together(at=at):
        for row in queries.rows_of_listing(event.id):
            if row.published_at is not None and row.published_at >= since:
                performances.withdraw(row, at=at)


def take_back(event: Event, organisation: Organisation, reason: Bilingual, *, at: datetime, actor: Actor) -> None:
    """An organisation takes its public listing back, with the reason. A show that does not take place is cancelled instead."""
    if not event.is_public:
        raise Refused("not_public")
    if not reason:
        raise Refused("reason_needed")
    hide_listing(event, at=at)
    event.withdrawn_at = at
    trail.note(
        "listing_withdrawn", at=at, actor=actor, organisation_id=organisation.id, subject=event, reason=reason.zh or reason.en
    )
    tell_taken_back(event, organisation, reason, at=at)

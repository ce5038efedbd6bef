"""Making a listing public in one deed, and taking it back."""

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
from events.models.event import Event
from events.queries import review as queries
from events.services import performances
from events.services.announcing import together
from events.services.review_letters import tell_taken_back


def publish_listing(event: Event, organisation: Organisation, *, at: datetime, actor: Actor) -> int:
    """Show a listing and all its draft dates to everybody, with one revision; answers how many dates became public.

    Its organisation is shown, too, from its first publication on. Feeds hold the dates at once.
    """
    was_public = event.is_public
    event.published_at = event.published_at or at
    event.withdrawn_at = None
    list_organisation(organisation, at=at)
    drafts = [row for row in queries.rows_of_listing(event.id) if row.published_at is None]
    with together(at=at):
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


def hide_listing(event: Event, *, at: datetime) -> None:
    """Take a listing out of everything that everybody sees; its dates stay as they are and come back with it."""
    history.record(event, "withdrawn", at=at, topic=event.topic)
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

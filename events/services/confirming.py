"""Deeds: ask an organiser whether a run stands as listed, note the answer."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from accounts.actor import Actor
from accounts.queries import people
from accounts.services import telling, trail
from core import clock
from core.db import session
from core.errors import Refused
from core.revision import touch
from events import signals
from events.models.asking import Asking
from events.models.run import Run
from events.queries import confirming as queries
from events.queries.confirming import Soon

# Days before a performance; the last one is the one after which an unanswered question is told on the page.
LEADS = (14, 3)
AT_ONCE = 50
MORNING, EVENING = 8, 21
# What was said within a day before the question is the answer to it.
JUST = timedelta(days=1)
# What was said after the first question counts at the second.
COUNTS_FOR = timedelta(days=15)


def ask_some(lead: int, *, at: datetime) -> bool:
    """Ask about the next runs; answers whether there may be more. A run and lead are looked at once, by whoever is first."""
    nearer = max((other for other in LEADS if other < lead), default=0)
    several = queries.runs_soon(
        at, at + timedelta(days=nearer), at + timedelta(days=lead), lead=lead, limit=AT_ONCE
    )
    for soon in several:
        _look_at(soon, lead, at=at)
    return len(several) >= AT_ONCE


def _look_at(soon: Soon, lead: int, *, at: datetime) -> None:
    run = queries.run_with_all(soon.run_id)
    said_at = _said_at(run) if run else None
    is_asked = said_at is None or said_at < soon.next_start - timedelta(days=lead) - JUST
    if run is None or not _is_first(soon, lead, at=at, asked_at=at if is_asked else None) or not is_asked:
        return
    if lead == min(LEADS) and (said_at is None or said_at < soon.next_start - COUNTS_FOR):
        _doubt(run, at=at)
    _ask(run, soon, lead, at=at)


def _said_at(run: Run) -> datetime | None:
    """When its organiser last stood by it: confirmed it, or made it public."""
    return max((each for each in (run.confirmed_at, run.event.published_at) if each is not None), default=None)


def _is_first(soon: Soon, lead: int, *, at: datetime, asked_at: datetime | None) -> bool:
    insert: Any = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    new = insert(Asking).values(run_id=soon.run_id, lead=lead, turn=soon.turn, made_at=at, asked_at=asked_at)
    return bool(session.execute(new.on_conflict_do_nothing()).rowcount)  # type: ignore[attr-defined]


def _ask(run: Run, soon: Soon, lead: int, *, at: datetime) -> None:
    event, owner_id = run.event, run.event.owner_id
    if owner_id is None:
        return
    venue = next((row.venue for row in queries.rows_of(run.id, at, limit=1)), run.venue)
    place = venue.name if venue else None
    facts = {
        "run": run.id, "slug": event.slug, "title": {"zh": event.title.zh, "en": event.title.en},
        "place": {"zh": place.zh, "en": place.en} if place else {"zh": "", "en": ""},
        "starts_at": soon.next_start.isoformat(), "lead": lead,
    }
    for who in people.people_to_tell(owner_id, at):
        telling.tell(
            "confirm_run", at=at, to=who, key=f"confirm:{run.id}:{lead}:{soon.turn}:{who.id}", facts=facts | {"person": who.id},
            due_at=_by_day(at), organisation_id=owner_id,
        )


def _by_day(at: datetime) -> datetime:
    """The same moment by day, else the next morning (Asia/Shanghai): nobody is asked at night."""
    local = clock.local(at)
    if MORNING <= local.hour < EVENING:
        return at
    morning = local.replace(hour=MORNING, minute=0, second=0, microsecond=0)
    return morning if local.hour < MORNING else morning + timedelta(days=1)


def confirm(run: Run, *, at: datetime, actor: Actor) -> None:
    """Its organiser says that everything stands as listed. Again does no harm; `Refused("over")` when nothing is to come."""
    _refuse_if_over(run, at)
    before = {"confirmed_at": run.confirmed_at.isoformat() if run.confirmed_at else None}
    run.confirmed_at, run.doubted_at = at, None
    _told(run, "run_confirmed", at=at, actor=actor, before=before)


def say_changed(run: Run, *, at: datetime, actor: Actor) -> None:
    """Its organiser says that something has changed, not yet what: the page says so until it is confirmed or changed."""
    _refuse_if_over(run, at)
    if run.doubted_at is None:
        run.doubted_at = at
        _told(run, "run_doubted", at=at, actor=actor)


def _doubt(run: Run, *, at: datetime) -> None:
    """Not answered so shortly before: the page says so. Nobody's deed, so the trail is not written."""
    if run.doubted_at is None:
        run.doubted_at = at
        touch()
        signals.event_changed.send(run.event, at=at)


def _told(run: Run, deed: str, *, at: datetime, actor: Actor, before: dict[str, Any] | None = None) -> None:
    session.flush()  # a stale row must refuse before anybody is told
    trail.note(deed, at=at, actor=actor, organisation_id=run.event.owner_id, subject=run, before=before)
    touch()
    signals.event_changed.send(run.event, at=at)


def _refuse_if_over(run: Run, at: datetime) -> None:
    if not queries.rows_of(run.id, at, limit=1):
        raise Refused("over")

"""Deeds of organisers on their own listings. A draft's edits stand in the audit trail alone (events/services/chronicle.py)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy.exc import IntegrityError

from accounts.actor import Actor
from accounts.models.organisation import Organisation
from accounts.services import trail
from core.db import session
from core.errors import Refused
from core.types import Bilingual
from events import generator
from events.models.event import Event
from events.models.performance import Approval, Performance
from events.models.run import Run
from events.models.words import ApprovalLevel, ApprovalState, EventKind
from events.naming import edition_in, slug_of
from events.queries import listings as stored
from events.queries.review import latest_of
from events.services import events, performances
from events.services.announcing import together
from events.services.dates import change_dates, delete_drafts
from events.services.edits import watched
from events.services.review_letters import tell_of_stale
from venues.models import Hall, Venue

NOTHING = Bilingual("", "")
# Changing these on what is public is the change desk's: it asks why, and tells those who follow.
TITLE = ("title_zh", "title_en")
OF_THE_CHANGE_DESK = frozenset({"venue_id", "hall_id", "city", "main_performers_zh", "main_performers_en"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where it is: a house (and a hall in it), or words for a place that is not among the houses, in a city."""

    venue: Venue | None = None
    hall: Hall | None = None
    stated: Bilingual = NOTHING
    city: str = ""

    @property
    def columns(self) -> dict[str, Any]:
        """The columns of a run."""
        venue, hall = self.venue, self.hall
        return {
            "venue_id": venue.id if venue else None, "hall_id": hall.id if hall else None,
            "city": venue.city if venue else self.city,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """What the short form asks: title, run, place, kind, contact. `pattern` None: whole days from `first` to `last`."""

    title: Bilingual
    language: str
    kind: EventKind
    place: Place
    contact: str
    first: date
    last: date | None
    pattern: generator.Pattern | None = None


def start_listing(organisation: Organisation, beginning: Beginning, *, at: datetime, actor: Actor) -> Event:
    """Save a draft that nobody but the organisation's people and the staff can see."""
    place = beginning.place
    if place.hall is not None and (place.venue is None or place.hall.venue_id != place.venue.id):
        raise Refused("hall_of_another_venue")
    columns = place.columns
    event = events.add_event(
        at=at, publish=False, slug=f"draft-{uuid4().hex}", kind=beginning.kind, title_zh=beginning.title.zh,
        title_en=beginning.title.en, source_language=beginning.language, owner_id=organisation.id,
        organiser_id=organisation.id, city=columns["city"], place_stated_zh=place.stated.zh, place_stated_en=place.stated.en,
        contact=beginning.contact, edition=edition_in(beginning.title), is_demo=organisation.is_demo, created_at=at,
    )
    events.edit_event(event, at=at, slug=slug_of(event.title, event.id))
    run = events.add_run(event, at=at, source_language=beginning.language, **columns)
    if beginning.pattern is not None:
        change_dates(run, beginning.pattern, at=at)
    else:
        performances.add_span(run, at=at, first=beginning.first, last=beginning.last, publish=False)
    trail.note(
        "listing_started", at=at, actor=actor, organisation_id=organisation.id, subject=event,
        after={"title_zh": event.title_zh, "title_en": event.title_en},
    )
    return event


def edit_listing(
    event: Event, run: Run | None, values: Mapping[str, Mapping[str, Any]], *, at: datetime, actor: Actor,
    deed: str = "listing_edited",
) -> bool:
    """Set facts: `values["event"]` of the event, `values["run"]` of its run; answers whether anything changed.

    `Refused("by_the_change_desk")` for hall or cast of what is public; `edits.watched` looks at the rest of it.
    """
    with watched(event, at=at, actor=actor):
        return _edit(event, run, values, at=at, actor=actor, deed=deed)


def _edit(
    event: Event, run: Run | None, values: Mapping[str, Mapping[str, Any]], *, at: datetime, actor: Actor, deed: str
) -> bool:
    of_event, of_run = dict(values.get("event", {})), dict(values.get("run", {}))
    before = _columns(event, of_event) | _columns(run, of_run)
    changed = [name for name, value in of_run.items() if run is not None and getattr(run, name) != value]
    if event.is_public and OF_THE_CHANGE_DESK & set(changed):
        raise Refused("by_the_change_desk")
    named = str(actor.person_id or "")
    holding = stored.approved_dates_to_come(event.id, at) if is_new_title(event, of_event) else 0
    has_changed = events.edit_event(event, at=at, actor=named, **of_event) if of_event else False
    if holding:
        _tell_of_stale(event, holding, at=at, actor=actor)
    if run is not None and of_run:
        has_changed = events.edit_run(run, at=at, actor=named, **of_run) or has_changed
        _follow_place(run, of_run, at=at)
    if has_changed:
        after = _columns(event, of_event) | _columns(run, of_run)
        differing = {name for name, value in after.items() if before[name] != value}
        trail.note(
            deed, at=at, actor=actor, organisation_id=event.owner_id, subject=event,
            before={name: before[name] for name in sorted(differing)}, after={name: after[name] for name in sorted(differing)},
        )
    return has_changed


def is_new_title(event: Event, values: Mapping[str, Any]) -> bool:
    """Whether these facts give what is public another title: its approvals were given for the old one (R5)."""
    return event.is_public and any(getattr(event, name) != values.get(name, getattr(event, name)) for name in TITLE)


def refuse_unconfirmed(event: Event, values: Mapping[str, Any], *, at: datetime) -> None:
    """`Refused("approvals_go_stale")` with the number of dates whose approvals a new title would make stale, where any."""
    number = stored.approved_dates_to_come(event.id, at) if is_new_title(event, values) else 0
    if number:
        raise Refused("approvals_go_stale", number=number)


def _tell_of_stale(event: Event, number: int, *, at: datetime, actor: Actor) -> None:
    trail.note(
        "approvals_stale", at=at, actor=actor, organisation_id=event.owner_id, subject=event,
        after={"dates": number, "title": event.title.zh or event.title.en},
    )
    if event.owner is not None:
        tell_of_stale(event, event.owner, number, at=at)


def _columns(row: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: plain_of(getattr(row, name)) for name in values} if row is not None else {}


def plain_of(value: Any) -> Any:
    """A value as the trail keeps it (JSON)."""
    return value if isinstance(value, (dict, list, bool, int)) or value is None else str(value)


def _follow_place(run: Run, values: Mapping[str, Any], *, at: datetime) -> None:
    """A draft's dates are where its run is."""
    place = {name: values[name] for name in ("venue_id", "hall_id", "city") if name in values}
    rows = [row for row in stored.dates_of_run(run.id) if row.published_at is None] if place else []
    with together(at=at):
        for row in rows:
            performances.change(row, at=at, deed="edited", **place)


def mark_dates(rows: Sequence[Performance], *, at: datetime, actor: Actor, event: Event, **values: Any) -> int:
    """State the same of several dates (who can follow, how many may come); answers how many changed."""
    named = str(actor.person_id or "")
    with watched(event, at=at, actor=actor), together(at=at):
        changed = sum(performances.change(row, at=at, deed="edited", actor=named, **values) for row in rows)
    if changed:
        after = {name: plain_of(value) for name, value in values.items()} | {"dates": changed}
        trail.note("dates_marked", at=at, actor=actor, organisation_id=event.owner_id, subject=event, after=after)
    return changed


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What an organiser states of an approval (R1)."""

    state: ApprovalState
    level: ApprovalLevel = ApprovalLevel.COUNTY
    number: str = ""
    authority: Bilingual = NOTHING
    decided_on: date | None = None
    reason: Bilingual = NOTHING


def state_approval(rows: Sequence[Performance], stated: Stated, *, at: datetime, actor: Actor, event: Event) -> int:
    """Say where the approval of these dates stands; earlier statements are kept. Answers how many dates it is new for."""
    if stated.state is ApprovalState.APPROVED and not stated.number.strip():
        raise Refused("approval_number_needed")
    if stated.state is ApprovalState.NOT_REQUIRED and not stated.reason:
        raise Refused("approval_reason_needed")
    with watched(event, at=at, actor=actor):
        told = _state(rows, stated, at=at, actor=actor)
    if told:
        after = {"state": stated.state.value, "number": stated.number, "dates": told}
        trail.note("approval_stated", at=at, actor=actor, organisation_id=event.owner_id, subject=event, after=after)
    return told


def _state(rows: Sequence[Performance], stated: Stated, *, at: datetime, actor: Actor) -> int:
    told = 0
    for row in rows:
        if row.approvals and not _differs(row.approvals[-1], stated):
            continue
        row.approvals.append(
            Approval(
                state=stated.state, level=stated.level, number=stated.number.strip(), authority_zh=stated.authority.zh,
                authority_en=stated.authority.en, decided_on=stated.decided_on, reason_zh=stated.reason.zh,
                reason_en=stated.reason.en, recorded_at=at,
            )
        )
        performances.tell_of_approval(row, at=at, actor=str(actor.person_id or ""))
        told += 1
    return told


def _differs(known: Approval, stated: Stated) -> bool:
    said = (known.state, known.level, known.number, known.authority_zh, known.authority_en, known.decided_on, known.reason_zh)
    return said != (
        stated.state, stated.level, stated.number.strip(), stated.authority.zh, stated.authority.en, stated.decided_on,
        stated.reason.zh,
    )


def remove_draft(event: Event, *, at: datetime, actor: Actor) -> None:
    """Throw a draft away, with its dates; what was ever public, or is being looked at, stays (`is_public`, `in_use`)."""
    rows = stored.all_rows_of_event(event.id)
    if event.is_public or any(row.published_at is not None for row in rows):
        raise Refused("is_public")
    latest = latest_of(event.id)
    if latest is not None and latest.is_waiting:
        raise Refused("in_use")
    before = {"title_zh": event.title_zh, "title_en": event.title_en}
    trail.note("listing_removed", at=at, actor=actor, organisation_id=event.owner_id, subject=event, before=before)
    delete_drafts(rows)
    for each in (*stored.hanging_on(event.id), *stored.runs_of_event(event.id), event):
        session.delete(each)
        try:
            session.flush()  # in this order, since nothing cascades
        except IntegrityError as error:
            raise Refused("in_use") from error

"""Looks at what a trusted organisation brought as handing in by hand does (services/review.py), but many listings at a time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from itertools import chain
from typing import Any

from sqlalchemy import insert

from accounts.models.organisation import Organisation
from accounts.models.trail import TrailEntry
from core.db import session
from events.models.event import Event
from events.models.intake import Intake
from events.models.performance import Performance
from events.models.run import Run
from events.models.submission import Submission
from events.portrait import portrait
from events.promise import promised_by
from events.queries import screening as queries
from events.services.checks import Around, around, checked_parts

LISTINGS_AT_ONCE = 60


class Fate(StrEnum):
    """What becomes of a listing: public at once and looked at afterwards, a reviewer's first (R8), or its people's."""

    PUBLIC = "public"
    WAITING = "waiting"
    NOT_READY = "not_ready"


@dataclass(frozen=True, slots=True)
class Looked:
    """What the checks say of a listing: `notes` are their codes, `facts` what it says, for the reviewer.

    `is_more`: it is public and gets more dates. `is_new`: it waits for nobody's look yet.
    """

    event_id: int
    fate: Fate
    notes: list[str]
    facts: dict[str, Any]
    is_more: bool = False
    is_new: bool = True


def look(event_ids: Sequence[int]) -> list[Looked]:
    """What becomes of these listings, by the checks; only reads, so that it needs no lock."""
    found = []
    for first in range(0, len(event_ids), LISTINGS_AT_ONCE):
        part = event_ids[first : first + LISTINGS_AT_ONCE]
        runs, rows = queries.runs_of(part), queries.rows_of(part)
        events = [event for event in queries.events(part) if event.id in runs]
        known = around(events, chain.from_iterable(rows.values()))
        found += [_looked(event, runs[event.id], rows.get(event.id, ()), known) for event in events]
    return found


def _looked(event: Event, runs: Sequence[Run], rows: Sequence[Performance], known: Around) -> Looked:
    seen = checked_parts(event, runs, rows, known=known)
    fate = Fate.NOT_READY if seen.blocking else Fate.WAITING if seen.to_override else Fate.PUBLIC
    return Looked(event.id, fate, seen.codes, portrait(event, runs, rows), is_more=event.is_public)


def settled(looked: Sequence[Looked]) -> list[Looked]:
    """The same as things stand now: what a reviewer has before them already stays there, and is not handed in twice.

    One that is public and looked at already may get more dates; whoever looks at it sees it as it stands.
    """
    waiting = queries.waiting_among([each.event_id for each in looked])
    return [
        replace(each, fate=Fate.WAITING, is_new=False) if waiting.get(each.event_id) is False
        else replace(each, is_new=False) if each.event_id in waiting else each
        for each in looked
    ]


def hand_in(intake: Intake, organisation: Organisation, looked: Iterable[Looked], *, at: datetime) -> None:
    """Hand listings in: what is public at once is looked at afterwards, the others before."""
    fresh = [each for each in looked if each.is_new and each.fate is not Fate.NOT_READY]
    if not fresh:
        return
    promised = promised_by(at)
    session.execute(insert(Submission), [
        {
            "event_id": each.event_id, "organisation_id": organisation.id, "submitted_at": at,
            "submitted_by_id": intake.person_id, "promised_by": promised, "facts": each.facts, "notes": each.notes,
            "is_after": each.fate is Fate.PUBLIC,
        }
        for each in fresh
    ])
    session.execute(insert(TrailEntry), [
        {
            "at": at, "deed": "listing_submitted", "person_id": intake.person_id, "organisation_id": organisation.id,
            "subject": Event.__tablename__, "subject_id": each.event_id, "via": "import",
            "after": {"intake": intake.id, "promised_by": promised.isoformat(), "is_after": each.fate is Fate.PUBLIC},
        }
        for each in fresh
    ])

"""Deeds on events and runs."""

from datetime import datetime
from typing import Any

from core import history
from core.db import session
from core.editing import set_fields
from core.errors import Refused
from events import signals
from events.models.event import Event, EventStrand, Inclusion
from events.models.run import Run

PROSE = ("summary", "quote", "source")


def add_event(*, at: datetime, publish: bool = True, strands: tuple[str, ...] = (), **facts: Any) -> Event:
    """Write an event; public at once unless `publish` is False."""
    event = Event(published_at=at if publish else None)
    set_fields(event, facts, prose=PROSE)
    if not event.title:
        raise Refused("title_needed")
    event.strands = [EventStrand(code=code) for code in strands]
    session.add(event)
    session.flush()  # its key names it in the history
    history.record(event, "added", at=at, topic=event.topic)
    return event


def edit_event(event: Event, *, at: datetime, actor: str = "", **values: Any) -> bool:
    """Set facts of an event; answers whether anything changed. A new slug leaves a lasting redirect."""
    before, after = set_fields(event, values, prose=PROSE)
    if not after:
        return False
    if "slug" in after:
        history.remember_slug("event", before["slug"], after["slug"])
    history.record(event, "edited", at=at, topic=event.topic, before=before, after=after, actor=actor)
    session.flush()  # a stale row must refuse before anybody is told
    signals.event_changed.send(event, at=at)
    return True


def set_strands(event: Event, codes: tuple[str, ...]) -> None:
    """Say which strands of culture it belongs to."""
    known = {each.code: each for each in event.strands}
    event.strands = [known.get(code) or EventStrand(code=code) for code in codes]


def add_run(event: Event, *, at: datetime, **facts: Any) -> Run:
    """Write a run of an event."""
    run = Run(event_id=event.id)
    set_fields(run, facts, prose=("main_performers",))
    _sum_up_prices(run)
    session.add(run)
    session.flush()  # its key is needed by its performances
    history.record(run, "added", at=at, topic=event.topic)
    return run


def edit_run(run: Run, *, at: datetime, actor: str = "", **values: Any) -> bool:
    """Set facts of a run; answers whether anything changed."""
    before, after = set_fields(run, values, prose=("main_performers",))
    if not after:
        return False
    _sum_up_prices(run)
    history.record(run, "edited", at=at, topic=f"event:{run.event_id}", before=before, after=after, actor=actor)
    session.flush()  # a stale row must refuse before anybody is told
    signals.event_changed.send(run.event, at=at)
    return True


def _sum_up_prices(run: Run) -> None:
    fen = [price["fen"] for price in run.prices or []]
    run.price_from_fen, run.price_to_fen = (min(fen), max(fen)) if fen else (None, None)


def include(whole: Event, part: Event, *, at: datetime, position: int = 0) -> None:
    """Make one event part of another; a circle is refused."""
    if whole.id == part.id or session.get(Inclusion, (part.id, whole.id)) is not None:
        raise Refused("circle")
    known = session.get(Inclusion, (whole.id, part.id))
    if known is None:
        session.add(Inclusion(whole_id=whole.id, part_id=part.id, position=position))
        history.record(whole, "included", at=at, topic=whole.topic, after={"part": part.slug})
    elif known.position != position:
        known.position = position

"""Deeds on events and runs."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from core import history
from core.db import session
from core.editing import set_fields
from core.errors import Refused
from core.types import Bilingual
from events import signals
from events.models.event import Event, EventStrand, Inclusion
from events.models.performance import Performance
from events.models.run import Run
from events.queries import records
from events.services.chronicle import chronicle
from events.services.lengths import follow_running_time
from events.services.performances import let_approval_go_stale, refuse_unknown_city
from events.services.premieres import follow_statement

PROSE = ("summary", "quote", "source")
# What the application for an approval names beside time and place (domain.md R5).
NAMED_IN_APPLICATION = frozenset(
    {"title_zh", "title_en", "organiser_id", "production_id", "main_performers_zh", "main_performers_en"}
)
LENGTH = frozenset({"duration_minutes", "production_id"})


def add_event(*, at: datetime, publish: bool = True, strands: tuple[str, ...] = (), **facts: Any) -> Event:
    """Write an event; public at once unless `publish` is False."""
    event = Event(published_at=at if publish else None)
    set_fields(event, facts, prose=PROSE)
    if not event.title:
        raise Refused("title_needed")
    refuse_unknown_city(event.city)
    event.strands = [EventStrand(code=code) for code in strands]
    session.add(event)
    session.flush()  # its key names it in the history
    chronicle(event, "added", of=event, at=at)
    return event


def edit_event(event: Event, *, at: datetime, actor: str = "", **values: Any) -> bool:
    """Set facts of an event; answers whether anything changed. A new slug leaves a lasting redirect."""
    before, after = set_fields(event, values, prose=PROSE)
    if not after:
        return False
    is_seen = event.is_public or "published_at" in after
    if "slug" in after and is_seen:
        history.remember_slug("event", before["slug"], after["slug"])
    chronicle(event, "edited", of=event, is_seen=is_seen, at=at, before=before, after=after, actor=actor)
    session.flush()  # a stale row must refuse before anybody is told
    if NAMED_IN_APPLICATION & after.keys():
        _let_approvals_go_stale(records.coming_rows_of_event(event.id, at), at)
    if is_seen:
        signals.event_changed.send(event, at=at)
    return True


def _let_approvals_go_stale(rows: Iterable[Performance], at: datetime) -> None:
    for row in rows:
        let_approval_go_stale(row, at)


def set_strands(event: Event, codes: tuple[str, ...], *, at: datetime) -> bool:
    """Say which strands of culture it belongs to; answers whether that is new."""
    known = {each.code: each for each in event.strands}
    if known.keys() == set(codes):
        return False
    event.strands = [known.get(code) or EventStrand(code=code) for code in codes]
    before, after = {"strands": sorted(known)}, {"strands": sorted(codes)}
    chronicle(event, "edited", of=event, at=at, before=before, after=after)
    return True


def add_run(event: Event, *, at: datetime, **facts: Any) -> Run:
    """Write a run of an event; where it is stated to be a premiere, that is claimed in the register."""
    run = Run(event_id=event.id)
    set_fields(run, facts, prose=("main_performers",))
    refuse_unknown_city(run.city)
    _sum_up_prices(run)
    session.add(run)
    session.flush()  # its key is needed by its performances
    chronicle(run, "added", of=event, at=at)
    if run.premiere_kind is not None:
        follow_statement(run, facts, at=at)
    return run


def edit_run(
    run: Run, *, at: datetime, actor: str = "", reason: Bilingual = history.NO_REASON, **values: Any
) -> bool:
    """Set facts of a run; answers whether anything changed. The register of premieres and the ends of its dates follow."""
    minutes = run.running_minutes
    before, after = set_fields(run, values, prose=("main_performers",))
    if not after:
        return False
    _sum_up_prices(run)
    chronicle(run, "edited", of=run.event, at=at, before=before, after=after, reason=reason, actor=actor)
    session.flush()  # a stale row must refuse before anybody is told
    follow_statement(run, after, at=at, actor=actor)
    if LENGTH & after.keys():
        session.refresh(run, ["production"])
        follow_running_time(run, minutes, at=at)
    if NAMED_IN_APPLICATION & after.keys():
        _let_approvals_go_stale([row for row in records.timed_rows_of(run.id) if not row.has_ended_at(at)], at)
    if run.event.is_public:
        signals.event_changed.send(run.event, at=at)
    return True


def _sum_up_prices(run: Run) -> None:
    fen = [price["fen"] for price in run.prices or []]
    run.price_from_fen, run.price_to_fen = (min(fen), max(fen)) if fen else (None, None)


def include(whole: Event, part: Event, *, at: datetime, position: int = 0) -> None:
    """Make one event part of another; a circle is refused."""
    if whole.id in records.ids_within(part.id):
        raise Refused("circle")
    are_seen = whole.is_public and part.is_public
    known = session.get(Inclusion, (whole.id, part.id))
    if known is None:
        session.add(Inclusion(whole_id=whole.id, part_id=part.id, position=position))
        chronicle(whole, "included", of=whole, is_seen=are_seen, at=at, after={"part": part.slug})
    elif known.position != position:
        known.position = position
        after = {"part": part.slug, "position": position}
        chronicle(whole, "reordered", of=whole, is_seen=are_seen, at=at, after=after)

"""Events, runs and dated rows; written by the services, so that history and calendars know them. All are public at once.

Moments are `at`, the standing clock's now unless stated. `show(...)` makes an event, a run and a performance in one call.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

from core import clock
from core.db import committing, session
from core.types import Bilingual
from events.models.event import Event
from events.models.performance import Performance
from events.models.premiere import PremiereClaim
from events.models.run import Run
from events.models.words import EventKind, Form, PremiereKind, PremiereScope, Status
from events.queries import premieres as stored
from events.services import events, performances
from events.services import premieres as deeds
from events.services.premieres import Evidence
from tests.factories import venues

EVENING = time(19, 30)
REASON = Bilingual("演员身体不适", "An actor is ill")
EVIDENCE = Evidence(Bilingual("首场节目单", "The first night’s programme"), "https://paper.example/1", "Evening Paper")


def event(slug: str = "the-long-bridge", *, at: datetime | None = None, publish: bool = True, **facts: Any) -> Event:
    """A show's event in Shanghai."""
    stated = {"kind": EventKind.SHOW, "title_zh": "长桥", "title_en": "The Long Bridge", "city": "310000"} | facts
    with committing():
        row = events.add_event(at=at or clock.now(), publish=publish, slug=slug, **stated)
    return row


def run(of: Event | None = None, *, at: datetime | None = None, **facts: Any) -> Run:
    """A run of an event (of a new one where none is named), in the city of its venue or the event's."""
    whole = of or event()
    stated = {"city": whole.city} | facts
    with committing():
        row = events.add_run(whole, at=at or clock.now(), **stated)
    return row


def performance(
    of: Run | None = None, *, starts_at: datetime | None = None, at: datetime | None = None, publish: bool = True, **facts: Any
) -> Performance:
    """A performance of a run (of a new one where none is named); tonight at 19:30 in Shanghai unless stated."""
    stay = of or run()
    start = starts_at or clock.at_local(clock.today(), EVENING)
    with committing():
        row = performances.add_performance(stay, at=at or clock.now(), starts_at=start, publish=publish, **facts)
    return row


def span(of: Run | None = None, *, first: date, last: date | None, at: datetime | None = None, **facts: Any) -> Performance:
    """Whole days of a run; `last` None where the end is open."""
    stay = of or run()
    with committing():
        row = performances.add_span(stay, at=at or clock.now(), first=first, last=last, **facts)
    return row


def moment(of: Run | None = None, *, form: Form, starts_at: datetime, at: datetime | None = None, **facts: Any) -> Performance:
    """A moment of a run: an on-sale or a deadline."""
    stay = of or run()
    with committing():
        row = performances.add_performance(
            stay, at=at or clock.now(), starts_at=starts_at, ends_at=starts_at + timedelta(minutes=15), form=form, **facts
        )
    return row


def show(
    slug: str = "the-long-bridge",
    *,
    starts_at: datetime | None = None,
    run_facts: dict[str, Any] | None = None,
    performance_facts: dict[str, Any] | None = None,
    at: datetime | None = None,
    **event_facts: Any,
) -> Performance:
    """An event with one run of one performance, in a venue of its own unless `run_facts` name one."""
    whole = event(slug, at=at, **event_facts)
    stated = run_facts or {}
    if "venue_id" not in stated:
        house = venues.venue(f"{slug}-house", city=whole.city)
        stated = {"venue_id": house.id, "city": house.city} | stated
    stay = run(whole, at=at, **stated)
    return performance(stay, starts_at=starts_at, at=at, **(performance_facts or {}))


def several(
    number: int, *, first: datetime | None = None, every: timedelta = timedelta(days=1), slug: str = "show"
) -> list[Performance]:
    """So many shows, one a day from tonight unless stated, all in one venue."""
    house = venues.venue(f"{slug}-house")
    start = first or clock.at_local(clock.today(), EVENING)
    return [
        show(f"{slug}-{each}", starts_at=start + each * every, run_facts={"venue_id": house.id, "city": house.city})
        for each in range(1, number + 1)
    ]


def cancelled(row: Performance, *, at: datetime | None = None, reason: Bilingual = REASON) -> Performance:
    """The row, cancelled."""
    with committing():
        performances.set_status(row, Status.CANCELLED, at=at or clock.now(), reason=reason)
    return row


def premiere(
    slug: str = "first-night", *, production_id: int | None = None, kind: PremiereKind = PremiereKind.PERFORMANCE,
    scope: PremiereScope | None = PremiereScope.DELTA, starts_at: datetime | None = None, **facts: Any,
) -> Performance:
    """A show whose run is stated to be a first; it is claimed and waits. Every one has a house of its own."""
    stated = {"premiere_kind": kind, "premiere_scope": scope} | ({"production_id": production_id} if production_id else {})
    return show(slug, starts_at=starts_at, run_facts=stated, **facts)


def claim_of(row: Performance) -> PremiereClaim:
    """The claim of a performance's run that stands."""
    found = stored.live_claim_of(row.run_id)
    assert found
    return found


def confirmed(row: Performance, *, at: datetime | None = None) -> PremiereClaim:
    """The claim of a performance's run, found true on some evidence."""
    with committing():
        claim = claim_of(row)
        deeds.confirm_premiere(claim, at=at or clock.now(), by="desk", evidence=EVIDENCE)
    return claim


def hidden(row: Event, *, at: datetime | None = None) -> None:
    """Take the event back."""
    with committing():
        events.edit_event(session.merge(row), at=at or clock.now(), published_at=None)

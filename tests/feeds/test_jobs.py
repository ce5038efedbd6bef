"""Work that runs by itself: rendering, repairing, pruning; run twice it does no more than once."""

from dataclasses import replace
from datetime import timedelta

from flask import Flask
from sqlalchemy import delete, func, select

from core import clock
from core.db import committing, session
from events.models.performance import Performance
from events.services import performances as deeds
from feeds import jobs, queries
from feeds.models import FeedEntry, FeedSnapshot
from feeds.store import copies
from tests.factories import events


def test_waiting_entries_are_rendered_once(app: Flask) -> None:
    events.several(3)
    assert len(queries.any_stale_keys()) == 6
    jobs.render_stale()
    assert queries.any_stale_keys() == []
    stamps = session.execute(select(FeedEntry.id, FeedEntry.changed_at, FeedEntry.blob)).all()
    jobs.render_stale()
    assert session.execute(select(FeedEntry.id, FeedEntry.changed_at, FeedEntry.blob)).all() == stamps


def test_rendering_late_stamps_the_moment_of_the_change(app: Flask) -> None:
    row = events.show()
    changed = clock.now()
    with clock.standing_still(changed + timedelta(hours=3)):
        jobs.render_stale()
    entry = session.scalars(select(FeedEntry).where(FeedEntry.performance_id == row.id)).first()
    assert entry is not None
    assert entry.changed_at == changed


def test_missing_entries_are_repaired(app: Flask) -> None:
    row = events.show()
    with committing():
        session.execute(delete(FeedEntry).where(FeedEntry.language == "en"))
    jobs.repair()
    jobs.render_stale()
    assert queries.entries_of([row.id]) == {(row.id, "zh"), (row.id, "en")}
    jobs.repair()
    assert session.scalar(select(func.count()).select_from(FeedEntry)) == 2


def test_a_deleted_row_takes_its_entries_along_and_a_draft_has_none(app: Flask) -> None:
    stay = events.run()
    row = events.performance(stay)
    events.performance(stay, publish=False, starts_at=clock.now() + timedelta(days=1))
    jobs.repair()
    assert queries.entries_of([row.id]) == {(row.id, "zh"), (row.id, "en")}
    assert session.scalar(select(func.count()).select_from(FeedEntry)) == 2
    with committing():
        session.delete(session.get_one(Performance, row.id))
    assert session.scalar(select(func.count()).select_from(FeedEntry)) == 0


def test_snapshots_and_copies_stay_within_their_bounds(app: Flask) -> None:
    events.show()
    client = app.test_client()
    paths = ["/calendar.ics", "/cities/shanghai.ics", "/premieres.ics"]
    for hours, path in enumerate(paths):
        with clock.standing_still(clock.now() + timedelta(hours=hours)):
            client.get(path)
    app.extensions["settings"] = replace(app.extensions["settings"], feed_snapshots=2)
    jobs.prune()
    kept = set(session.scalars(select(FeedSnapshot.address)))
    assert kept == {"/cities/shanghai.ics", "/premieres.ics"}
    assert len(list(copies().folder.glob("*.feed"))) == 3
    copies().most_bytes = 0
    jobs.prune()
    assert list(copies().folder.glob("*.feed")) == []
    assert client.get("/calendar.ics").status_code == 200


def test_last_modified_only_moves_forward(app: Flask) -> None:
    """Even where the clock went back between two changes."""
    row = events.show()
    client = app.test_client()
    first = client.get("/calendar.ics").last_modified
    with clock.standing_still(clock.now() - timedelta(hours=5)):
        with committing():
            deeds.withdraw(session.get_one(Performance, row.id), at=clock.now())
        second = client.get("/calendar.ics").last_modified
    assert first is not None
    assert second == first + timedelta(seconds=1)

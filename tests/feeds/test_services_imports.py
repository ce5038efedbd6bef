"""Imports: staged unseen, shown at once, known again by (organisation, source, UID), never another's, nothing half-written."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from accounts.actor import Actor
from accounts.models.organisation import Organisation
from accounts.models.trail import TrailEntry
from core import clock, letters, revision
from core.db import committing, session
from core.errors import Refused
from events.models.event import Event, EventStrand, Inclusion
from events.models.intake import Intake, IntakeKind, IntakeState, Origin, SubscribedSource
from events.models.ownership import Claim, Transfer
from events.models.performance import Performance
from events.models.premiere import PremiereClaim
from events.models.run import Run
from events.models.submission import Submission
from events.models.words import PremiereKind, PremiereState
from events.queries import intake as queries
from events.services import intake as deeds
from feeds import importing, jobs
from feeds.models import FeedEntry
from feeds.receiving import calendar_read
from notices.models.delivery import Delivery
from tests.factories import accounts, events, venues
from tests.feeds.exports import calendar
from venues.places import Places
from venues.queries import houses

NOBODY = Actor(person_id=None, via="import")
FIRST, SECOND = "20261205T113000Z", "20261206T113000Z"


def shows(*starts: str, title: str = "长桥", place: str = "江畔剧院", more: str = "") -> bytes:
    rest = f"SUMMARY:{title}\nLOCATION:{place}\n{more}"
    return calendar(*(f"UID:{number}@bridge\nDTSTART:{start}\n{rest}" for number, start in enumerate(starts)))


def brought(organisation: Organisation, content: bytes, *, confirm: bool = True) -> Intake:
    """A calendar that somebody brought and confirmed."""
    reading = calendar_read(content, Places(houses()), today=clock.today())
    with committing():
        row = deeds.begin(organisation, IntakeKind.CALENDAR, at=clock.now(), actor=NOBODY, file_name="season.ics")
        deeds.note_reading(row, reading.listings, reading.problems, reading.warnings)
        if confirm:
            deeds.confirm(row, at=clock.now(), actor=NOBODY)
    return row


def imported(organisation: Organisation, content: bytes) -> Intake:
    row = brought(organisation, content)
    jobs.import_waiting()
    session.refresh(row)
    return row


def listings(organisation: Organisation) -> list[tuple[str, bool, list[str]]]:
    found = []
    for event in session.scalars(select(Event).where(Event.owner_id == organisation.id).order_by(Event.id)):
        dates = select(Performance).join(Run, Run.id == Performance.run_id).where(Run.event_id == event.id)
        rows = session.scalars(dates.order_by(Performance.starts_at))
        found.append((event.title.in_language("zh"), event.is_public, [f"{row.starts_local:%m-%d %H:%M}" for row in rows]))
    return found


@pytest.fixture
def players(app: Flask) -> Organisation:
    venues.venue()
    return accounts.organisation("bridge-players")


@pytest.fixture
def trusted(app: Flask) -> Organisation:
    venues.venue()
    return accounts.organisation("old-players", trusted_since=clock.now())


def test_an_import_makes_drafts(players: Organisation) -> None:
    before = revision.stored()
    row = imported(players, shows(FIRST, SECOND))
    assert row.state is IntakeState.DONE
    assert row.counts == {"problems": 0, "left_out": 0, "added": 2, "same": 0, "missing": 0, "listings": 1, "published": 0}
    assert listings(players) == [("长桥", False, ["12-05 19:30", "12-06 19:30"])]
    assert revision.stored() == before, "drafts make no page anew"
    run = session.scalars(select(Run)).one()
    assert run.venue is not None
    assert run.venue.slug == "river-theatre"
    assert session.scalar(select(func.count()).select_from(FeedEntry)) == 4
    assert {each.deed for each in session.scalars(select(TrailEntry))} == {"import_confirmed", "imported"}


def test_a_trusted_organisation_publishes_at_once(trusted: Organisation, app: Flask) -> None:
    row = imported(trusted, shows(FIRST))
    assert row.counts["published"] == 1
    assert listings(trusted) == [("长桥", True, ["12-05 19:30"])]
    client = app.test_client()
    assert "长桥" in client.get("/calendar").text
    assert "长桥" in client.get("/search?q=长桥").text
    assert "长桥" in client.get("/calendar.ics").text


def test_nothing_is_seen_before_the_last_step(players: Organisation) -> None:
    row = brought(players, shows(FIRST, SECOND))
    with committing():
        key = deeds.claim(at=clock.now())
    assert key == row.id
    for number, step in enumerate(importing.steps(row.id, clock.now)):
        with committing():
            step()
        session.expire_all()
        if number < 2:
            assert listings(players) == []
    assert listings(players) == [("长桥", False, ["12-05 19:30", "12-06 19:30"])]


def test_what_a_dead_worker_left_is_removed_and_begun_anew(players: Organisation) -> None:
    row = brought(players, shows(FIRST, SECOND))
    with committing():
        deeds.claim(at=clock.now())
    with committing():
        next(importing.steps(row.id, clock.now))()
    assert session.scalar(select(func.count()).select_from(Performance)) == 2
    assert queries.waiting_intake(clock.now()) is None
    later = clock.now() + queries.LEASE + timedelta(seconds=1)
    with clock.standing_still(later):
        jobs.import_waiting()
    assert listings(players) == [("长桥", False, ["12-05 19:30", "12-06 19:30"])]
    assert session.scalar(select(func.count()).select_from(Event)) == 1
    assert session.scalar(select(func.count()).select_from(Performance)) == 2


def test_an_import_that_cannot_work_is_given_up(players: Organisation) -> None:
    row = brought(players, shows(FIRST))
    with committing():
        session.execute(update(Intake).where(Intake.id == row.id).values(stated="no JSON"))
    jobs.import_waiting()
    session.refresh(row)
    assert (row.state, row.tries) == (IntakeState.FAILED, 3)
    assert listings(players) == []


def test_what_is_given_up_keeps_no_file_and_its_people_are_told(players: Organisation) -> None:
    who = accounts.member(players, of=accounts.person(language="en"))
    row = brought(players, shows(FIRST))
    with committing():
        session.execute(update(Intake).where(Intake.id == row.id).values(stated="no JSON", content=b"secret"))
    jobs.import_waiting()
    session.refresh(row)
    assert (row.state, row.stated, row.content) == (IntakeState.FAILED, None, None)
    told = session.scalars(select(Delivery)).one()
    assert (told.kind, told.mail) == ("import_failed", who.mail)
    subject, body = letters.texts_of(told.kind, "en", told.facts)
    assert subject == "Not imported: season.ics"
    assert "nothing of it was kept" in body


def test_files_that_were_kept_of_imports_given_up_go(players: Organisation) -> None:
    row = brought(players, shows(FIRST))
    with committing():
        session.execute(update(Intake).where(Intake.id == row.id).values(failed_at=clock.now(), content=b"secret"))
    jobs.sweep_imports()
    session.refresh(row)
    assert (row.stated, row.content) == (None, None)


def test_the_same_file_again_changes_nothing(players: Organisation) -> None:
    imported(players, shows(FIRST, SECOND))
    row = imported(players, shows(FIRST, SECOND))
    assert row.counts["same"] == 2
    assert row.counts.get("added", 0) == 0
    assert len(listings(players)) == 1


def test_a_draft_follows_its_source(players: Organisation) -> None:
    imported(players, shows(FIRST, SECOND))
    row = imported(players, shows("20261205T120000Z", SECOND, "20261207T113000Z"))
    assert {name: row.counts[name] for name in ("added", "changed", "same")} == {"added": 1, "changed": 1, "same": 1}
    assert listings(players) == [("长桥", False, ["12-05 20:00", "12-06 19:30", "12-07 19:30"])]


def test_what_somebody_changed_by_hand_stays_until_the_source_says_something_new(players: Organisation) -> None:
    imported(players, shows(FIRST))
    with committing():
        session.execute(update(Event).values(title_zh="长桥（新版）"))
    imported(players, shows(FIRST))
    assert [title for title, _public, _dates in listings(players)] == ["长桥（新版）"]


def test_dates_that_a_source_no_longer_names_stay(players: Organisation) -> None:
    imported(players, shows(FIRST, SECOND))
    row = imported(players, shows(FIRST))
    assert row.counts["missing"] == 1
    assert listings(players) == [("长桥", False, ["12-05 19:30", "12-06 19:30"])]


def test_the_names_of_another_organisation_are_never_touched(players: Organisation) -> None:
    imported(players, shows(FIRST))
    strangers = accounts.organisation("strangers")
    row = imported(strangers, shows("20261231T113000Z"))
    assert row.counts["added"] == 1
    assert listings(players) == [("长桥", False, ["12-05 19:30"])]
    assert listings(strangers) == [("长桥", False, ["12-31 19:30"])]


def test_a_listing_that_went_to_somebody_else_is_left_alone(players: Organisation) -> None:
    imported(players, shows(FIRST))
    heirs = accounts.organisation("heirs")
    with committing():
        session.execute(update(Event).values(owner_id=heirs.id))
    row = imported(players, shows("20261231T113000Z"))
    assert row.counts["foreign"] == 1
    assert listings(heirs) == [("长桥", False, ["12-05 19:30"])]


def published(organisation: Organisation) -> None:
    with committing():
        session.execute(update(Event).where(Event.owner_id == organisation.id).values(published_at=clock.now()))
        session.execute(update(Performance).values(published_at=clock.now()))


def test_a_published_date_is_only_proposed_a_change(players: Organisation) -> None:
    imported(players, shows(FIRST))
    published(players)
    row = imported(players, shows("20261205T120000Z"))
    assert row.counts["proposed"] == 1
    assert listings(players) == [("长桥", True, ["12-05 19:30"])]
    origin = queries.proposals_of(players.id)[0]
    assert datetime.fromisoformat(origin.proposed["starts_at"]) == datetime.fromisoformat("2026-12-05T20:00:00+08:00")
    with committing():
        deeds.drop_proposal(origin, at=clock.now(), actor=NOBODY)
    assert queries.proposals_of(players.id) == []


def test_a_published_date_of_a_trusted_organisation_is_moved(trusted: Organisation) -> None:
    imported(trusted, shows(FIRST))
    row = imported(trusted, shows("20261205T120000Z"))
    assert row.counts["changed"] == 1
    performance = session.scalars(select(Performance)).one()
    assert (f"{performance.starts_local:%H:%M}", performance.sequence) == ("20:00", 1)


def test_an_import_can_be_taken_back(players: Organisation) -> None:
    row = imported(players, shows(FIRST, SECOND))
    with committing():
        assert deeds.undo(row, at=clock.now(), actor=NOBODY) == 1
    assert listings(players) == []
    jobs.sweep_imports()
    assert session.scalar(select(func.count()).select_from(Performance)) == 0
    assert session.scalar(select(func.count()).select_from(Origin)) == 0
    with pytest.raises(Refused), committing():
        deeds.undo(row, at=clock.now(), actor=NOBODY)
    imported(players, shows(FIRST))
    assert len(listings(players)) == 1


def offered(row: Intake) -> None:
    """The import's draft was offered to somebody else."""
    organisation, taker = row.organisation_id, accounts.organisation("heirs")
    who = accounts.person()
    with committing():
        event = session.scalars(select(Event)).one()
        session.add(Transfer(
            event_id=event.id, giver_id=organisation, taker_id=taker.id, offered_by_id=who.id, offered_at=clock.now()
        ))


def claimed(_row: Intake) -> None:
    heirs, who = accounts.organisation("heirs"), accounts.person()
    with committing():
        event = session.scalars(select(Event)).one()
        session.add(Claim(event_id=event.id, organisation_id=heirs.id, person_id=who.id, made_at=clock.now()))


def premiered(_row: Intake) -> None:
    with committing():
        run = session.scalars(select(Run)).one()
        session.add(PremiereClaim(
            run_id=run.id, event_id=run.event_id, kind=PremiereKind.SHOW, state=PremiereState.CLAIMED, created_at=clock.now()
        ))


def included(_row: Intake) -> None:
    whole = events.event("festival")
    with committing():
        part = session.scalars(select(Event).where(Event.id != whole.id)).one()
        session.add(Inclusion(whole_id=whole.id, part_id=part.id))


def in_review(row: Intake) -> None:
    with committing():
        event = session.scalars(select(Event)).one()
        session.add(Submission(
            event_id=event.id, organisation_id=row.organisation_id, submitted_at=clock.now(), promised_by=clock.now()
        ))


def added_to(row: Intake) -> None:
    """A later import knows its listing, too."""
    organisation = session.get_one(Organisation, row.organisation_id)
    imported(organisation, shows(FIRST, SECOND))


@pytest.mark.parametrize("named", [offered, claimed, premiered, included, in_review, added_to])
def test_what_something_else_names_is_not_taken_back(players: Organisation, named: Callable[[Intake], None]) -> None:
    row = imported(players, shows(FIRST))
    named(row)
    session.rollback()
    before = len(listings(players))
    with committing():
        assert deeds.undo(session.get_one(Intake, row.id), at=clock.now(), actor=NOBODY) == 0
    session.refresh(row)
    assert (row.counts["withdrawn"], row.counts["kept"]) == (0, 1)
    jobs.sweep_imports()
    assert len(listings(players)) == before == 1


def test_a_listing_with_strands_is_taken_back(players: Organisation) -> None:
    row = imported(players, shows(FIRST))
    with committing():
        session.add(EventStrand(event_id=session.scalars(select(Event.id)).one(), code="jiangnan"))
    with committing():
        assert deeds.undo(session.get_one(Intake, row.id), at=clock.now(), actor=NOBODY) == 1
    jobs.sweep_imports()
    assert session.scalar(select(func.count()).select_from(Event)) == 0


def test_an_import_that_cannot_be_swept_holds_up_no_other(players: Organisation) -> None:
    first, second = imported(players, shows(FIRST)), imported(accounts.organisation("strangers"), shows(SECOND, title="短桥"))
    for row in (first, second):
        with committing():
            deeds.undo(session.get_one(Intake, row.id), at=clock.now(), actor=NOBODY)
    claimed_event = session.scalars(select(Event.id).where(Event.title_zh == "长桥")).one()
    heirs, who = accounts.organisation("heirs"), accounts.person()
    with committing():  # named by a row after all
        session.add(Claim(event_id=claimed_event, organisation_id=heirs.id, person_id=who.id, made_at=clock.now()))
    jobs.sweep_imports()
    session.rollback()
    assert list(session.scalars(select(Event.title_zh))) == ["长桥"]


def test_what_was_published_is_not_taken_back(players: Organisation) -> None:
    row = imported(players, shows(FIRST))
    published(players)
    with committing():
        assert deeds.undo(row, at=clock.now(), actor=NOBODY) == 0
    assert len(listings(players)) == 1


def test_nothing_is_imported_before_it_is_confirmed(players: Organisation) -> None:
    row = brought(players, shows(FIRST), confirm=False)
    jobs.import_waiting()
    assert (row.state, listings(players)) == (IntakeState.PREVIEW, [])
    empty = brought(players, calendar(), confirm=False)
    with pytest.raises(Refused, match="nothing_to_import"), committing():
        deeds.confirm(empty, at=clock.now(), actor=NOBODY)


def test_a_preview_that_nobody_confirmed_is_forgotten(players: Organisation) -> None:
    row = brought(players, shows(FIRST), confirm=False)
    with clock.standing_still(clock.now() + timedelta(days=3)):
        jobs.sweep_imports()
    session.refresh(row)
    assert (row.state, row.stated) == (IntakeState.FAILED, None)


def test_a_listing_of_many_dates_is_written_in_parts(players: Organisation) -> None:
    daily = calendar("UID:daily@bridge\nSUMMARY:长桥\nLOCATION:江畔剧院\nDTSTART:20261205T113000Z\nRRULE:FREQ=DAILY;COUNT=300")
    row = imported(players, daily)
    assert (row.counts["added"], row.counts["listings"], row.done) == (300, 1, 300)
    assert [len(dates) for _title, _public, dates in listings(players)] == [300]


def test_this_machine_is_never_asked(players: Organisation) -> None:
    row = SubscribedSource(organisation_id=players.id, url="http://127.0.0.1/a.ics", made_at=clock.now(), next_at=clock.now())
    with committing():
        session.add(row)
    jobs.pull_sources()
    session.refresh(row)
    assert row.problem == "not_public"


def test_the_statements_of_a_batch_do_not_grow_with_its_dates(players: Organisation, count_queries) -> None:
    starts = [f"202612{day:02d}T113000Z" for day in range(1, 29)]
    with count_queries() as few:
        imported(players, shows(*starts[:2], title="一"))
    strangers = accounts.organisation("strangers")
    with count_queries() as many:
        imported(strangers, shows(*starts, title="二"))
    assert many.number == few.number

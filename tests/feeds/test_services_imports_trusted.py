"""What a trusted organisation imports: checked as by hand, public at once and whole, looked at afterwards; changed by deeds."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from accounts.models.organisation import Organisation
from accounts.models.trail import TrailEntry
from core import clock
from core.db import committing, session
from events.models.deed import Deed
from events.models.event import Event
from events.models.intake import Intake, IntakeState
from events.models.performance import Approval, Performance
from events.models.run import Run
from events.models.submission import Decision, Submission
from events.models.words import ApprovalState, Status
from events.queries import intake as queries
from events.services import intake as deeds
from events.services.events import edit_event
from events.services.performances import add_performance
from feeds import importing, jobs
from notices.models.delivery import Delivery
from portal.models import SearchEntry
from tests.factories import accounts, venues
from tests.feeds.exports import calendar
from tests.feeds.test_services_imports import FIRST, SECOND, brought, imported, listings, shows


@pytest.fixture
def trusted(app: Flask) -> Organisation:
    venues.venue()
    return accounts.organisation("old-players", trusted_since=clock.now())


def submissions() -> list[tuple[bool, list[str], int | None]]:
    session.rollback()
    return [(row.is_after, row.notes, row.event_id) for row in session.scalars(select(Submission).order_by(Submission.id))]


def daily(number: int, *, hour: int = 11, first: int = 0) -> bytes:
    """So many evenings of one show, each with a name of its own."""
    begin = datetime(2026, 12, 5, hour, 30) + timedelta(days=first)
    return shows(*(f"{begin + timedelta(days=day):%Y%m%dT%H%M%SZ}" for day in range(number)))


def lake_theatre() -> None:
    house = venues.venue("lake-theatre", name_zh="湖畔剧院", name_en="Lake Theatre")
    venues.hall(house, "main", name_zh="大剧场", name_en="Main")


def public_dates() -> int:
    session.rollback()
    query = select(func.count()).select_from(Performance).join(Run, Run.id == Performance.run_id)
    query = query.join(Event, Event.id == Run.event_id).where(Performance.published_at.is_not(None))
    return session.scalar(query.where(Event.published_at.is_not(None))) or 0


# --- checked ---------------------------------------------------------------------------------------------------------


def test_what_is_published_at_once_is_looked_at_afterwards(trusted: Organisation) -> None:
    row = imported(trusted, shows(FIRST))
    assert (row.counts["listings"], row.counts["published"]) == (1, 1)
    [(is_after, _notes, event_id)] = submissions()
    assert is_after
    submission = session.scalars(select(Submission)).one()
    assert (submission.organisation_id, submission.facts["title_zh"]) == (trusted.id, "长桥")
    assert submission.promised_by > submission.submitted_at
    told = session.scalars(select(TrailEntry).where(TrailEntry.deed == "listing_submitted")).one()
    assert (told.subject, told.subject_id, told.via) == ("events_event", event_id, "import")


def test_tickets_wait_for_an_approval(trusted: Organisation) -> None:
    imported(trusted, shows(FIRST))
    row = session.scalars(select(Performance)).one()
    assert [each.state for each in row.approvals] == [ApprovalState.PREPARING]
    assert not row.sells_at(clock.now())


def test_a_word_that_needs_a_reviewer_waits_for_one(trusted: Organisation) -> None:
    row = imported(trusted, shows(FIRST, title="中国国际大戏"))
    assert (row.counts["published"], row.counts["waiting"]) == (0, 1)
    assert [public for _title, public, _dates in listings(trusted)] == [False]
    [(is_after, notes, _event_id)] = submissions()
    assert (is_after, "title_word" in notes) == (False, True)
    assert public_dates() == 0


def test_what_lacks_something_stays_a_draft(trusted: Organisation) -> None:
    row = imported(trusted, shows(FIRST, place=""))
    assert (row.counts["published"], row.counts["not_ready"]) == (0, 1)
    assert (listings(trusted)[0][1], submissions(), public_dates()) == (False, [], 0)
    assert session.scalars(select(SearchEntry).where(SearchEntry.slug == session.scalars(select(Event.slug)).one())).all() == []


def test_good_and_bad_are_told_apart(trusted: Organisation) -> None:
    both = calendar(*(
        f"UID:{title}@b\nSUMMARY:{title}\nLOCATION:江畔剧院\nDTSTART:{start}"
        for title, start in (("长桥", FIRST), ("全国大戏", SECOND))
    ))
    imported(trusted, both)
    assert [(title, public) for title, public, _dates in listings(trusted)] == [("长桥", True), ("全国大戏", False)]
    assert [is_after for is_after, _notes, _event_id in submissions()] == [True, False]


def test_the_statements_of_the_look_do_not_grow_with_the_listings(trusted: Organisation, count_queries) -> None:
    def season(number: int, name: str) -> bytes:
        return calendar(*(
            f"UID:{name}{each}@b\nSUMMARY:{name} {each}\nLOCATION:江畔剧院\nDTSTART:202612{each + 1:02d}T113000Z"
            for each in range(number)
        ))

    imported(trusted, season(1, "零"))
    with count_queries() as few:
        imported(trusted, season(2, "甲"))
    with count_queries() as many:
        imported(trusted, season(importing.INDEXED_AT_ONCE, "乙"))
    assert many.number == few.number


def test_an_organisation_that_lost_its_trust_meanwhile_publishes_nothing(trusted: Organisation) -> None:
    row = brought(trusted, shows(FIRST))
    with committing():
        deeds.claim(at=clock.now())
    steps = list[int]()
    for step in importing.steps(row.id, clock.now):
        with committing():
            step()
        if not steps:
            with committing():
                session.execute(update(Organisation).values(trusted_since=None))
        steps.append(1)
    assert (public_dates(), submissions()) == (0, [])


# --- whole -----------------------------------------------------------------------------------------------------------


def test_more_dates_of_a_public_listing_are_public_all_at_once(trusted: Organisation) -> None:
    imported(trusted, daily(1))
    row = brought(trusted, daily(451))
    with committing():
        deeds.claim(at=clock.now())
    seen = set()
    for step in importing.steps(row.id, clock.now):
        seen.add(public_dates())
        with committing():
            step()
    assert (seen, public_dates()) == ({1}, 451)


def test_what_a_broken_import_added_to_a_public_listing_is_swept(trusted: Organisation) -> None:
    imported(trusted, daily(1))
    row = brought(trusted, daily(251))
    with committing():
        deeds.claim(at=clock.now())
    steps = importing.steps(row.id, clock.now)
    for _ in range(3):
        with committing():
            next(steps)()
    with committing():
        deeds.give_up(session.get_one(Intake, row.id), at=clock.now())
    assert session.scalar(select(func.count()).select_from(Performance)) == 251
    jobs.sweep_imports()
    assert session.scalar(select(func.count()).select_from(Performance)) == 1
    assert queries.intakes_to_sweep() == []


def test_search_learns_the_dates_of_a_second_import(trusted: Organisation) -> None:
    imported(trusted, daily(1))
    imported(trusted, daily(3))
    session.rollback()
    entry = session.scalars(select(SearchEntry).where(SearchEntry.kind == "event")).one()
    assert entry.days == "2026-12-05 2026-12-06 2026-12-07"


def found_days() -> list[str]:
    session.rollback()
    return [row.days for row in session.scalars(select(SearchEntry).where(SearchEntry.kind == "event"))]


def test_search_shows_of_a_second_import_no_draft_of_a_person(trusted: Organisation) -> None:
    imported(trusted, daily(1))
    with committing():
        run = session.scalars(select(Run)).one()
        theirs = datetime(2027, 1, 1, 11, 30, tzinfo=clock.SHANGHAI)
        row = add_performance(run, at=clock.now(), starts_at=theirs, publish=False)
        row.approvals.append(Approval(state=ApprovalState.PREPARING, recorded_at=clock.now()))
    imported(trusted, daily(2))
    assert found_days() == ["2026-12-05 2026-12-06"]


def test_search_loses_nothing_that_changes_before_the_last_step(trusted: Organisation) -> None:
    imported(trusted, daily(1))
    row = brought(trusted, daily(2))
    with committing():
        deeds.claim(at=clock.now())
    for step in importing.steps(row.id, clock.now):
        if getattr(step, "func", step).__name__ == "_finish":
            with committing():
                edit_event(session.scalars(select(Event)).one(), at=clock.now(), title_en="The Longest Bridge")
        with committing():
            step()
    assert found_days() == ["2026-12-05 2026-12-06"]
    assert session.scalars(select(SearchEntry.title_en).where(SearchEntry.kind == "event")).one() == "The Longest Bridge"


def test_the_last_step_makes_no_entry_of_the_search_itself(trusted: Organisation, count_queries) -> None:
    def season(shows_: int, hour: int) -> bytes:
        return calendar(*(
            f"UID:{number}-{hour}@b\nSUMMARY:长桥 {number}\nLOCATION:江畔剧院\nDTSTART:202612{number + 1:02d}T{hour}3000Z"
            for number in range(shows_)
        ))

    def of_last_step(shows_: int, hour: int) -> int:
        row = brought(trusted, season(shows_, hour))
        with committing():
            deeds.claim(at=clock.now())
        numbers = []
        for step in importing.steps(row.id, clock.now):
            with count_queries() as counted, committing():
                step()
            numbers.append(int(counted.number))
        return numbers[-1]

    imported(trusted, season(9, 10))
    assert of_last_step(2, 11) == of_last_step(9, 12)


def test_more_dates_join_the_look_that_is_open(trusted: Organisation) -> None:
    imported(trusted, daily(1))
    imported(trusted, daily(2))
    assert len(submissions()) == 1
    with committing():
        session.execute(update(Submission).values(decision=Decision.PUBLISHED, decided_at=clock.now()))
    imported(trusted, daily(3))
    assert [is_after for is_after, _notes, _event_id in submissions()] == [True, True]


def test_what_a_reviewer_has_before_them_stays_there(trusted: Organisation) -> None:
    imported(trusted, daily(1))
    with committing():
        session.execute(update(Submission).values(is_after=False))
    imported(trusted, daily(2))
    assert (public_dates(), len(submissions())) == (1, 1)


def test_drafts_change_all_at_once(app: Flask) -> None:
    venues.venue()
    players = accounts.organisation("bridge-players")
    imported(players, daily(250))
    row = brought(players, daily(250, hour=12))
    with committing():
        deeds.claim(at=clock.now())
    for step in importing.steps(row.id, clock.now):
        session.rollback()
        assert len(set(session.scalars(select(Performance.start_minute)))) == 1
        with committing():
            step()
    session.rollback()
    assert set(session.scalars(select(Performance.start_minute))) == {20 * 60 + 30}
    assert session.get_one(Intake, row.id).counts["changed"] == 250


def test_a_draft_that_somebody_edits_meanwhile_is_not_overwritten(app: Flask) -> None:
    venues.venue()
    players = accounts.organisation("bridge-players")
    imported(players, daily(1))
    row = brought(players, shows("20261205T120000Z", title="长桥新编"))
    with committing():
        deeds.claim(at=clock.now())
    steps = importing.steps(row.id, clock.now)
    step = next(steps)
    with committing():
        session.scalars(select(Event)).one().contact = "021-1234 5678"
    with pytest.raises(Exception, match="stale"), committing():
        step()
    with committing():
        deeds.release(session.get_one(Intake, row.id), at=clock.now())
    jobs.import_waiting()
    session.rollback()
    event = session.scalars(select(Event)).one()
    assert (event.title_zh, event.contact) == ("长桥新编", "021-1234 5678")


# --- changed by deeds ------------------------------------------------------------------------------------------------


def done() -> list[tuple[str, int]]:
    session.rollback()
    return [(row.kind.value, len(row.rows)) for row in session.scalars(select(Deed).order_by(Deed.id))]


def test_a_moved_date_is_a_deed_with_its_letters(trusted: Organisation) -> None:
    accounts.member(trusted)
    imported(trusted, shows(FIRST, SECOND))
    row = imported(trusted, shows("20261205T120000Z", "20261206T120000Z"))
    assert row.counts["changed"] == 2
    assert done() == [("move", 2)]
    deed = session.scalars(select(Deed)).one()
    assert (deed.reason_zh, deed.told_at) == ("主办方的日程有更新。", None)
    assert "deed" in set(session.scalars(select(Delivery.kind)))
    assert session.scalars(select(TrailEntry.via).where(TrailEntry.deed == "date_move")).one() == "import"


def test_a_moved_date_lets_its_approval_go_stale(trusted: Organisation) -> None:
    imported(trusted, shows(FIRST))
    key = session.scalars(select(Performance.id)).one()
    with committing():
        session.add(Approval(performance_id=key, state=ApprovalState.APPROVED, number="沪文演1", recorded_at=clock.now()))
    imported(trusted, shows("20261205T120000Z"))
    session.rollback()
    assert session.get_one(Performance, key).approvals[-1].state is ApprovalState.STALE


def test_another_hall_is_a_deed_of_its_own(trusted: Organisation) -> None:
    lake_theatre()
    imported(trusted, shows(FIRST))
    imported(trusted, shows("20261205T120000Z", place="湖畔剧院 大剧场"))
    assert done() == [("move", 1), ("hall", 1)]


def test_what_the_change_desk_refuses_is_proposed(trusted: Organisation) -> None:
    imported(trusted, shows(FIRST, SECOND))
    with committing():
        first = session.scalars(select(Performance).order_by(Performance.starts_at)).first()
        assert first is not None
        first.status = Status.CANCELLED
    row = imported(trusted, shows("20261205T120000Z", "20261101T113000Z"))
    assert row.counts["proposed"] == 2
    assert (done(), len(queries.proposals_of(trusted.id))) == ([], 2)


def test_two_in_one_hall_are_proposed(trusted: Organisation) -> None:
    lake_theatre()
    place = "湖畔剧院 大剧场"
    imported(trusted, shows(FIRST, SECOND, place=place))
    row = imported(trusted, shows(FIRST, "20261205T120000Z", place=place))
    assert (row.counts["proposed"], done()) == (1, [])


def test_another_name_is_proposed(trusted: Organisation) -> None:
    imported(trusted, shows(FIRST))
    row = imported(trusted, shows(FIRST, title="长桥新编"))
    assert (row.counts["proposed"], listings(trusted)[0][0]) == (1, "长桥")


def test_what_says_nothing_new_of_a_date_is_as_it_was(trusted: Organisation) -> None:
    imported(trusted, shows(FIRST))
    row = imported(trusted, shows(FIRST, more="DESCRIPTION:一出小戏"))
    assert (row.counts["same"], done()) == (1, [])


def test_a_deed_that_was_done_is_not_done_again(trusted: Organisation) -> None:
    imported(trusted, shows(FIRST))
    row = brought(trusted, shows("20261205T120000Z"))
    with committing():
        deeds.claim(at=clock.now())
    with committing():
        next(importing.steps(row.id, clock.now))()
    with committing():
        deeds.release(session.get_one(Intake, row.id), at=clock.now())
    jobs.import_waiting()
    session.rollback()
    assert session.get_one(Intake, row.id).state is IntakeState.DONE
    assert done() == [("move", 1)]


def test_very_many_dates_of_one_show_are_moved_in_parts(trusted: Organisation) -> None:
    imported(trusted, daily(250))
    row = imported(trusted, daily(250, hour=12))
    assert (row.counts["changed"], done()) == (250, [("move", 100), ("move", 100), ("move", 50)])

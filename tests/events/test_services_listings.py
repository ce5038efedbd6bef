"""Deeds of organisers on their own listings: drafts are quiet, dates follow their rule, copies fall on the same weekdays."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from accounts.actor import Actor
from accounts.models.organisation import Organisation
from accounts.models.trail import TrailEntry
from core import clock, revision
from core.db import committing, session
from core.errors import Refused
from core.models import Change
from core.types import Bilingual
from events.generator import Pattern
from events.models.event import Event
from events.models.performance import Performance
from events.models.run import Run
from events.models.words import ApprovalState, EventKind, Form, PremiereKind, PremiereScope
from events.queries import listings as stored
from events.services import copies, dates, events, listings, performances
from events.services.listings import Beginning, Place, Stated
from feeds.queries import entries_of
from tests.conftest import CountQueries
from tests.factories import accounts, venues
from tests.factories import events as made
from venues.models import Hall, Venue

EVENING = time(19, 30)
FIRST, LAST = date(2026, 12, 4), date(2026, 12, 27)
WEEKENDS = Pattern(FIRST, LAST, {4: (EVENING,), 5: (EVENING,), 6: (EVENING,)})
SOMEBODY = Actor(person_id=None)


def start(organisation: Organisation | None = None, **facts: Any) -> Event:
    owner = organisation or accounts.organisation()
    hall = venues.hall(venues.venue(f"{owner.slug}-house"))
    with committing():
        row = session.get_one(Hall, hall.id)
        stated: dict[str, Any] = {
            "title": Bilingual("长桥", ""), "language": "zh", "kind": EventKind.SHOW, "contact": "021-1", "first": FIRST,
            "last": LAST, "pattern": WEEKENDS, "place": Place(venue=row.venue, hall=row),
        } | facts
        made_one = listings.start_listing(
            session.get_one(Organisation, owner.id), Beginning(**stated), at=clock.now(), actor=SOMEBODY
        )
    return made_one


def run_of(event: Event) -> Run:
    return stored.runs_of_event(event.id)[0]


def days_of(event: Event) -> list[date]:
    return [row.day for row in stored.dates_of_run(run_of(event).id)]


def trail() -> list[str]:
    return list(session.scalars(select(TrailEntry.deed).order_by(TrailEntry.id)))


def changes() -> int:
    return session.scalar(select(func.count()).select_from(Change)) or 0


def test_five_fields_make_a_draft_with_twelve_dates(app: Flask) -> None:
    event = start()
    assert (event.published_at, event.slug) == (None, f"chang-qiao-{event.id}")
    assert (event.owner_id, event.organiser_id, event.city) == (event.organiser_id, event.owner_id, "310000")
    rows = stored.dates_of_run(run_of(event).id)
    assert len(rows) == 12
    assert {row.published_at for row in rows} == {None}
    assert {row.approvals[-1].state for row in rows} == {ApprovalState.PREPARING}
    assert {row.hall_id for row in rows} == {run_of(event).hall_id}
    assert trail() == ["listing_started"]


def a_year(*times: time) -> Pattern:
    """Daily for a year."""
    return Pattern(date(2027, 1, 1), date(2027, 12, 31), dict.fromkeys(range(7), times))


def test_two_shows_a_day_for_a_year_cost_no_more_statements_than_a_month(
    app: Flask, now: datetime, count_queries: CountQueries
) -> None:
    """All of it stands under the write lock: what grows with the dates would stop everybody else."""
    event = start()
    month = Pattern(FIRST, LAST, dict.fromkeys(range(7), (time(14, 0), EVENING)))
    year = a_year(time(14, 0), EVENING)
    written = []
    for rule in (month, year, WEEKENDS):
        with committing(), count_queries() as counted:
            run = run_of(session.get_one(Event, event.id))
            dates.apply_rule(run, rule, at=now, actor=SOMEBODY)
        written.append((len(days_of(event)), counted.number))
        session.rollback()
    assert written == [(48, 10), (730, 12), (12, 14)]
    rows = stored.dates_of_run(run_of(event).id)
    assert {row.approvals[-1].state for row in rows} == {ApprovalState.PREPARING}
    assert {(row.hall_id, row.city) for row in rows} == {(run_of(event).hall_id, "310000")}
    assert all(row.rule_start == row.starts_at for row in rows)


def test_a_copy_of_a_year_costs_no_more_statements_than_a_copy_of_a_month(
    app: Flask, now: datetime, count_queries: CountQueries
) -> None:
    event = start(first=date(2027, 1, 1), last=date(2027, 12, 31), pattern=a_year(time(14, 0), EVENING))
    with committing(), count_queries() as counted:
        mine = session.get_one(Event, event.id)
        made_one = copies.copy_listing(mine, first=date(2028, 1, 3), is_next_edition=False, at=now, actor=SOMEBODY)
    assert (len(days_of(made_one)), counted.number) == (730, 12)


def test_a_draft_has_no_public_history_and_raises_no_revision(app: Flask) -> None:
    accounts.organisation("quiet")
    number, known = revision.current(), changes()
    event = start(session.scalars(select(Organisation).where(Organisation.slug == "quiet")).one())
    # The house and its hall are the test's own; drafts alone are counted from here.
    number, known = revision.current(), changes()
    with committing():
        mine = session.get_one(Event, event.id)
        stated = {"duration_minutes": 90, "premiere_kind": PremiereKind.PERFORMANCE, "premiere_scope": PremiereScope.CITY}
        values: dict[str, dict[str, Any]] = {"event": {"summary_zh": "一座桥"}, "run": stated}
        assert listings.edit_listing(mine, run_of(mine), values, at=clock.now(), actor=SOMEBODY)
        dates.apply_rule(run_of(mine), Pattern(FIRST, LAST, {5: (EVENING,)}), at=clock.now(), actor=SOMEBODY)
        events.edit_event(mine, at=clock.now(), slug="another-slug")
    revision.forget()
    assert (revision.current(), changes()) == (number, known)
    assert trail() == ["listing_started", "listing_edited", "dates_written"]


def test_publishing_is_written_down_and_makes_the_entries(app: Flask) -> None:
    event = start()
    known = changes()
    rows = [row.id for row in stored.dates_of_run(run_of(event).id)]
    assert entries_of(rows) == set()
    with committing():
        for row in rows:
            performances.publish(session.get_one(Performance, row), at=clock.now())
        assert entries_of(rows) == set(), "its event is a draft still"
        events.edit_event(session.get_one(Event, event.id), at=clock.now(), published_at=clock.now())
    assert changes() == known + 1
    assert entries_of(rows) == {(row, speaks) for row in rows for speaks in ("zh", "en")}


def test_a_place_in_words_and_whole_days(app: Flask) -> None:
    place = Place(stated=Bilingual("桥下空地", ""), city="320500")
    event = start(kind=EventKind.EXHIBITION, pattern=None, last=None, place=place)
    row = stored.all_rows_of_event(event.id)[0]
    assert (row.form, row.day, row.last_day, row.city, row.venue_id) == (Form.SPAN, FIRST, None, "320500", None)
    assert event.place_stated_zh == "桥下空地"
    with committing():
        dates.set_days(run_of(event), FIRST, LAST, at=clock.now(), actor=SOMEBODY)
    assert [(row.day, row.last_day) for row in stored.all_rows_of_event(event.id)] == [(FIRST, LAST)]


def test_a_hall_of_another_house_is_refused(app: Flask) -> None:
    hall, other = venues.hall(), venues.venue("elsewhere")
    owner = accounts.organisation()
    with pytest.raises(Refused, match="hall_of_another_venue"), committing():
        place = Place(venue=session.get_one(Venue, other.id), hall=session.get_one(Hall, hall.id))
        facts = Beginning(
            title=Bilingual("长桥", ""), language="zh", kind=EventKind.SHOW, contact="1", first=FIRST, last=LAST,
            pattern=WEEKENDS, place=place,
        )
        listings.start_listing(session.get_one(Organisation, owner.id), facts, at=clock.now(), actor=SOMEBODY)
    assert session.scalar(select(func.count()).select_from(Event)) == 0


def test_the_rule_again_is_a_difference_and_public_dates_stay(app: Flask) -> None:
    event = start()
    rows = stored.dates_of_run(run_of(event).id)
    shown = rows[0].id
    with committing():
        session.get_one(Performance, shown).published_at = clock.now()
    saturdays = Pattern(FIRST, LAST, {5: (time(14, 0), EVENING)})
    plan = dates.plan_dates(run_of(event), saturdays, at=clock.now())
    assert (len(plan.add), len(plan.keep), len(plan.drop), len(plan.public)) == (4, 4, 7, 1)
    assert len(days_of(event)) == 12, "looking changes nothing"
    with committing():
        dates.apply_rule(run_of(event), saturdays, at=clock.now(), actor=SOMEBODY)
    assert len(days_of(event)) == 9
    assert session.get(Performance, shown) is not None
    assert dates.plan_dates(run_of(event), saturdays, at=clock.now()).is_empty


def test_one_date_or_all_from_here_on(app: Flask) -> None:
    event = start()
    fifth = stored.dates_of_run(run_of(event).id)[4]
    later = dates.Edit(starts_at=fifth.starts_at + timedelta(hours=1), minutes=None, title_zh="加演", and_later=True)
    with committing():
        assert dates.edit_date(session.get_one(Performance, fifth.id), later, at=clock.now(), actor=SOMEBODY) == 8
    rows = stored.dates_of_run(run_of(event).id)
    assert [f"{row.starts_local:%H:%M}" for row in rows] == ["19:30"] * 4 + ["20:30"] * 8
    assert [row.title_zh for row in rows].count("加演") == 1
    assert {row.sequence for row in rows[:4]} == {0}
    one = dates.Edit(starts_at=rows[5].starts_at, minutes=150)
    with pytest.raises(Refused, match="date_stands"), committing():
        dates.edit_date(session.get_one(Performance, rows[4].id), one, at=clock.now(), actor=SOMEBODY)
    with committing():
        assert dates.remove_dates(session.get_one(Performance, rows[6].id), and_later=True, at=clock.now(), actor=SOMEBODY) == 6
    assert len(days_of(event)) == 6


def test_of_two_who_edit_one_date_the_second_is_told(app: Flask) -> None:
    """Compared inside the deed: both had read the same version."""
    row = stored.dates_of_run(run_of(start()).id)[0]
    key, seen = row.id, row.version
    first = dates.Edit(starts_at=row.starts_at + timedelta(hours=1), minutes=None, seen=seen)
    second = dates.Edit(starts_at=row.starts_at + timedelta(hours=2), minutes=None, seen=seen)
    with committing():
        dates.edit_date(session.get_one(Performance, key), first, at=clock.now(), actor=SOMEBODY)
    with pytest.raises(Refused, match="stale"), committing():
        dates.edit_date(session.get_one(Performance, key), second, at=clock.now(), actor=SOMEBODY)
    assert session.get_one(Performance, key, populate_existing=True).starts_at == first.starts_at


def test_what_is_public_is_moved_and_cancelled_at_the_change_desk(app: Flask) -> None:
    event = start()
    row = stored.dates_of_run(run_of(event).id)[0].id
    with committing():
        session.get_one(Performance, row).published_at = clock.now()
        events.edit_event(session.get_one(Event, event.id), at=clock.now(), published_at=clock.now())
    edit = dates.Edit(starts_at=clock.at_local(FIRST, time(20)), minutes=None)
    with pytest.raises(Refused, match="by_the_change_desk"), committing():
        dates.edit_date(session.get_one(Performance, row), edit, at=clock.now(), actor=SOMEBODY)
    with pytest.raises(Refused, match="by_the_change_desk"), committing():
        dates.remove_dates(session.get_one(Performance, row), and_later=False, at=clock.now(), actor=SOMEBODY)
    for values in ({"main_performers_zh": "林安"}, {"hall_id": None}):
        with pytest.raises(Refused, match="by_the_change_desk"), committing():
            mine = session.get_one(Event, event.id)
            listings.edit_listing(mine, run_of(mine), {"run": values}, at=clock.now(), actor=SOMEBODY)
    with pytest.raises(Refused, match="is_public"), committing():
        listings.remove_draft(session.get_one(Event, event.id), at=clock.now(), actor=SOMEBODY)
    assert len(days_of(event)) == 12


def test_extra_shows(app: Flask) -> None:
    event = start()
    with committing():
        dates.add_extra(run_of(event), clock.at_local(date(2026, 12, 9), EVENING), at=clock.now(), actor=SOMEBODY)
    assert date(2026, 12, 9) in days_of(event)
    for day, why in ((date(2026, 12, 9), "date_stands"), (date(2026, 11, 1), "in_the_past")):
        with pytest.raises(Refused, match=why), committing():
            dates.add_extra(run_of(event), clock.at_local(day, EVENING), at=clock.now(), actor=SOMEBODY)
    plan = dates.plan_dates(run_of(event), WEEKENDS, at=clock.now())
    assert plan.is_empty, "what was added by hand is not the rule's to drop"


def test_moving_a_draft_to_another_house_moves_its_dates(app: Flask) -> None:
    event, other = start(), venues.venue("elsewhere", city="320500")
    with committing():
        mine = session.get_one(Event, event.id)
        columns = Place(venue=session.get_one(Venue, other.id)).columns
        listings.edit_listing(mine, run_of(mine), {"run": columns}, at=clock.now(), actor=SOMEBODY)
    rows = stored.dates_of_run(run_of(event).id)
    assert {(row.venue_id, row.hall_id, row.city) for row in rows} == {(other.id, None, "320500")}


def state(event: Event, **facts: Any) -> int:
    with committing():
        rows = stored.dates_of_run(run_of(event).id)
        return listings.state_approval(
            rows, Stated(**facts), at=clock.now(), actor=SOMEBODY, event=session.get_one(Event, event.id)
        )


def test_approvals_are_stated_for_all_dates_and_kept(app: Flask) -> None:
    event = start()
    approved = {"state": ApprovalState.APPROVED, "number": "沪文演〔2026〕1号", "decided_on": date(2026, 11, 20)}
    assert state(event, **approved) == 12
    assert state(event, **approved) == 0
    row = stored.dates_of_run(run_of(event).id)[0]
    assert [each.state for each in row.approvals] == [ApprovalState.PREPARING, ApprovalState.APPROVED]
    with pytest.raises(Refused, match="approval_number_needed"):
        state(event, state=ApprovalState.APPROVED)
    with pytest.raises(Refused, match="approval_reason_needed"):
        state(event, state=ApprovalState.NOT_REQUIRED)
    shifted = dates.Edit(starts_at=row.starts_at + timedelta(hours=1), minutes=None)
    with committing():
        dates.edit_date(session.get_one(Performance, row.id), shifted, at=clock.now(), actor=SOMEBODY)
    assert session.get_one(Performance, row.id).approvals[-1].state is ApprovalState.STALE


def test_a_draft_is_thrown_away_with_everything_on_it(app: Flask) -> None:
    event = start()
    with committing():
        mine = session.get_one(Event, event.id)
        listings.edit_listing(
            mine, run_of(mine), {"run": {"premiere_kind": PremiereKind.PERFORMANCE, "premiere_scope": PremiereScope.CITY}},
            at=clock.now(), actor=SOMEBODY,
        )
    with committing():
        listings.remove_draft(session.get_one(Event, event.id), at=clock.now(), actor=SOMEBODY)
    for table in (Event, Run, Performance):
        assert session.scalar(select(func.count()).select_from(table)) == 0
    assert trail()[-1] == "listing_removed"


def copy(event: Event, first: date, *, is_next: bool = False) -> Event:
    with committing():
        return copies.copy_listing(
            session.get_one(Event, event.id), first=first, is_next_edition=is_next, at=clock.now(), actor=SOMEBODY
        )


def test_the_same_again_on_the_same_weekdays(app: Flask) -> None:
    event = start()
    with committing():
        mine = session.get_one(Event, event.id)
        of_run = {"duration_minutes": 90, "premiere_kind": PremiereKind.PERFORMANCE, "premiere_scope": None}
        of_event = {"summary_zh": "一座桥", "extra": {"refund": {"zh": "可退", "en": ""}, "season": "x"}}
        values: dict[str, dict[str, Any]] = {"event": of_event, "run": of_run}
        listings.edit_listing(mine, run_of(mine), values, at=clock.now(), actor=SOMEBODY)
    made_one = copy(event, date(2027, 3, 1))
    assert (made_one.title_zh, made_one.summary_zh, made_one.published_at) == ("长桥", "一座桥", None)
    assert made_one.extra == {"refund": {"zh": "可退", "en": ""}}
    assert made_one.slug == f"chang-qiao-{made_one.id}"
    assert days_of(made_one)[0] == date(2027, 3, 5)
    assert [day.weekday() for day in days_of(made_one)] == [4, 5, 6] * 4
    run = run_of(made_one)
    assert (run.duration_minutes, run.premiere_kind) == (90, None)
    assert dates.plan_dates(run, WEEKENDS, at=clock.now()).keep == ()
    with pytest.raises(Refused, match="in_the_past"):
        copy(event, date(2026, 10, 1))


def test_the_next_edition(app: Flask) -> None:
    event = start(
        title=Bilingual("第二十一届长桥艺术节", ""), kind=EventKind.FESTIVAL, pattern=None, last=date(2026, 12, 20),
    )
    assert event.edition == 21
    made_one = copy(event, date(2027, 12, 3), is_next=True)
    assert (made_one.title_zh, made_one.edition) == ("第二十二届长桥艺术节", 22)
    rows = stored.all_rows_of_event(made_one.id)
    assert [(row.day, row.last_day, row.form) for row in rows] == [(date(2027, 12, 3), date(2027, 12, 19), Form.SPAN)]


def test_nobody_finds_anothers_listing(app: Flask) -> None:
    event, other = start(), accounts.organisation("other")
    row = stored.dates_of_run(run_of(event).id)[0]
    assert stored.own_event(other.id, event.id) is None
    assert stored.own_date(other.id, row.id) is None
    assert event.owner_id is not None
    assert stored.own_event(event.owner_id, event.id) is not None
    found = stored.own_date(event.owner_id, row.id)
    assert found is not None
    assert found.starts_at == datetime.combine(FIRST, EVENING, clock.SHANGHAI)
    assert stored.listed(other.id, words="", pile=None, page=1, at=clock.now()).total == 0


def test_a_public_listing_keeps_its_history_when_facts_change(app: Flask) -> None:
    row = made.show()
    known = changes()
    with committing():
        events.edit_run(session.get_one(Run, row.run_id), at=clock.now(), duration_minutes=95)
    assert changes() == known + 1

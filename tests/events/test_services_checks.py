"""What stands around a listing: the halls of its dates, and whether its organiser may hold it; at every door to publication."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from accounts.licensing import Proof
from accounts.models.membership import Role
from accounts.models.organisation import Organisation
from core import clock
from core.db import committing, session
from core.errors import Refused
from core.types import Bilingual
from events.advert import Code, Finding, Severity
from events.models.event import Event
from events.models.performance import Approval, Performance
from events.models.submission import Decision
from events.models.words import ApprovalLevel, ApprovalState
from events.services import edits, listings
from events.services.checks import checked
from events.states import ListingState
from tests.conftest import CountQueries
from tests.events.test_services_review import decided, draft, event_of, state, submitted
from tests.factories import accounts, changing, events
from venues.models import Venue


@pytest.fixture
def owner(app: Flask) -> Organisation:
    return accounts.organisation()


def found(key: int, code: Code) -> list[Finding]:
    session.rollback()
    return [each for each in checked(session.get_one(Event, key)).notes if each.code is code]


def beside(
    key: int, owner: Organisation | None, slug: str = "the-crane", *, later: timedelta = timedelta(0), is_public: bool = True,
) -> int:
    """Another listing in the hall of a listing's first two dates."""
    session.rollback()
    rows = session.query(Performance).join(Performance.run).filter_by(event_id=key).order_by(Performance.starts_at)[:2]
    of: dict[str, Any] = {"owner_id": owner.id, "organiser_id": owner.id} if owner else {}
    whole = events.event(slug, publish=is_public, title_zh="不肯南飞的鹤", title_en="The Crane That Stays", **of)
    stay = events.run(whole, venue_id=rows[0].venue_id, hall_id=rows[0].hall_id, city="310000", age_min=6)
    for row in rows:
        changing.ready(events.performance(stay, starts_at=row.starts_at + later, publish=is_public))
    return whole.id


# --- the hall --------------------------------------------------------------------------------------------------------


def test_a_hall_that_is_taken_keeps_a_draft_back(owner: Organisation, now: datetime) -> None:
    key = draft(owner)
    beside(key, None)
    [said] = found(key, Code.HALL_TAKEN)
    assert said.severity is Severity.BLOCK
    assert said.facts["title"] == Bilingual("不肯南飞的鹤", "The Crane That Stays")
    first = clock.at_local(date(2026, 11, 28), events.EVENING)
    assert said.facts["starts"] == (first, first + timedelta(days=1))
    with pytest.raises(Refused, match="not_ready"):
        submitted(owner, key)
    assert state(key) is ListingState.DRAFT


@pytest.mark.parametrize(("later", "number"), [(90, 1), (120, 0), (-119, 1), (-120, 0)])
def test_only_what_overlaps_takes_it(owner: Organisation, now: datetime, later: int, number: int) -> None:
    key = draft(owner)
    beside(key, None, later=timedelta(minutes=later))
    assert len(found(key, Code.HALL_TAKEN)) == number


def test_own_drafts_are_only_said_and_anothers_are_not_told(owner: Organisation, now: datetime) -> None:
    key = draft(owner)
    beside(key, owner, "ours", is_public=False)
    beside(key, accounts.organisation("others"), "theirs", is_public=False)
    assert [each.severity for each in found(key, Code.HALL_TAKEN)] == [Severity.WARN]
    submitted(owner, key)
    assert state(key) is ListingState.SUBMITTED


def test_what_is_cancelled_takes_no_hall(owner: Organisation, now: datetime) -> None:
    key = draft(owner)
    other = beside(key, None)
    for row in session.query(Performance).join(Performance.run).filter_by(event_id=other).all():
        events.cancelled(row)
    assert found(key, Code.HALL_TAKEN) == []


def test_trusted_publishing_stops_before_a_taken_hall(app: Flask, now: datetime) -> None:
    trusted = accounts.organisation("trusted", trusted_since=clock.now())
    key = draft(trusted)
    beside(key, None)
    with pytest.raises(Refused, match="not_ready"):
        submitted(trusted, key)
    assert not event_of(key).is_public


def test_a_hall_that_was_taken_meanwhile_takes_a_reviewers_reason(owner: Organisation, now: datetime) -> None:
    key = draft(owner)
    row = submitted(owner, key)
    beside(key, None)
    with pytest.raises(Refused, match="override_needed") as refused:
        decided(row, Decision.PUBLISHED)
    assert [each.code for each in refused.value.facts["notes"]] == [Code.HALL_TAKEN]  # type: ignore[attr-defined]
    decided(row, Decision.PUBLISHED, override="The other one has been moved; the house says so.")
    assert state(key) is ListingState.PUBLISHED
    assert [each.severity for each in found(key, Code.HALL_TAKEN)] == [Severity.WARN], "both are public: it is only said"


@pytest.mark.parametrize("dates", [1, 30])
def test_it_is_two_statements_whatever_the_number_of_dates(
    owner: Organisation, now: datetime, dates: int, count_queries: CountQueries
) -> None:
    rows = changing.listing(owner, dates=dates, is_public=False)
    session.rollback()
    event = session.get_one(Event, rows[0].run.event_id)
    with count_queries() as counted:
        checked(event)
    # Runs, dates, their approvals; the halls; the organiser; its licences.
    assert counted.number == 6


# --- who may hold it -------------------------------------------------------------------------------------------------


def reasons(key: int) -> list[object]:
    return [each.facts["reason"] for each in found(key, Code.ORGANISER_UNLICENSED)]


def test_an_organiser_without_a_licence_is_warned_of(owner: Organisation, now: datetime) -> None:
    key = draft(owner)
    assert reasons(key) == ["licence_needed"]
    [said] = found(key, Code.ORGANISER_UNLICENSED)
    assert (said.severity, said.rule) == (Severity.WARN, "R14")
    submitted(owner, key)
    assert state(key) is ListingState.SUBMITTED


@pytest.mark.parametrize("proof", [Proof.COMPANY_LICENCE, Proof.AGENCY_LICENCE, Proof.ARTIST_FILING])
def test_a_licence_settles_it(owner: Organisation, now: datetime, proof: Proof) -> None:
    key = draft(owner)
    accounts.licensed(owner, proof)
    assert reasons(key) == []


def test_it_has_to_hold_on_the_first_day(owner: Organisation, now: datetime) -> None:
    key = draft(owner)
    accounts.licensed(owner, Proof.COMPANY_LICENCE, until=date(2026, 11, 27))
    assert reasons(key) == ["expired"]


def test_a_house_holds_shows_on_its_own_stage_only(owner: Organisation, now: datetime) -> None:
    key = draft(owner)
    accounts.licensed(owner, Proof.PLACE_FILING)
    assert reasons(key) == ["own_house_only"]
    with committing():
        venue = session.query(Venue).one()
        venue.keeper_id = owner.id
    assert reasons(key) == []


def test_performers_from_abroad_take_an_agency_or_a_company(owner: Organisation, now: datetime) -> None:
    key = draft(owner)
    accounts.licensed(owner, Proof.ARTIST_FILING)
    with committing():
        for row in session.query(Performance).all():
            row.approvals.append(
                Approval(state=ApprovalState.APPROVED, level=ApprovalLevel.PROVINCE, number="1", recorded_at=clock.now())
            )
    assert reasons(key) == ["agency_needed"]
    accounts.licensed(owner, Proof.AGENCY_LICENCE)
    assert reasons(key) == []


def test_what_is_free_is_held_by_anybody(owner: Organisation, now: datetime) -> None:
    assert reasons(draft(owner, run_facts={"is_free": True})) == []


# --- what people read ------------------------------------------------------------------------------------------------


def test_pages_name_the_other_show_and_the_dates(app: Flask, owner: Organisation, now: datetime) -> None:
    key = draft(owner)
    row = submitted(owner, key)
    beside(key, None)
    editor, reviewer = accounts.member_client(app, owner, Role.EDITOR), accounts.staff_client(app)
    at = f"/en/desk/{owner.slug}/listings/{key}"
    words = "The hall is taken (Sat 28 Nov 19:30, Sun 29 Nov 19:30): “The Crane That Stays” stands there."
    assert words in editor.get(at).text
    assert "We have seen no licence by which" in editor.get(at).text
    detail = reviewer.get(f"/en/staff/review/{row}").text
    assert words in detail
    assert "We have seen no licence by which" in detail
    assert 'name="override"' in detail


def test_the_page_of_handing_in_says_it(app: Flask, owner: Organisation, now: datetime) -> None:
    key = draft(owner)
    beside(key, None)
    page = accounts.member_client(app, owner, Role.EDITOR).get(f"/desk/{owner.slug}/listings/{key}/submit").text
    assert "不肯南飞的鹤" in page
    assert 'value="hand_in"' not in page


def test_a_word_on_a_title_asks_for_no_hall(owner: Organisation, now: datetime) -> None:
    """Dates that wait as drafts in a taken hall keep back no change of what is public."""
    rows = changing.listing(owner)
    changing.ready(*rows)
    key = rows[0].run.event_id
    extra = events.performance(rows[0].run, starts_at=rows[-1].starts_at + timedelta(days=1), publish=False)
    changing.ready(extra)
    whole = events.event("the-crane")
    stay = events.run(whole, venue_id=extra.venue_id, hall_id=extra.hall_id, city="310000", age_min=6)
    events.performance(stay, starts_at=extra.starts_at)
    assert [each.severity for each in found(key, Code.HALL_TAKEN)] == [Severity.BLOCK]
    with pytest.raises(Refused, match="not_ready"):
        submitted(owner, key)
    with pytest.raises(Refused, match="needs_a_word") as refused, committing():
        values = {"event": {"summary_zh": "不加价，无黄牛。"}}
        listings.edit_listing(session.get_one(Event, key), None, values, at=now, actor=changing.acting())
    with committing():
        row = edits.propose(session.get_one(Event, key), refused.value, at=now, actor=changing.acting())
    decided(row.id, Decision.PUBLISHED)
    assert event_of(key).summary_zh == "不加价，无黄牛。"

"""The review: handing in, deciding, asking for changes, refusing, appealing, looking afterwards, taking back."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from accounts.actor import Actor
from accounts.models.membership import Role
from accounts.models.organisation import Organisation
from accounts.models.trail import TrailEntry
from core import clock, revision
from core.db import committing, session
from core.errors import Refused
from core.types import Bilingual
from events.models.event import Event
from events.models.performance import Performance
from events.models.submission import Decision, Submission
from events.portrait import Difference, portrait, seen_of
from events.queries import review as queries
from events.queries import states as stored
from events.services import listings, publishing, review
from events.states import ListingState, state_of
from notices.models.delivery import Delivery
from tests.factories import accounts, changing, events

WHY = Bilingual("请补全时长。", "Please say how long it is.")
MINUTE = timedelta(minutes=1)


def draft(owner: Organisation, slug: str = "the-long-bridge", **facts: object) -> int:
    rows = changing.listing(owner, slug, is_public=False, **facts)  # type: ignore[arg-type]
    changing.ready(*rows)
    return rows[0].run.event_id


def submitted(owner: Organisation, event_id: int, *, at: datetime | None = None, who: int | None = None) -> int:
    with committing():
        event = queries.listing_to_change(owner.id, event_id)
        assert event is not None
        row = review.submit(event, event.owner, at=at or clock.now(), actor=Actor(person_id=who))  # type: ignore[arg-type]
    return row.id


def decided(key: int, decision: Decision, *, who: int | None = None, at: datetime | None = None, **more: object) -> None:
    with committing():
        row = queries.submission_to_decide(key)
        assert row is not None
        stated = {"reason": WHY} | more
        review.decide(row, decision, at=at or clock.now(), actor=Actor(person_id=who), **stated)  # type: ignore[arg-type]


def event_of(key: int) -> Event:
    session.rollback()
    return session.get_one(Event, key, populate_existing=True)


def state(key: int) -> ListingState:
    """The state as facts say it, in Python and in SQL."""
    row = event_of(key)
    said = state_of(published_at=row.published_at, withdrawn_at=row.withdrawn_at, latest=queries.latest_of(key))
    assert stored.states_of([key]) == {key: said}
    return said


def kinds() -> list[str]:
    session.rollback()
    return list(session.scalars(select(Delivery.kind).order_by(Delivery.id)))


def test_from_draft_to_published_in_one_deed(app: Flask, now: datetime) -> None:
    owner = accounts.organisation(listed_at=None)
    member, reviewer = accounts.member(owner, Role.EDITOR), accounts.staff()
    key = draft(owner)
    assert state(key) is ListingState.DRAFT
    row = submitted(owner, key, who=member.id)
    assert state(key) is ListingState.SUBMITTED
    assert session.get_one(Submission, row).promised_by == datetime(2026, 11, 23, 18, tzinfo=clock.SHANGHAI)
    session.rollback()
    before = revision.stored()
    session.rollback()
    decided(row, Decision.PUBLISHED, who=reviewer.id, override="Their licence hangs in the foyer.")
    assert revision.stored() == before + 1
    assert state(key) is ListingState.PUBLISHED
    assert all(each.published_at == now for each in session.scalars(select(Performance)))
    assert session.get_one(Organisation, owner.id).is_listed
    assert kinds() == ["review_received", "review_decided"]
    told = session.scalars(select(TrailEntry.deed).where(TrailEntry.organisation_id == owner.id).order_by(TrailEntry.id)).all()
    assert told == ["listing_submitted", "listing_published", "review_published"]
    assert app.test_client().get("/en/events/the-long-bridge.ics").text.count("BEGIN:VEVENT") == 3


def test_handing_in_shows_nothing(app: Flask, now: datetime) -> None:
    owner = accounts.organisation()
    key = draft(owner)
    session.rollback()
    before = revision.stored()
    session.rollback()
    submitted(owner, key)
    assert revision.stored() == before
    assert app.test_client().get("/events/the-long-bridge").status_code == 404


def test_what_is_missing_is_named(app: Flask, now: datetime) -> None:
    owner = accounts.organisation()
    key = events.event(owner_id=owner.id, organiser_id=owner.id, publish=False).id
    with pytest.raises(Refused, match="not_ready") as refused:
        submitted(owner, key)
    assert {"no_dates", "no_place"} <= {note.code.value for note in refused.value.facts["notes"]}  # type: ignore[attr-defined]
    assert state(key) is ListingState.DRAFT


def test_changes_are_asked_and_it_is_handed_in_again(app: Flask, now: datetime) -> None:
    owner = accounts.organisation()
    key = draft(owner)
    first = submitted(owner, key)
    with pytest.raises(Refused, match="already_submitted"):
        submitted(owner, key)
    with pytest.raises(Refused, match="reason_needed"):
        decided(first, Decision.CHANGES_ASKED, reason=Bilingual("", ""))
    decided(first, Decision.CHANGES_ASKED)
    assert state(key) is ListingState.CHANGES_ASKED
    second = submitted(owner, key, at=now + MINUTE)
    assert second != first
    assert state(key) is ListingState.SUBMITTED
    decided(second, Decision.PUBLISHED, at=now + 2 * MINUTE)
    assert state(key) is ListingState.PUBLISHED


def test_the_second_of_two_reviewers_sees_that_it_is_decided(app: Flask, now: datetime) -> None:
    owner = accounts.organisation()
    key = draft(owner)
    row, quick = submitted(owner, key), accounts.staff()
    decided(row, Decision.PUBLISHED, who=quick.id)
    with pytest.raises(Refused, match="already_decided") as refused:
        decided(row, Decision.REFUSED)
    assert refused.value.facts["by"] == quick.name
    assert state(key) is ListingState.PUBLISHED


def test_an_appeal_is_decided_by_another_person_and_only_once(app: Flask, now: datetime) -> None:
    owner = accounts.organisation()
    key = draft(owner)
    first, second = accounts.staff(), accounts.staff()
    row = submitted(owner, key)
    decided(row, Decision.REFUSED, who=first.id)
    assert state(key) is ListingState.REFUSED

    def appealed(plea: str = "It is not what you think.") -> int:
        with committing():
            event = queries.listing_to_change(owner.id, key)
            assert event is not None
            assert event.owner is not None
            made = review.appeal(event, event.owner, plea, at=now + MINUTE, actor=changing.acting())
        return made.id

    with pytest.raises(Refused, match="plea_needed"):
        appealed(" ")
    made = appealed()
    assert state(key) is ListingState.SUBMITTED
    with pytest.raises(Refused, match="second_person_needed"):
        decided(made, Decision.PUBLISHED, who=first.id)
    decided(made, Decision.REFUSED, who=second.id)
    with pytest.raises(Refused, match="appealed_already"):
        appealed()
    assert state(key) is ListingState.REFUSED


def test_nobody_decides_on_their_own_organisation(app: Flask, now: datetime) -> None:
    owner = accounts.organisation()
    row = submitted(owner, draft(owner))
    with pytest.raises(Refused, match="own_organisation"), committing():
        found = queries.submission_to_decide(row)
        assert found is not None
        review.decide(
            found, Decision.PUBLISHED, at=now, actor=Actor(person_id=None, roles={found.organisation_id: Role.VIEWER})
        )


def test_a_title_word_passes_only_with_a_reviewers_reason(app: Flask, now: datetime) -> None:
    owner = accounts.organisation(trusted_since=clock.now())
    key = draft(owner, title_zh="中国长桥")
    row = submitted(owner, key)
    assert state(key) is ListingState.SUBMITTED, "trusted, but a warning needs a reviewer"
    session.rollback()
    with pytest.raises(Refused, match="override_needed"):
        decided(row, Decision.PUBLISHED)
    decided(row, Decision.PUBLISHED, override="剧名出自原著")
    assert state(key) is ListingState.PUBLISHED
    assert session.get_one(Submission, row).override == "剧名出自原著"


def test_a_trusted_organisation_publishes_at_once_and_is_looked_at_afterwards(app: Flask, now: datetime) -> None:
    owner = accounts.organisation(trusted_since=clock.now())
    key = draft(owner)
    row = submitted(owner, key)
    assert state(key) is ListingState.PUBLISHED
    assert [each.id for each in queries.listed(queries.Asked(which=queries.Which.AFTER), now)] == [row]
    assert queries.queue(now).waiting == 0
    session.rollback()
    decided(row, Decision.REFUSED, at=now + MINUTE)
    assert state(key) is ListingState.REFUSED
    assert app.test_client().get("/events/the-long-bridge").status_code == 404


def test_more_dates_do_not_wait_for_the_look_afterwards(app: Flask, now: datetime) -> None:
    """What is public already keeps nothing back; each is taken back by itself."""
    owner = accounts.organisation(trusted_since=clock.now())
    key = draft(owner)
    first = submitted(owner, key)
    run = session.scalars(select(Performance)).first().run  # type: ignore[union-attr]
    more = events.performance(run, starts_at=now + timedelta(days=30), publish=False)
    changing.ready(more)
    second = submitted(owner, key, at=now + MINUTE)
    assert queries.queue(now).after == 2
    session.rollback()
    decided(second, Decision.REFUSED, at=now + 2 * MINUTE)
    assert state(key) is ListingState.PUBLISHED
    assert [each.published_at is None for each in queries.rows_of_listing(key)] == [False, False, False, True]
    session.rollback()
    decided(first, Decision.PUBLISHED, at=now + 3 * MINUTE)
    assert state(key) is ListingState.PUBLISHED


def read(key: int) -> str:
    """What a reviewer's page holds of what they read."""
    session.rollback()
    rows = queries.rows_of_listing(key)
    said = seen_of(portrait(event_of(key), queries.runs_of_listing(key), rows))
    session.rollback()
    return said


def test_nobody_publishes_what_they_have_not_read(app: Flask, now: datetime) -> None:
    owner = accounts.organisation()
    key = draft(owner)
    row, seen = submitted(owner, key), read(key)
    with committing():
        values = {"event": {"title_zh": "完全另一个题目", "summary_zh": "谁也没看过的文字"}}
        listings.edit_listing(session.get_one(Event, key), None, values, at=now, actor=changing.acting())
    with pytest.raises(Refused, match="changed_meanwhile") as refused:
        decided(row, Decision.PUBLISHED, seen=seen)
    fields: list[Difference] = refused.value.facts["fields"]  # type: ignore[assignment]
    after = {each.name: each.after for each in fields}
    assert after.keys() == {"title_zh", "summary_zh", "dates"}, "the approvals named the other title"
    assert (after["title_zh"], after["summary_zh"]) == ("完全另一个题目", "谁也没看过的文字")
    assert fields[0].before, "what was read and is no longer there"
    assert state(key) is ListingState.SUBMITTED
    decided(row, Decision.PUBLISHED, seen=read(key))
    assert state(key) is ListingState.PUBLISHED


def test_a_look_afterwards_may_confirm(app: Flask, now: datetime) -> None:
    owner = accounts.organisation(trusted_since=clock.now())
    key = draft(owner)
    decided(submitted(owner, key), Decision.PUBLISHED)
    assert state(key) is ListingState.PUBLISHED
    assert queries.queue(now).after == 0


def test_new_dates_of_a_public_listing(app: Flask, now: datetime) -> None:
    owner = accounts.organisation()
    rows = changing.listing(owner)
    changing.ready(*rows)
    key = rows[0].run.event_id
    with pytest.raises(Refused, match="nothing_to_publish"):
        submitted(owner, key)
    run = session.get_one(Performance, rows[0].id).run
    more = events.performance(run, starts_at=now + timedelta(days=30), publish=False)
    changing.ready(more)
    row = submitted(owner, key)
    decided(row, Decision.REFUSED)
    assert state(key) is ListingState.PUBLISHED, "what stood stays"
    session.rollback()
    decided(submitted(owner, key), Decision.PUBLISHED)
    assert session.get_one(Performance, more.id, populate_existing=True).published_at == now


def test_later_dates_of_a_trusted_organisation_may_be_taken_back_alone(app: Flask, now: datetime) -> None:
    owner = accounts.organisation(trusted_since=clock.now())
    rows = changing.listing(owner)
    changing.ready(*rows)
    key, run = rows[0].run.event_id, rows[0].run
    more = events.performance(run, starts_at=now + timedelta(days=30), publish=False)
    changing.ready(more)
    row = submitted(owner, key, at=now + MINUTE)
    assert session.get_one(Performance, more.id, populate_existing=True).published_at
    session.rollback()
    decided(row, Decision.REFUSED, at=now + 2 * MINUTE)
    assert state(key) is ListingState.PUBLISHED
    assert [each.published_at is None for each in queries.rows_of_listing(key)] == [False, False, False, True]


def test_a_submission_is_taken_back(app: Flask, now: datetime) -> None:
    owner = accounts.organisation()
    key = draft(owner)
    row = submitted(owner, key)
    with committing():
        found = queries.submission_to_decide(row)
        assert found is not None
        review.withdraw_submission(found, at=now, actor=changing.acting())
    assert state(key) is ListingState.DRAFT
    session.rollback()
    with pytest.raises(Refused, match="withdrawn_meanwhile"):
        decided(row, Decision.PUBLISHED)


def test_a_public_listing_is_taken_back_and_comes_again(app: Flask, now: datetime) -> None:
    owner = accounts.organisation()
    accounts.member(owner)
    key = draft(owner)
    decided(submitted(owner, key), Decision.PUBLISHED)

    def taken_back(reason: Bilingual) -> None:
        with committing():
            event = queries.listing_to_change(owner.id, key)
            assert event is not None
            assert event.owner is not None
            publishing.take_back(event, event.owner, reason, at=now + MINUTE, actor=changing.acting())

    with pytest.raises(Refused, match="reason_needed"):
        taken_back(Bilingual("", ""))
    taken_back(WHY)
    assert state(key) is ListingState.WITHDRAWN
    assert kinds()[-1] == "listing_withdrawn"
    assert app.test_client().get("/events/the-long-bridge").status_code == 404
    with pytest.raises(Refused, match="not_public"):
        taken_back(WHY)
    decided(submitted(owner, key, at=now + 2 * MINUTE), Decision.PUBLISHED, at=now + 3 * MINUTE)
    assert state(key) is ListingState.PUBLISHED


def test_a_suspended_organisation_hands_nothing_in(app: Flask, now: datetime) -> None:
    owner = accounts.organisation(suspended_at=clock.now())
    with pytest.raises(Refused, match="suspended"):
        submitted(owner, draft(owner))


def test_the_queue_in_figures(app: Flask, now: datetime) -> None:
    owner = accounts.organisation()
    early = now - timedelta(days=4)
    first = submitted(owner, draft(owner, "one"), at=early)
    second = submitted(owner, draft(owner, "two"), at=now - MINUTE)
    found = queries.queue(now)
    assert (found.waiting, found.oldest, found.overdue) == (2, early, 1)
    assert [each.id for each in queries.listed(queries.Asked(), now)] == [first, second]
    assert [each.id for each in queries.listed(queries.Asked(which=queries.Which.OVERDUE), now)] == [first]
    assert queries.before(session.get_one(Submission, second)) == 1


def test_the_first_publication_of_a_stranger_takes_a_reviewers_word(app: Flask) -> None:
    owner = accounts.organisation(listed_at=None)
    key = submitted(owner, draft(owner))
    with pytest.raises(Refused, match="stranger"):
        decided(key, Decision.PUBLISHED)
    assert state(event_of(1).id) is ListingState.SUBMITTED, "nothing moved"
    decided(key, Decision.PUBLISHED, override="Rang their box office: 021-00000000")
    assert state(event_of(1).id) is ListingState.PUBLISHED
    again = submitted(session.get_one(Organisation, owner.id), draft(owner, "the-second"))
    decided(again, Decision.PUBLISHED)

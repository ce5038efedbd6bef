"""Edits of what is public: live at once and looked at afterwards, kept back, or handed in for a reviewer's word."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from accounts.models.organisation import Organisation
from core import clock
from core.db import committing, session
from core.errors import Refused
from core.types import Bilingual
from events.models.event import Event
from events.models.run import Run
from events.models.submission import Decision, Submission
from events.models.words import ApprovalState, EventKind
from events.queries import listings as stored
from events.queries import review as queries
from events.queries.review import Asked, Which
from events.services import edits, listings, review
from events.states import ListingState
from tests.conftest import CountQueries, is_postgresql
from tests.events.test_services_review import decided, event_of, kinds, state
from tests.factories import accounts, changing, events

MINUTE = timedelta(minutes=1)
PRICES = [{"zh": "普通票", "en": "", "fen": 18_000}]


@pytest.fixture
def owner(app: Flask) -> Organisation:
    return accounts.organisation()


@pytest.fixture
def key(owner: Organisation) -> int:
    """A public listing with approvals that hold."""
    rows = changing.listing(owner)
    changing.ready(*rows)
    return rows[0].run.event_id


def edit(key: int, of_event: dict[str, Any] | None = None, of_run: dict[str, Any] | None = None) -> None:
    with committing():
        event = session.get_one(Event, key)
        values = {"event": of_event or {}, "run": of_run or {}}
        listings.edit_listing(event, stored.runs_of_event(key)[0], values, at=clock.now(), actor=changing.acting())


def propose(key: int, **of_event: Any) -> int:
    """What the desk does with "hand it in for a reviewer's word"."""
    with pytest.raises(Refused, match="needs_a_word") as refused:
        edit(key, of_event)
    with committing():
        return edits.propose(session.get_one(Event, key), refused.value, at=clock.now(), actor=changing.acting()).id


def run_of(key: int) -> Run:
    session.rollback()
    return stored.runs_of_event(key)[0]


def to_look_at() -> list[Submission]:
    session.rollback()
    return list(queries.listed(Asked(which=Which.AFTER), clock.now()))


def test_what_passes_the_checks_is_public_at_once_and_looked_at_afterwards(key: int, now: datetime) -> None:
    edit(key, {"summary_zh": "全网最低价，稳赚不赔"})
    assert event_of(key).summary_zh == "全网最低价，稳赚不赔"
    (row,) = to_look_at()
    assert (row.event_id, row.is_after, row.promised_by > now) == (key, True, True)
    assert queries.queue(now).waiting == 0


@pytest.mark.parametrize(
    ("of_event", "of_run"),
    [
        ({"title_en": "Another Title"}, {}), ({"contact": "WeChat 1"}, {}), ({"kind": EventKind.FORUM}, {}),
        ({"extra": {"refund": {"zh": "", "en": "None"}}}, {}), ({}, {"prices": PRICES}), ({}, {"duration_minutes": 95}),
        ({}, {"seller_url": "https://other.example/", "seller_zh": "票务", "seller_licence": "1", "duration_minutes": 95,
              "is_free": True}),
    ],
)
def test_whatever_an_organisation_changes_is_looked_at(
    key: int, of_event: dict[str, Any], of_run: dict[str, Any], now: datetime
) -> None:
    if "seller_url" in of_run:
        of_event = {"extra": {"refund": {"zh": "可退", "en": ""}}}
    edit(key, of_event, of_run)
    assert len(to_look_at()) == 1


def test_the_same_again_and_drafts_are_looked_at_by_nobody(owner: Organisation, key: int, now: datetime) -> None:
    edit(key, {"summary_zh": event_of(key).summary_zh})
    unseen = changing.listing(owner, "unseen", is_public=False)[0].run.event_id
    edit(unseen, {"title_zh": "中国全国大戏"})
    assert to_look_at() == []


def test_several_edits_are_one_look_and_taking_back_restores_what_stood(key: int, now: datetime) -> None:
    before, prices = event_of(key).summary_zh, run_of(key).prices
    edit(key, {"summary_zh": "一", "genre": None})
    edit(key, {"summary_zh": "二"}, {"prices": PRICES})
    (row,) = to_look_at()
    decided(row.id, Decision.REFUSED, at=now + MINUTE)
    assert state(key) is ListingState.PUBLISHED, "what stood stays"
    assert (event_of(key).summary_zh, run_of(key).prices) == (before, prices)
    assert to_look_at() == []


def test_letting_it_stand(key: int, now: datetime) -> None:
    edit(key, {"summary_zh": "一"})
    decided(to_look_at()[0].id, Decision.PUBLISHED, at=now + MINUTE)
    assert event_of(key).summary_zh == "一"
    edit(key, {"summary_zh": "二"})
    (second,) = to_look_at()
    decided(second.id, Decision.REFUSED, at=now + 2 * MINUTE)
    assert event_of(key).summary_zh == "一", "what a reviewer let stand, not what was before"


def test_taking_edits_back_leaves_what_a_reviewer_approved_in_between(key: int, now: datetime) -> None:
    summary, genre = event_of(key).summary_zh, event_of(key).genre
    edit(key, {"summary_zh": "一", "title_zh": "长桥新版"})
    (look,) = to_look_at()
    decided(propose(key, title_zh="国际长桥"), Decision.PUBLISHED, override="Yes.", at=now + MINUTE)
    edit(key, {"title_en": "Another Title"})
    decided(look.id, Decision.REFUSED, at=now + 2 * MINUTE)
    row = event_of(key)
    assert (row.title_zh, row.summary_zh, row.genre) == ("国际长桥", summary, genre)
    assert row.title_en != "Another Title"


def test_edits_that_were_all_approved_since_leave_nothing_to_take_back(key: int, now: datetime) -> None:
    edit(key, {"title_zh": "长桥新版"})
    (look,) = to_look_at()
    decided(propose(key, title_zh="国际长桥"), Decision.PUBLISHED, override="Yes.", at=now + MINUTE)
    decided(look.id, Decision.REFUSED, at=now + 2 * MINUTE)
    assert (event_of(key).title_zh, state(key)) == ("国际长桥", ListingState.PUBLISHED)


def test_an_approval_cannot_be_put_back_so_the_listing_leaves(key: int, now: datetime) -> None:
    with committing():
        rows = stored.dates_of_run(stored.runs_of_event(key)[0].id)
        stated = listings.Stated(state=ApprovalState.APPROVED, number="沪文演〔2026〕999号")
        event = session.get_one(Event, key)
        listings.state_approval(rows, stated, at=now, actor=changing.acting(), event=event)
    (row,) = to_look_at()
    decided(row.id, Decision.REFUSED, at=now + MINUTE)
    assert not event_of(key).is_public


def test_what_blocks_is_not_saved(key: int, now: datetime) -> None:
    with pytest.raises(Refused, match="edit_kept_back") as refused:
        edit(key, {"summary_zh": "某市人民政府主办"})
    notes: Any = refused.value.facts["notes"]
    assert [each.code.value for each in notes] == ["government_wording"]
    with pytest.raises(Refused, match="edit_kept_back"):
        edit(key, {}, {"seller_url": "https://other.example/"})
    assert event_of(key).summary_zh != "某市人民政府主办"
    assert to_look_at() == []


def test_a_word_that_a_reviewer_may_let_pass_waits_for_it(owner: Organisation, key: int, now: datetime) -> None:
    accounts.member(owner)
    before = event_of(key).title_zh
    row = propose(key, title_zh="中国长桥")
    assert event_of(key).title_zh == before, "the page stays as it is"
    assert [each.id for each in queries.listed(Asked(), now)] == [row]
    assert kinds() == ["review_received"]
    with pytest.raises(Refused, match="override_needed"):
        decided(row, Decision.PUBLISHED)
    assert event_of(key).title_zh == before
    decided(row, Decision.PUBLISHED, override="剧名出自原著")
    assert event_of(key).title_zh == "中国长桥"
    edit(key, {"title_zh": "中国长桥新版"})
    assert event_of(key).title_zh == "中国长桥新版", "the word was let pass"


def test_a_proposal_that_is_refused_changes_nothing_and_can_be_appealed_against(key: int, now: datetime) -> None:
    first, second = accounts.staff(), accounts.staff()
    before = event_of(key).title_zh
    row = propose(key, title_zh="国际长桥")
    decided(row, Decision.REFUSED, who=first.id)
    assert (event_of(key).title_zh, state(key)) == (before, ListingState.PUBLISHED)
    with committing():
        event = queries.listing_to_change(event_of(key).owner_id or 0, key)
        assert event is not None
        assert event.owner is not None
        appeal = review.appeal(event, event.owner, "It is called so.", at=now + MINUTE, actor=changing.acting()).id
    decided(appeal, Decision.PUBLISHED, who=second.id, override="It is called so.", at=now + MINUTE)
    assert event_of(key).title_zh == "国际长桥"


def test_proposals_are_gathered_and_dates_wait_their_turn(key: int, now: datetime) -> None:
    first = propose(key, title_zh="国际长桥")
    second = propose(key, summary_zh="拒绝黄牛")
    assert session.get_one(Submission, first, populate_existing=True).withdrawn_at == now
    session.rollback()
    decided(second, Decision.PUBLISHED, override="Yes.", at=now + MINUTE)
    assert (event_of(key).title_zh, event_of(key).summary_zh) == ("国际长桥", "拒绝黄牛")


def test_nothing_is_proposed_beside_what_waits(owner: Organisation, key: int, now: datetime) -> None:
    changing.ready(events.performance(run_of(key), starts_at=now + timedelta(days=30), publish=False))
    with committing():
        event = queries.listing_to_change(owner.id, key)
        assert event is not None
        assert event.owner is not None
        review.submit(event, event.owner, at=now, actor=changing.acting())
    with pytest.raises(Refused, match="already_submitted"):
        propose(key, title_zh="国际长桥")


def test_looking_costs_the_same_for_three_dates_and_for_thirty(
    owner: Organisation, now: datetime, count_queries: CountQueries
) -> None:
    numbers = []
    for slug, dates in (("few", 3), ("many", 30)):
        rows = changing.listing(owner, slug, dates=dates)
        changing.ready(*rows)
        key = rows[0].run.event_id
        session.rollback()
        with clock.standing_still(now + timedelta(minutes=1)), count_queries() as counted:  # it was public before
            edit(key, {"summary_zh": "一"})
        numbers.append(counted.number)
    lock_of_the_trail = 1 if is_postgresql() else 0
    assert numbers == [22 + lock_of_the_trail] * 2


def test_a_reason_is_told_in_the_letters(owner: Organisation, key: int, now: datetime) -> None:
    accounts.member(owner)
    edit(key, {"summary_zh": "一"})
    assert kinds() == [], "nobody is written to for every edit"
    decided(to_look_at()[0].id, Decision.REFUSED, at=now + MINUTE, reason=Bilingual("不实", "Not so."))
    assert kinds() == ["review_decided"]

"""Why a reader heard of a notice, and why not, by the kinds of notices that there really are."""

from typing import Any

import pytest
from flask import Flask, current_app

from application import NOTICE_KINDS
from core import clock
from core.db import committing, session
from events.models.deed import DeedKind
from events.models.performance import Performance
from notices.audience_of import Audience, Circle
from notices.hours import DAILY, next_digest
from notices.models.notice import Notice
from notices.news import ALL, News
from notices.queries import concerning, explaining, searching
from notices.step_words import step_words
from tests.factories import accounts, announcing, changing, following, news, outbox

pytestmark = pytest.mark.both_databases
MAIL = "reader@example.org"
# What a notice of each kind says of itself, as far as wishes ask for it.
FACTS: dict[str, dict[str, Any]] = {
    "digest": {"rhythms": [DAILY]}, "reminder": {"leads": [60, 1440]}, "announcement": {"is_promotional": True},
}


def steps(key: int, mail: str = MAIL) -> list[tuple[str, bool | None]]:
    session.rollback()
    reader, notice = searching.reader_asked_for(mail), next(iter(explaining.notices_numbered(key)), None)
    assert reader is not None
    assert notice is not None
    rows, subscriptions = searching.deliveries_of_notice(reader, key), searching.subscriptions_of(reader)
    found = explaining.why_not(reader, notice, rows, subscriptions, at=clock.now())
    with current_app.test_request_context("/en/"):
        assert all(step_words(each) for each in found)
    return [(each.code, each.leads_on) for each in found]


def written(subjects: tuple[str, ...] = (), circle: Circle = Circle.FOLLOWERS, **facts: Any) -> int:
    """A notice of an organiser's that went out."""
    audience = Audience(circle, subjects).to_store()
    stated = {"audience": audience, "is_promotional": False} | facts
    return outbox.notice("announcement", **outbox.out(facts=stated)).id


@pytest.mark.parametrize("kind", [each.code for each in NOTICE_KINDS])
def test_every_kind_is_asked_for_by_words_that_one_can_wish(app: Flask, kind: str) -> None:
    words = concerning.words_of(Notice(kind=kind, facts=FACTS.get(kind, {})))
    assert words
    assert set(words) <= set(ALL)


@pytest.mark.parametrize(
    ("wish", "is_promotional", "is_wanted"),
    [("organiser", False, True), ("promotion", True, True), ("organiser", True, False), ("promotion", False, False)],
)
def test_what_organisers_write_is_wanted_by_its_own_word(
    app: Flask, wish: str, is_promotional: bool, is_wanted: bool
) -> None:
    following.subscription(following.follower(MAIL), "organiser:7", [wish])
    found = steps(written(("organiser:7",), is_promotional=is_promotional))
    assert ("no_wish", False) not in found if is_wanted else found[-1] == ("no_wish", False)


def test_a_notice_of_somebody_elses_is_none_of_theirs(app: Flask) -> None:
    following.subscription(following.follower(MAIL), "organiser:8", ["organiser"])
    assert steps(written(("organiser:7",)))[-1] == ("nothing_concerned", False)


def test_everybody_means_whoever_follows_anything_and_wants_such_news(app: Flask) -> None:
    following.subscription(following.follower(MAIL), "city:310000", ["organiser"])
    following.subscription(following.follower("other@example.org"), "city:310000", ["change"])
    key = written((), Circle.EVERYBODY)
    assert steps(key)[-1] == ("subscription_concerned", True)
    assert steps(key, "other@example.org")[-1] == ("no_wish", False)


def test_what_was_written_to_an_organisations_own_people(app: Flask) -> None:
    following.subscription(following.follower(MAIL), "organiser:7", ["organiser"])
    assert steps(written((), Circle.MEMBERS)) == [("notice_out", True), ("notice_for_members", False)]


def test_a_notice_that_waits_is_looked_up_where_people_wrote_it(app: Flask) -> None:
    ours = accounts.organisation("ours")
    announcing.fan(f"organiser:{ours.id}", mail=MAIL)
    row = announcing.handed_in(ours, accounts.member(ours))
    found = steps(announcing.notice_of(row).id)
    assert ("subscription_concerned", True) in found
    assert ("no_wish", False) not in found


def test_a_reminder_is_wanted_by_its_lead(app: Flask) -> None:
    row = changing.listing(accounts.organisation("ours"), "long-bridge")[0]
    following.subscription(following.follower(MAIL), f"performance:{row.id}", ["reminder:10080"])
    key = outbox.notice("reminder", of=row, **outbox.out(facts={"leads": [60, 1440]})).id
    assert steps(key)[-1] == ("no_wish", False)


def dates() -> list[Performance]:
    owner = accounts.organisation()
    with news.later(days=-10):
        rows = changing.listing(owner, first_in=20)
    news.told_long_ago()
    return rows


def test_a_digest_says_what_it_left_out_and_whose_it_is(app: Flask) -> None:
    rows = dates()
    who = following.follower(MAIL, language="en", digest_minute=8 * 60)
    following.subscription(who, f"venue:{rows[0].venue_id}", [DAILY])
    following.subscription(who, f"performance:{rows[0].id}", [News.CHANGE.value])
    following.subscription(following.follower("other@example.org"), f"venue:{rows[0].venue_id}", ["change"])
    with committing():
        mine = session.merge(who)
        mine.digest_due_at = next_digest(mine, clock.now(), {DAILY})
    for each in rows[:2]:
        changing.done(each, kind=DeedKind.SELL_OUT)
    news.ticked(minutes=31)
    news.ticked(hours=20)
    (digest,) = news.notices("digest")
    key = digest.id
    found = steps(key)
    assert ("digest_left_out", None) in found
    assert ("delivery_sent", True) in found
    assert concerning.left_out(session.get_one(Notice, key)) == 1
    assert ("digest_of_another", False) in steps(key, "other@example.org")

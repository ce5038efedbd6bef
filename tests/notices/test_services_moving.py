"""Another address of the same person: noes go along, troubles do not, nobody is two followers of one mailbox."""

from datetime import timedelta

import pytest
from flask import Flask

from accounts.models.person import Person
from accounts.services import people
from core import clock
from core.db import committing, session
from events.models.deed import DeedKind
from events.models.performance import Performance
from notices.models.delivery import Delivery
from notices.models.follower import Endpoint, Follower, Standing, Stop, Subscription
from notices.queries import following as queries
from notices.services import followers, own_letters, standing, stopping
from tests.factories import accounts, changing, following, news

OLD, NEW = "lin@example.org", "new@example.org"
CITY = "city:310000"
SUBJECT = "New time: The Long Bridge, Saturday 28 November 2026, 20:30, Shanghai"


def moves(who: Person, to: str = NEW) -> None:
    """They confirm another address."""
    with committing():
        person = session.merge(who)
        people.want_mail(person, to, at=clock.now())
        people.take_mail(person, at=clock.now(), digest=people.digest_of_mail(to))


def stops() -> list[tuple[str, str]]:
    return sorted((each.mail, each.kind) for each in session.query(Stop))


@pytest.fixture
def person(app: Flask) -> Person:
    return accounts.person(OLD)


def test_noes_move_with_the_person(person: Person) -> None:
    with committing():
        own_letters.stop(OLD, "reach", at=clock.now())
        stopping.stop(OLD, "*", at=clock.now())
        stopping.stop(NEW, "*", at=clock.now())
        stopping.stop("other@example.org", "reach", at=clock.now())
    moves(person)
    assert stops() == [(NEW, "*"), (NEW, "reach"), ("other@example.org", "reach")]
    with committing():
        own_letters.resume(NEW, "reach")
    moves(person, OLD)
    assert stops() == [(OLD, "*"), ("other@example.org", "reach")], "what was taken back stays so"


def test_noes_of_an_address_that_was_never_confirmed_are_somebody_elses(app: Flask) -> None:
    who = accounts.person(OLD, mail_confirmed_at=None)
    with committing():
        stopping.stop(OLD, "*", at=clock.now())
    moves(who)
    assert stops() == [(OLD, "*")]


def letters_to(mail: str, found: list[news.Letter]) -> list[str]:
    """What a mailbox was told of the show."""
    return [subject for to, subject, _text in found if to == mail and "The Long Bridge" in subject]


@pytest.fixture
def dates(app: Flask) -> list[Performance]:
    """Three dates, a week ahead, published long ago."""
    owner = accounts.organisation()
    with news.later(days=-10):
        rows = changing.listing(owner, first_in=17)
    news.told_long_ago()
    return rows


def changed(*rows: Performance) -> None:
    for row in rows:
        changing.done(session.merge(row), kind=DeedKind.MOVE, starts={row.id: row.starts_at + timedelta(hours=1)})


def follows(person: Person, subject: str) -> Follower:
    who = following.follower(person=person, language="en")
    following.subscription(who, subject)
    return who


def test_an_address_that_bounced_does_not_stop_the_new_one(person: Person, dates: list[Performance]) -> None:
    follows(person, f"event:{dates[0].run.event_id}")
    with committing():
        standing.note_refusal(OLD, "5.1.1", at=clock.now())
    assert session.query(Endpoint).one().problem == "bounced"
    moves(person)
    session.expire_all()
    assert (session.query(Endpoint).one().is_open, session.query(Endpoint).one().problem) == (True, "")
    assert session.query(Standing).filter_by(mail=OLD).one().stopped_at is not None, "the mailbox itself is as it was"
    changed(dates[0])
    assert letters_to(NEW, news.ticked(minutes=31)) == ["New time: The Long Bridge, Saturday 28 November 2026, 20:30, Shanghai"]


def test_a_way_that_was_paused_or_a_new_mailbox_that_is_shut_stays_so(person: Person) -> None:
    who = follows(person, CITY)
    with committing():
        standing.note_refusal(NEW, "5.1.1", at=clock.now())
    moves(person)
    session.expire_all()
    assert (following.way(who).is_open, following.way(who).problem) == (False, "bounced")
    with committing():
        following.way(who).stopped_at, following.way(who).problem = clock.now(), ""
    moves(person, "third@example.org")
    session.expire_all()
    assert not following.way(who).is_open


def test_a_complaint_moves_with_whoever_made_it(person: Person, dates: list[Performance]) -> None:
    follows(person, f"event:{dates[0].run.event_id}")
    with committing():
        standing.note_complaint(OLD, at=clock.now())
    moves(person)
    changed(dates[0])
    assert letters_to(NEW, news.ticked(minutes=31)) == []
    with committing():
        standing.start_anew(NEW, at=clock.now())
    assert session.query(Endpoint).one().is_open, "they say themselves that they want letters again"


def test_what_was_ended_by_a_letters_link_stays_ended(person: Person, dates: list[Performance]) -> None:
    who = follows(person, f"event:{dates[0].run.event_id}")
    with committing():
        stopping.end_everything(OLD, session.merge(who), at=clock.now())
    moves(person)
    changed(dates[0])
    assert letters_to(NEW, news.ticked(minutes=31)) == []


def test_what_waits_goes_to_the_new_address(person: Person, dates: list[Performance]) -> None:
    who = follows(person, f"event:{dates[0].run.event_id}")
    changed(dates[0])
    at = clock.now() + timedelta(minutes=31)
    with committing():
        session.merge(who).quiet_from, session.merge(who).quiet_until = 0, 23 * 60
    assert letters_to(OLD, news.ticked(minutes=31)) == []
    assert [each.mail for each in session.query(Delivery).filter(Delivery.notice_id.is_not(None))] == [OLD]
    with clock.standing_still(at):
        moves(person)
    assert letters_to(NEW, news.ticked(hours=12)) == ["New time: The Long Bridge, Saturday 28 November 2026, 20:30, Shanghai"]


def test_whoever_followed_with_the_new_address_is_they_and_one_letter_says_all(
    person: Person, dates: list[Performance]
) -> None:
    mine = follows(person, f"performance:{dates[0].id}")
    bare = following.follower(NEW, language="en")
    following.subscription(bare, f"performance:{dates[1].id}")
    moves(person)
    session.expire_all()
    assert [each.id for each in session.query(Follower)] == [mine.id]
    assert {each.follower_id for each in session.query(Subscription)} == {mine.id}
    days = [f"{row.starts_at.astimezone(clock.SHANGHAI).day} November" for row in dates]
    changed(dates[0], dates[1])
    found = [text for to, subject, text in news.ticked(minutes=31) if to == NEW and "The Long Bridge" in subject]
    assert len(found) == 1
    assert [day in found[0] for day in days] == [True, True, False]


def test_what_was_followed_with_the_old_address_before_there_was_an_account_moves_too(
    person: Person, dates: list[Performance]
) -> None:
    following.subscription(following.follower(OLD, language="en"), f"event:{dates[0].run.event_id}")
    moves(person)
    changed(dates[0])
    found = news.ticked(minutes=31)
    assert (letters_to(OLD, found), letters_to(NEW, found)) == ([], [SUBJECT])


def test_somebody_who_follows_nothing_moves_as_well(person: Person) -> None:
    moves(person)
    assert session.query(Follower).count() == 0
    assert queries.follower_with_mail(NEW) is None


def test_a_way_taken_over_from_a_browser_leads_to_the_persons_own_mailbox(person: Person) -> None:
    bare = following.follower("shop@example.org")
    following.subscription(bare, CITY)
    with committing():
        standing.note_refusal("shop@example.org", "5.1.1", at=clock.now())
    with committing():
        followers.take_over(session.merge(bare), session.merge(person), at=clock.now())
    session.expire_all()
    boxes = session.query(Endpoint).filter_by(channel="mail")
    assert [(each.is_open, each.problem) for each in boxes] == [(True, "")]

"""Records that are bad, and people who change their minds: D21, D24, D25."""

import contextvars
import re
import time
from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise
from typing import Any

from flask import current_app
from sqlalchemy import func, select, text, update

from accounts.models.person import Person
from accounts.services import closing
from core import clock
from core.db import committing, session
from core.types import Bilingual
from drills.rig import Grounds, Rig, wait_for
from drills.sink import Mail
from drills.table import Table
from events.models.deed import DeedKind
from events.models.performance import Performance
from events.services.publishing import hide_listing
from notices.jobs import fanning, sending
from notices.jobs import news as jobs
from notices.models.delivery import Delivery
from notices.models.follower import Subscription
from notices.models.notice import Notice
from notices.queries.fanning import next_due
from notices.queries.outbox import door
from notices.services.fanning import run_again
from tests.factories import accounts, changing, events, following, news, telling

PAUSES = (0, 2, 7, 30, 100, 400)
REFUND = Bilingual("可全额退票。", "Refunded in full.")


def tick() -> None:
    """All that the schedulers do about notices, until nothing is due."""
    jobs.look()
    jobs.write_digests()
    while next_due(clock.now()) is not None:
        fanning.fan_out()
    before = None
    while door(clock.now()).due and (left := _open()) != before:
        before = left
        sending.send_due()
    session.rollback()


def _open() -> tuple[int, int]:
    counts = select(func.count(), func.coalesce(func.sum(Delivery.tries), 0)).where(Delivery.over_at.is_(None))
    found = session.execute(counts).one()
    return int(found[0]), int(found[1])


def asked(path: str) -> tuple[int, str]:
    """A page as a stranger gets it."""
    client = current_app.test_client()
    answer = contextvars.Context().run(client.get, path)
    session.rollback()
    return answer.status_code, answer.get_data(as_text=True)


def kinds(rig: Rig) -> dict[str, list[str]]:
    """The kinds of the letters that each mailbox got, in their order."""
    known = {key: kind for key, kind in session.execute(select(Delivery.id, Delivery.kind))}
    session.rollback()
    found: dict[str, list[str]] = {}
    for mail in rig.sink.mails:
        found.setdefault(mail.to, []).append(known[mail.number])
    return found


# --- bad records -----------------------------------------------------------------------------------------------------


def d21(grounds: Grounds, engine: str, table: Table) -> None:
    """A spoilt event, a notice that cannot be settled, one that cannot be written, a mailbox that is none."""
    with grounds.rig(engine) as rig, clock.standing_still(clock.now()):
        good, bad = events.several(2)
        uids = good.uid, bad.uid
        with committing():
            session.execute(text("UPDATE events_performance SET online_url = 'http://x y' WHERE uid = :uid"), {"uid": bad.uid})
            session.execute(text("UPDATE events_performance SET status = 'banana' WHERE uid = :uid"), {"uid": bad.uid})
        for path in ("/calendar.ics", "/cities/shanghai.ics", "/calendar.atom"):
            status, body = asked(path)
            table.true(f"{path} has the others", status == 200 and uids[0] in body, str(status))
        _bad_notices(rig, table)


def _bad_notices(rig: Rig, table: Table) -> None:
    number = rig.number(500, 40)
    telling.followers(number)
    planted: dict[str, Any] = {"raise": True}
    telling.notice("broken", **planted)
    unwritten = telling.notice("unwritten", name="x").id
    telling.notice("good")
    with committing():
        session.execute(update(Notice).where(Notice.id == unwritten).values(kind="trial_that_nobody_wrote"))
    tick()
    with committing():  # its rows stand, its template is gone
        session.execute(update(Notice).where(Notice.id == unwritten).values(kind="trial", tries=0, claimed_until=None))
    while next_due(clock.now()) is not None:
        fanning.fan_out()
    with committing():
        session.execute(update(Delivery).where(Delivery.notice_id == unwritten).values(kind="template_that_raises"))
        session.execute(update(Delivery).where(Delivery.mail == "reader7@reader.example").values(mail="no address at all"))
    served = {mail.to for mail in rig.sink.mails}
    table.exactly("recipients of the good notice beside the broken one", len(served), number)
    for minutes in PAUSES:
        with news.later(minutes=minutes):
            tick()
    parked = select(func.count()).select_from(Delivery).where(Delivery.notice_id == unwritten, Delivery.fate == "parked")
    tried = select(func.max(Delivery.tries)).where(Delivery.notice_id == unwritten)
    table.exactly("letters that cannot be written are parked", session.scalar(parked), number - _refused(unwritten))
    table.most("after so many tries", session.scalar(tried) or 0, 5)
    broken = session.scalars(select(Notice).where(Notice.key == "broken")).one()
    table.exactly("a notice that cannot be settled is set aside and says why", broken.void_reason, "broken")
    table.most("after so many tries", broken.tries, 5)
    with committing():
        mine = session.merge(broken)
        mine.facts = {name: value for name, value in mine.facts.items() if name != "raise"}
        run_again(mine, at=clock.now())
    with news.later(minutes=500):
        tick()
    again = select(func.count()).select_from(Delivery).join(Notice).where(Notice.key == "broken", Delivery.fate == "sent")
    table.exactly("run again by hand it goes out", session.scalar(again), number)
    session.rollback()


def _refused(notice_id: int) -> int:
    gone = Delivery.fate.in_(("refused", "skipped"))
    return session.scalar(select(func.count()).select_from(Delivery).where(Delivery.notice_id == notice_id, gone)) or 0


# --- many edits ------------------------------------------------------------------------------------------------------


def d24(grounds: Grounds, engine: str, table: Table) -> None:
    """Thirty edits in five minutes, then the cancellation."""
    with grounds.rig(engine) as rig, clock.standing_still(clock.at_local(clock.today())):
        owner = accounts.organisation()
        with news.later(days=-10):
            rows = changing.listing(owner, first_in=17)
        news.told_long_ago()
        readers = rig.number(100, 10)
        for number in range(readers):
            who = following.follower(f"reader{number}@reader.example", language="en")
            following.subscription(who, f"event:{rows[0].run.event_id}")
        key, uid, sequences = rows[0].id, rows[0].uid, []
        for number in range(30):
            with news.later(seconds=number * 10):
                row = session.get_one(Performance, key)
                changing.done(row, kind=DeedKind.MOVE, starts={key: row.starts_at + timedelta(minutes=10)})
                sequences.append(_sequence(uid))
                tick()
        with news.later(minutes=5):
            changing.done(session.get_one(Performance, key), refund=REFUND)
            sequences.append(_sequence(uid))
        for minutes in (5, 10, 14, 15, 16, 20, 31, 36, 60, 24 * 60):
            with news.later(minutes=minutes):
                tick()
        found = list(kinds(rig).values())
        table.exactly("recipients told", len(found), readers)
        table.most("change mails per recipient", max((each.count("change") for each in found), default=0), 1)
        table.exactly("the last mail of each", {each[-1] for each in found}, {"cancellation"})
        table.exactly("cancellation mails per recipient", {each.count("cancellation") for each in found}, {1})
        grows = all(after >= before for before, after in pairwise(sequences))
        table.true("SEQUENCE only grows", grows and sequences[-1] > sequences[0], f"{sequences[0]} … {sequences[-1]}")


def _sequence(uid: str) -> int:
    _, body = asked("/calendar.ics")
    entry = next((each for each in body.split("BEGIN:VEVENT") if uid in each), "")
    found = re.search(r"^SEQUENCE:(\d+)", entry, re.MULTILINE)
    return int(found.group(1)) if found else -1


# --- second thoughts -------------------------------------------------------------------------------------------------


def d25(grounds: Grounds, engine: str, table: Table) -> None:
    """Before their letters are sent some end their subscription, some close their account, and then the event goes."""
    with grounds.rig(engine) as rig:
        owner = accounts.organisation()
        rows = changing.listing(owner, dates=1)
        with committing():
            soon = session.merge(rows[0])
            soon.starts_at, soon.ends_at = clock.now() + timedelta(hours=9), clock.now() + timedelta(hours=11)
        news.told_long_ago()
        people = _readers(rig, rows[0].run.event_id)
        rig.sink.delay = 0.3
        changing.done(session.get_one(Performance, rows[0].id), refund=REFUND)
        while next_due(clock.now()) is not None:
            fanning.fan_out()
        written = session.scalar(select(func.count()).select_from(Delivery).where(Delivery.notice_id.is_not(None))) or 0
        table.note("letters written out", str(written))
        rig.start()
        wait_for(lambda: len(rig.sink.mails) >= 3, 40)
        ended, closed = _leave(people)
        left_at = time.monotonic()
        wait_for(lambda: len(rig.sink.mails) >= 12, 40)
        with committing():
            hide_listing(session.get_one(Performance, rows[0].id).run.event, at=clock.now())
        hidden_at = time.monotonic()
        wait_for(lambda: not rig.open_rows(), 120, 0.5)
        # One letter may be with the mail server at the very moment.
        late, mails = left_at + rig.sink.delay * 1.5, _of_notices(rig)
        for what, gone in (("subscription ended", ended), ("account closed", closed)):
            table.exactly(f"mails after it: {what}", sum(mail.to in gone and mail.at > late for mail in mails), 0)
        late = hidden_at + rig.sink.delay * 1.5
        table.exactly("mails after it: event taken down", sum(mail.at > late for mail in mails), 0)
        whys = session.execute(
            select(Delivery.why, func.count()).where(Delivery.fate == "skipped").group_by(Delivery.why).order_by(Delivery.why)
        )
        table.note("skipped, and why", ", ".join(f"{why} {count}" for why, count in whys))
        session.rollback()


def _of_notices(rig: Rig) -> list[Mail]:
    """The mails of notices: whoever closes an account is told so by a letter of its own."""
    told = set(session.scalars(select(Delivery.id).where(Delivery.notice_id.is_not(None))))
    return [mail for mail in rig.sink.mails if mail.number in told]


def _readers(rig: Rig, event_id: int) -> list[tuple[str, int, int]]:
    """Mailboxes with an account: address, key of the person, key of the subscription."""
    found = []
    for number in range(rig.number(200, 40)):
        who = accounts.person(f"reader{number}@reader.example")
        reader = following.follower(person=who, language="en")
        kept = following.subscription(reader, f"event:{event_id}")
        found.append((f"reader{number}@reader.example", who.id, kept.id))
    session.rollback()
    return found


def _leave(people: Sequence[tuple[str, int, int]]) -> tuple[set[str], set[str]]:
    """The last ones in the queue: every other ends the subscription, every other closes the account."""
    ended, closed = set(), set()
    for place, (mail, person_id, key) in enumerate(people[-16:]):
        with committing():
            if place % 2:
                session.get_one(Subscription, key).ended_at = clock.now()
                ended.add(mail)
            else:
                person = session.get_one(Person, person_id)
                closing.close(person, at=clock.now(), actor=accounts.acting(person))
                closed.add(mail)
    return ended, closed


DRILLS = {"D21": d21, "D24": d24, "D25": d25}

"""Followers with mailboxes, and notices of a trial kind that tells them something."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import insert, text

import application
from core import clock
from core.db import committing, session
from notices import registry
from notices.kinds import NoticeKind, Reader
from notices.models.delivery import Delivery
from notices.models.follower import ChannelCode, Endpoint, Follower, Subscription, Wish
from notices.models.notice import Notice
from notices.news import News
from notices.queries import audience

SUBJECT = "trial:1"
_numbers = count(1)


def _settled(notice: Notice, at: datetime) -> str:
    """What the notice's facts say: `void` (a reason), or `raise`."""
    del at
    if notice.facts.get("raise"):
        raise RuntimeError("planted")
    return str(notice.facts.get("void", ""))


def _readers(notice: Notice, cursor: int, at: datetime) -> Sequence[Reader]:
    """Whoever wants to hear of changes of the notice's subject, by mail and by the inbox."""
    found = audience.wanted([notice.facts.get("subject", SUBJECT)], [News.CHANGE], cursor, at)
    return [
        Reader(
            cursor=each.follower.id, channel=each.endpoint.channel, language=each.language, follower_id=each.follower.id,
            endpoint_id=each.endpoint.id, person_id=each.follower.person_id, subscriptions=each.subscriptions,
            mail=each.follower.address if each.endpoint.channel == ChannelCode.MAIL else "",
        )
        for each in found
    ]


def _refused(delivery: Delivery, at: datetime) -> str:
    del at
    return str((delivery.notice.facts if delivery.notice else {}).get("refuse", ""))


TRIAL = NoticeKind(
    code="trial", words=lambda: "Trial", settle=_settled, readers=_readers, refusal=_refused,
    news=lambda _notice: (News.CHANGE.value,),
)


def register_trial(*more: NoticeKind) -> None:
    """The trial kind beside all others, in this process (a drill's own scheduler begins with it)."""
    registry.fill(
        followables=application.FOLLOWABLES, notice_kinds=(*application.NOTICE_KINDS, TRIAL, *more),
        letter_kinds=application.LETTER_KINDS,
    )


@contextmanager
def trial_known(*more: NoticeKind) -> Iterator[None]:
    """The trial kind, for as long as a test lasts."""
    register_trial(*more)
    try:
        yield
    finally:
        registry.fill(
            followables=application.FOLLOWABLES, notice_kinds=application.NOTICE_KINDS, letter_kinds=application.LETTER_KINDS
        )


def follower(mail: str = "", *, subject: str = SUBJECT, channel: str = ChannelCode.MAIL, **facts: Any) -> Follower:
    """Somebody who follows a thing and wants to hear of its changes by one way."""
    at = clock.now()
    stated = {"mail": mail or f"one{next(_numbers)}@reader.example", "confirmed_at": at, "key": f"k{next(_numbers)}"} | facts
    row = Follower(made_at=at, **stated)
    with committing():
        session.add(row)
        session.flush()
        way = Endpoint(follower_id=row.id, channel=str(channel), made_at=at)
        kept = Subscription(follower_id=row.id, subject=subject, made_at=at, confirmed_at=at)
        session.add_all([way, kept])
        session.flush()
        session.add(Wish(
            subscription_id=kept.id, follower_id=row.id, endpoint_id=way.id, subject=subject, news=News.CHANGE.value
        ))
    return row


def followers(number: int, *, subject: str = SUBJECT, domain: str = "reader.example", first: int = 1) -> None:
    """Many of them, mailboxes reader1@…, at once; their keys begin at `first` in all tables."""
    at = clock.now()
    keys = range(first, first + number)
    rows: dict[Any, list[dict[str, Any]]] = {
        Follower: [
            {"id": key, "mail": f"reader{key}@{domain}", "confirmed_at": at, "key": f"key{key}", "made_at": at} for key in keys
        ],
        Endpoint: [
            {"id": key, "follower_id": key, "channel": "mail", "made_at": at, "name": "", "fetched_by": "", "problem": "",
             "options": {}} for key in keys
        ],
        Subscription: [
            {"id": key, "follower_id": key, "subject": subject, "made_at": at, "confirmed_at": at} for key in keys
        ],
        Wish: [
            {"id": key, "subscription_id": key, "follower_id": key, "endpoint_id": key, "subject": subject, "news": "change"}
            for key in keys
        ],
    }
    with committing():
        for model, stated in rows.items():
            for begin in range(0, number, 5_000):
                session.execute(insert(model), stated[begin : begin + 5_000])
            if session.get_bind().dialect.name == "postgresql":  # the next one without a key comes after these
                name = model.__tablename__
                session.execute(text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))"))


def notice(key: str = "", *, due_in: timedelta = timedelta(0), **facts: Any) -> Notice:
    """A notice of the trial kind, due now unless it is said when. `facts` may be those of its columns."""
    columns = {name: facts.pop(name) for name in list(facts) if name in Notice.__table__.columns}
    at = clock.now()
    row = Notice(**{
        "kind": TRIAL.code, "key": key or f"trial:{next(_numbers)}", "made_at": at, "due_at": at + due_in,
        "facts": {"subject": SUBJECT, "name": "林舟"} | facts,
    } | columns)
    with committing():
        session.add(row)
    return row

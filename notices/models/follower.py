"""Who follows what: somebody with or without an account, the ways to reach them, and what they want to hear of."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models.person import LONGEST_MAIL, Person
from core.db import Base
from core.types import Code, Key, Line, Mark, Moment, Versioned

LONGEST_SUBJECT = 500
A_DAY = 24 * 60
# What the sweeps look through.
WAITS, IS_OVER = text("confirmed_at IS NULL"), text("ended_at IS NOT NULL")


class ChannelCode(StrEnum):
    """The ways by which somebody can hear of something; each has its file in notices/channels, but for those that are asked
    for (calendar, inbox)."""

    MAIL = "mail"
    INBOX = "inbox"
    CALENDAR = "calendar"
    WECOM = "wecom"
    DINGTALK = "dingtalk"
    FEISHU = "feishu"
    WEBHOOK = "webhook"


class Follower(Base, Versioned):
    """Somebody who follows. `person` where they have an account (their address is the account's then); else `mail`, or none
    at all (a calendar is enough).

    `key` stands in the links by which they manage what they follow; another one makes all earlier links void. Minutes
    are of the day in `zone`: quiet from `quiet_from` to `quiet_until` (None: never), the digest at `digest_minute` and, once
    a week, on `digest_weekday` (0 is Monday); `digest_due_at` is the next one (None: none asked for). Paused: nothing is told
    until `paused_until`, or until they go on.
    """

    __tablename__ = "notices_follower"
    __table_args__ = (
        CheckConstraint(f"quiet_from >= 0 AND quiet_from < {A_DAY}", name="quiet_from"),
        CheckConstraint(f"quiet_until >= 0 AND quiet_until < {A_DAY}", name="quiet_until"),
        CheckConstraint(f"digest_minute >= 0 AND digest_minute < {A_DAY}", name="digest_minute"),
        CheckConstraint("digest_weekday >= 0 AND digest_weekday < 7", name="digest_weekday"),
        Index("ix_notices_follower_digest_due_at", "digest_due_at"),
        Index("ix_notices_follower_made_at", "made_at"),
    )

    id: Mapped[Key]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"), unique=True)
    mail: Mapped[str | None] = mapped_column(String(LONGEST_MAIL), unique=True)
    confirmed_at: Mapped[Moment | None]
    key: Mapped[str] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(2), default="zh", server_default="zh")
    zone: Mapped[str] = mapped_column(String(40), default="Asia/Shanghai", server_default="Asia/Shanghai")
    quiet_from: Mapped[int | None]
    quiet_until: Mapped[int | None]
    digest_minute: Mapped[int] = mapped_column(default=8 * 60, server_default="480")
    digest_weekday: Mapped[int] = mapped_column(default=3, server_default="3")
    digest_due_at: Mapped[Moment | None]
    paused_at: Mapped[Moment | None]
    paused_until: Mapped[Moment | None]
    made_at: Mapped[Moment]

    person: Mapped[Person | None] = relationship()

    @property
    def address(self) -> str:
        """Where letters go: the account's address, else their own once it is confirmed; empty where none is known."""
        if self.person is not None:
            return (self.person.mail or "") if self.person.is_open else ""
        return (self.mail or "") if self.confirmed_at else ""

    def is_paused_at(self, moment: datetime) -> bool:
        """Whether nothing is told for now."""
        return self.paused_at is not None and (self.paused_until is None or moment < self.paused_until)


class Endpoint(Base, Versioned):
    """One way to reach a follower: their mailbox, the inbox on the page, a robot, a webhook, a private calendar.

    `address` is a robot's or webhook's (a mailbox' is the follower's own). `secret` signs what is sent to it. `token_hash` is
    of a private calendar's address, which is shown once; `fetched_at` and `fetched_by` (a service, never a person) when it was
    last asked for. `options`: JSON of the channel (a calendar: {"alarms": [minutes]}). In force until `ended_at`. `stopped_at`:
    it failed for good, `problem` says how.
    """

    __tablename__ = "notices_endpoint"
    __table_args__ = (Index("ix_notices_endpoint_follower_id", "follower_id", "channel"),)

    id: Mapped[Key]
    follower_id: Mapped[int] = mapped_column(ForeignKey("notices_follower.id", ondelete="CASCADE"))
    channel: Mapped[Code]
    name: Mapped[Line]
    address: Mapped[str] = mapped_column(String(500), default="", server_default="")
    secret: Mapped[str] = mapped_column(String(200), default="", server_default="")
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    options: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    made_at: Mapped[Moment]
    rotated_at: Mapped[Moment | None]
    ended_at: Mapped[Moment | None]
    stopped_at: Mapped[Moment | None]
    fetched_at: Mapped[Moment | None]
    fetched_by: Mapped[Line]
    failures: Mapped[int] = mapped_column(default=0, server_default="0")
    problem: Mapped[Line]

    follower: Mapped[Follower] = relationship()

    @property
    def is_open(self) -> bool:
        """Whether it can be reached by it."""
        return self.ended_at is None and self.stopped_at is None

    @property
    def code(self) -> str:
        """What its receiver was sent and its owner has not typed yet: until then it is stopped, and told nothing else."""
        return str((self.options or {}).get("code", ""))


class Subscription(Base, Versioned):
    """A follower follows one thing, once. `subject` names it for ever ("venue:12", events/followable.py).

    In force once `confirmed_at` is set, until `ended_at`; nothing is told of it while `paused_at` is set. `language`: of what
    is told of it ("": the follower's). What is wanted by which way stands in its wishes. Since `net_ended_at` no letter comes
    of it on behalf of a calendar alone (notices/safety.py).
    """

    __tablename__ = "notices_subscription"
    __table_args__ = (
        UniqueConstraint("follower_id", "subject"),
        Index("ix_notices_subscription_subject", "subject"),
        Index("ix_notices_subscription_made_at", "made_at", sqlite_where=WAITS, postgresql_where=WAITS),
        Index("ix_notices_subscription_ended_at", "ended_at", sqlite_where=IS_OVER, postgresql_where=IS_OVER),
    )

    id: Mapped[Key]
    follower_id: Mapped[int] = mapped_column(ForeignKey("notices_follower.id", ondelete="CASCADE"))
    subject: Mapped[str] = mapped_column(String(LONGEST_SUBJECT))
    language: Mapped[str] = mapped_column(String(2), default="", server_default="")
    made_at: Mapped[Moment]
    confirmed_at: Mapped[Moment | None]
    paused_at: Mapped[Moment | None]
    ended_at: Mapped[Moment | None]
    net_ended_at: Mapped[Moment | None]

    follower: Mapped[Follower] = relationship()
    wishes: Mapped[list["Wish"]] = relationship(
        order_by="Wish.id", back_populates="subscription", cascade="all, delete-orphan", passive_deletes=True
    )

    @property
    def is_followed(self) -> bool:
        """Whether the follower said yes to it, and did not end it."""
        return self.confirmed_at is not None and self.ended_at is None


class Wish(Base):
    """One kind of news of a subscription by one way. `news` is a word of notices/news.py ("change", "reminder:1440").

    `subject` and `follower_id` repeat the subscription's, so that an audience is read from one index.
    """

    __tablename__ = "notices_wish"
    __table_args__ = (
        UniqueConstraint("subscription_id", "endpoint_id", "news"),
        Index("ix_notices_wish_subject", "subject", "news", "follower_id", "endpoint_id"),
        Index("ix_notices_wish_endpoint_id", "endpoint_id"),
        Index("ix_notices_wish_follower_id", "follower_id"),
        Index("ix_notices_wish_news", "news", "subject"),
    )

    id: Mapped[Key]
    subscription_id: Mapped[int] = mapped_column(ForeignKey("notices_subscription.id", ondelete="CASCADE"))
    follower_id: Mapped[int] = mapped_column(ForeignKey("notices_follower.id", ondelete="CASCADE"))
    endpoint_id: Mapped[int] = mapped_column(ForeignKey("notices_endpoint.id", ondelete="CASCADE"))
    subject: Mapped[str] = mapped_column(String(LONGEST_SUBJECT))
    news: Mapped[Code]

    subscription: Mapped[Subscription] = relationship(back_populates="wishes")
    endpoint: Mapped[Endpoint] = relationship()


class Stop(Base):
    """A mailbox, or a person, that does not want one kind of letter any more (`kind` "*": none that can be stopped)."""

    __tablename__ = "notices_stop"
    __table_args__ = (UniqueConstraint("mail", "kind"),)

    id: Mapped[Key]
    mail: Mapped[str] = mapped_column(String(LONGEST_MAIL))
    kind: Mapped[Code]
    at: Mapped[Moment]


class Standing(Base):
    """What is known of a mailbox: how often it was refused for good in a row, and since when nothing is sent to it and why."""

    __tablename__ = "notices_standing"
    __table_args__ = (Index("ix_notices_standing_at", "at"),)

    id: Mapped[Key]
    mail: Mapped[str] = mapped_column(String(LONGEST_MAIL), unique=True)
    refusals: Mapped[int] = mapped_column(default=0, server_default="0")
    stopped_at: Mapped[Moment | None]
    why: Mapped[Code] = mapped_column(default="", server_default="")
    at: Mapped[Moment]
    is_complaint: Mapped[Mark]

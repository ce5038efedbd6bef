"""The outbox: one row for each thing that somebody is told by one way; written in the transaction that gives the reason, sent
after it."""

from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models.person import LONGEST_MAIL
from core.db import Base
from core.types import Code, Key, Line, Mark, Moment, words
from notices.models.follower import ChannelCode
from notices.models.notice import Notice

OPEN = text("over_at IS NULL")
OVER = text("over_at IS NOT NULL")
OPEN_IN_GROUP = text("over_at IS NULL AND \"group\" <> ''")
OF_SOMEBODY = text("person_id IS NOT NULL")
SAYS_TO_WHOM = text("over_at IS NOT NULL AND (mail <> '' OR follower_id IS NOT NULL)")


class Fate(StrEnum):
    """What became of a delivery. PARKED: tried too often; it can be sent again by hand. REFUSED: for good."""

    OPEN = "open"
    SENT = "sent"
    REFUSED = "refused"
    PARKED = "parked"
    SKIPPED = "skipped"


class Delivery(Base):
    """One reader × notice × way (× revision), or one letter. `key` makes it once; `facts` is what its template needs beside the
    notice's own, and no secret.

    Over when `over_at` is set; `fate` says how, `why` why it was skipped, `problem` what the other side said last. In between
    it is due from `due_at`, in the order of `turn_at` (an organisation that has much to say takes its turns), tried `tries`
    times, and held by `claimed_by` until `claimed_until` while it is sent. After `useful_until` nobody needs it.
    `group` names what it belongs to ("deed:12"), by which it can be taken back before it is sent. `bounced_at` and
    `complained_at`: what came back after it was sent; `delivered_at`: the mail service said that it arrived. `parts_gone`: so
    many parts of a message to a chat group arrived; whoever sends it next goes on with the one behind them.
    """

    __tablename__ = "notices_delivery"
    __table_args__ = (
        Index("ix_notices_delivery_turn_at", "channel", "turn_at", "id", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_notices_delivery_due_at", "due_at", "channel", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_notices_delivery_group", "group", sqlite_where=OPEN_IN_GROUP, postgresql_where=OPEN_IN_GROUP),
        Index("ix_notices_delivery_mail", "mail"),
        Index("ix_notices_delivery_over_at", "over_at", sqlite_where=SAYS_TO_WHOM, postgresql_where=SAYS_TO_WHOM),
        Index("ix_notices_delivery_fate", "fate", "over_at", sqlite_where=OVER, postgresql_where=OVER),
        Index("ix_notices_delivery_person_id", "person_id", sqlite_where=OF_SOMEBODY, postgresql_where=OF_SOMEBODY),
        Index(
            "ix_notices_delivery_last_turn", "organisation_id", "due_at", "turn_at", sqlite_where=OPEN, postgresql_where=OPEN
        ),
        Index("ix_notices_delivery_notice_id", "notice_id", "fate"),
        Index("ix_notices_delivery_follower_id", "follower_id", "made_at"),
        Index("ix_notices_delivery_endpoint_id", "endpoint_id"),
    )

    id: Mapped[Key]
    key: Mapped[str] = mapped_column(String(160), unique=True)
    kind: Mapped[Code]
    channel: Mapped[Code] = mapped_column(default=ChannelCode.MAIL.value, server_default="mail")
    group: Mapped[str] = mapped_column(String(80), default="", server_default="")
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("notices_notice.id"))
    follower_id: Mapped[int | None] = mapped_column(ForeignKey("notices_follower.id", ondelete="SET NULL"))
    endpoint_id: Mapped[int | None] = mapped_column(ForeignKey("notices_endpoint.id", ondelete="SET NULL"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_organisation.id"))
    mail: Mapped[str] = mapped_column(String(LONGEST_MAIL))
    language: Mapped[str] = mapped_column(String(2))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    made_at: Mapped[Moment]
    due_at: Mapped[Moment]
    turn_at: Mapped[Moment]
    useful_until: Mapped[Moment | None]
    fate: Mapped[Fate] = mapped_column(words(Fate), default=Fate.OPEN, server_default="open")
    over_at: Mapped[Moment | None]
    why: Mapped[Code] = mapped_column(default="", server_default="")
    tries: Mapped[int] = mapped_column(default=0)
    parts_gone: Mapped[int] = mapped_column(default=0, server_default="0")
    claimed_by: Mapped[str] = mapped_column(String(40), default="", server_default="")
    claimed_until: Mapped[Moment | None]
    problem: Mapped[Line]
    delivered_at: Mapped[Moment | None]
    bounced_at: Mapped[Moment | None]
    complained_at: Mapped[Moment | None]
    read_at: Mapped[Moment | None]
    is_promotional: Mapped[Mark]

    notice: Mapped[Notice | None] = relationship()

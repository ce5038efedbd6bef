"""The outbox: one row for each thing that somebody is told; written in the transaction that gives the reason, sent after it."""

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from accounts.models.person import LONGEST_MAIL
from core.db import Base
from core.types import Code, Key, Line, Moment, where_stated


class Delivery(Base):
    """One letter to one address. `key` makes it once; `facts` is what its template needs, and no secret.

    Sent when `sent_at` is set; given up when `given_up_at` is (refused by the server for good, or tried too often). In
    between it is due from `due_at`, tried `tries` times, and held by `claimed_by` until `claimed_until` while it is sent.
    `group` names what it belongs to ("deed:12"), by which it can be taken back before it is sent.
    """

    __tablename__ = "notices_delivery"
    __table_args__ = (
        Index("ix_notices_delivery_due_at", "sent_at", "given_up_at", "due_at"),
        Index("ix_notices_delivery_group", "group"),
        Index("ix_notices_delivery_mail", "mail"),
        Index("ix_notices_delivery_sent_at", "sent_at", **where_stated("mail")),
        Index("ix_notices_delivery_given_up_at", "given_up_at", **where_stated("mail")),
        Index("ix_notices_delivery_person_id", "person_id"),
        Index("ix_notices_delivery_organisation_id", "organisation_id"),
    )

    id: Mapped[Key]
    key: Mapped[str] = mapped_column(String(160), unique=True)
    kind: Mapped[Code]
    group: Mapped[str] = mapped_column(String(80), default="", server_default="")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_organisation.id"))
    mail: Mapped[str] = mapped_column(String(LONGEST_MAIL))
    language: Mapped[str] = mapped_column(String(2))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    made_at: Mapped[Moment]
    due_at: Mapped[Moment]
    sent_at: Mapped[Moment | None]
    given_up_at: Mapped[Moment | None]
    tries: Mapped[int] = mapped_column(default=0)
    claimed_by: Mapped[str] = mapped_column(String(40), default="", server_default="")
    claimed_until: Mapped[Moment | None]
    problem: Mapped[Line]

"""Addresses of others that listings show, and whether they still lead anywhere."""

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base
from core.types import Code, Key, Moment, words
from events.linkstate import Standing, State


class CheckedLink(Base):
    """One address, checked once however many listings name it; `outcome` is what the last check came to.

    The rows that show it hold `dead_…` columns (Run, Performance, Event): the address last found dead, which is shown nowhere
    while it is still the one stated. Whoever states another shows it at once.
    """

    __tablename__ = "events_checked_link"
    __table_args__ = (Index("ix_events_checked_link_due_at", "due_at"),)

    id: Mapped[Key]
    address: Mapped[str] = mapped_column(String(300), unique=True)
    host: Mapped[str] = mapped_column(String(255), default="")
    state: Mapped[State] = mapped_column(words(State), default=State.UNCHECKED)
    outcome: Mapped[Code] = mapped_column(default="", server_default="")
    gone: Mapped[int] = mapped_column(default=0)
    failures: Mapped[int] = mapped_column(default=0)
    failing_since: Mapped[Moment | None]
    dead_since: Mapped[Moment | None]
    checked_at: Mapped[Moment | None]
    due_at: Mapped[Moment]

    @property
    def standing(self) -> Standing:
        """What is known of it."""
        return Standing(
            state=self.state, gone=self.gone, failures=self.failures, failing_since=self.failing_since,
            dead_since=self.dead_since,
        )

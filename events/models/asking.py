"""That an organiser was asked whether a run stands as listed."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base
from core.types import Key, Moment


class Asking(Base):
    """A run was looked at so many days (`lead`) before a performance: once a lead, and once more every 28 days of a long run.

    `asked_at` is empty where nobody had to be asked: it was confirmed, or listed, only just before.
    """

    __tablename__ = "events_asking"
    # Whoever is first writes the row and the letters with it; nobody writes them again.
    __table_args__ = (UniqueConstraint("run_id", "lead", "turn"),)

    id: Mapped[Key]
    run_id: Mapped[int] = mapped_column(ForeignKey("events_run.id", ondelete="CASCADE"))
    lead: Mapped[int]
    turn: Mapped[int]
    made_at: Mapped[Moment]
    asked_at: Mapped[Moment | None]

"""The browsers that open a follower's pages without an account."""

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base
from core.types import Key, Moment


class Browser(Base):
    """One browser that was given a follower's pages. The cookie holds a random token, this row its hash; without the row the
    cookie is nothing."""

    __tablename__ = "notices_browser"
    __table_args__ = (
        Index("ix_notices_browser_follower_id", "follower_id", "id"), Index("ix_notices_browser_ends_at", "ends_at"),
    )

    id: Mapped[Key]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    follower_id: Mapped[int] = mapped_column(ForeignKey("notices_follower.id", ondelete="CASCADE"))
    ends_at: Mapped[Moment]

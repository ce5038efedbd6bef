"""How far something that looks at the clock has looked: what fell due while nobody looked is found by it."""

from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base
from core.types import Code, Key, Moment


class Look(Base):
    """One kind of look (`name`), and the moment up to which all that was due has been seen."""

    __tablename__ = "notices_look"

    id: Mapped[Key]
    name: Mapped[Code] = mapped_column(unique=True)
    at: Mapped[Moment]

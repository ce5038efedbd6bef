"""The person: somebody who signs in; and what was agreed to."""

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Base
from core.types import Code, Key, Line, Mark, Moment, Versioned

LONGEST_MAIL = 254


class Person(Base, Versioned):
    """Somebody who signs in by mail address and password. While the address waits to be confirmed there is none (`SignUp`).

    `mail` is in lower case and None once the account is closed (`closed_at`): the row stays, so that the trail keeps its
    ties, and says nothing of the person any more. `mail_wanted` is to follow it, once it is confirmed. `password_at` is when
    the password was last set; links by mail are bound to it and to `mail`. `totp_secret` is base32, in force from
    `totp_since`; `totp_step` is the last 30-second step that was used, so that no code counts twice.
    """

    __tablename__ = "accounts_person"

    id: Mapped[Key]
    mail: Mapped[str | None] = mapped_column(String(LONGEST_MAIL), unique=True)
    mail_confirmed_at: Mapped[Moment | None]
    mail_wanted: Mapped[str] = mapped_column(String(LONGEST_MAIL), default="", server_default="")
    mail_wanted_at: Mapped[Moment | None]
    name: Mapped[Line]
    language: Mapped[str] = mapped_column(String(2), default="zh", server_default="zh")
    password_hash: Mapped[str] = mapped_column(String(200), default="", server_default="")
    password_at: Mapped[Moment | None]
    totp_secret: Mapped[Code] = mapped_column(default="", server_default="")
    totp_since: Mapped[Moment | None]
    totp_step: Mapped[int] = mapped_column(default=0, server_default="0")
    created_at: Mapped[Moment]
    closed_at: Mapped[Moment | None]
    is_demo: Mapped[Mark]

    @property
    def is_open(self) -> bool:
        """Whether the account can be used: confirmed and not closed."""
        return self.mail_confirmed_at is not None and self.closed_at is None

    @property
    def has_second_factor(self) -> bool:
        """Whether a code is asked for beside the password."""
        return self.totp_since is not None


class SignUp(Base):
    """One time that somebody asked for an account at an address; kept until one of them is confirmed, or grows too old.

    The person is there from the first, without a password. Each sign-up has a link of its own, which opens the account under
    its own password alone: who typed it may be a stranger, and who reads the letter must not let them in.
    """

    __tablename__ = "accounts_sign_up"
    __table_args__ = (Index("ix_accounts_sign_up_person_id", "person_id"), Index("ix_accounts_sign_up_made_at", "made_at"))

    id: Mapped[Key]
    person_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id"))
    name: Mapped[Line]
    language: Mapped[str] = mapped_column(String(2))
    password_hash: Mapped[str] = mapped_column(String(200))
    wants_news: Mapped[Mark]
    made_at: Mapped[Moment]


class RecoveryCode(Base):
    """A code for the day when the second factor is lost; only its hash is kept, and it opens once."""

    __tablename__ = "accounts_recovery_code"
    __table_args__ = (Index("ix_accounts_recovery_code_person_id", "person_id"),)

    id: Mapped[Key]
    person_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id"))
    code_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[Moment | None]


class Consent(Base):
    """What a person agreed to: a purpose, the version of the wording, when, and when it was taken back."""

    __tablename__ = "accounts_consent"
    __table_args__ = (Index("ix_accounts_consent_person_id", "person_id", "purpose"),)

    id: Mapped[Key]
    person_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id"))
    purpose: Mapped[Code]
    wording: Mapped[Code]
    given_at: Mapped[Moment]
    withdrawn_at: Mapped[Moment | None]


class SignIn(Base):
    """One signed-in device. The cookie holds a random token, this row its hash; without the row the cookie is nothing.

    `strong_at` is when a second factor was shown in it.
    """

    __tablename__ = "accounts_sign_in"
    __table_args__ = (Index("ix_accounts_sign_in_person_id", "person_id"),)

    id: Mapped[Key]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id"))
    device: Mapped[Line]
    began_at: Mapped[Moment]
    seen_at: Mapped[Moment]
    ends_at: Mapped[Moment]
    strong_at: Mapped[Moment | None]

    person: Mapped[Person] = relationship()


class Attempt(Base):
    """One try at something that is throttled; `key` is its kind and a keyed hash of who tried, never an address."""

    __tablename__ = "accounts_attempt"
    __table_args__ = (Index("ix_accounts_attempt_key", "key", "at"), Index("ix_accounts_attempt_at", "at"))

    id: Mapped[Key]
    key: Mapped[str] = mapped_column(String(80))
    at: Mapped[Moment]

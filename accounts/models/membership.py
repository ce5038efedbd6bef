"""Who may act for whom: members of organisations, invitations, the staff of the site, tokens of programs."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models.organisation import Organisation
from accounts.models.person import LONGEST_MAIL, Person
from core.db import Base
from core.types import Key, Line, Moment, Versioned, words


class Role(StrEnum):
    """What a member may do: an owner everything, an editor the listings, a viewer read."""

    OWNER = "owner"
    EDITOR = "editor"
    VIEWER = "viewer"


RANK = {Role.VIEWER: 1, Role.EDITOR: 2, Role.OWNER: 3}


class StaffRole(StrEnum):
    """What the site's own staff do; apart from any organisation."""

    REVIEWER = "reviewer"
    CONSOLE = "console"
    ADMIN = "admin"


class Membership(Base, Versioned):
    """A person acts for an organisation from `since` until `until` (None: until ended)."""

    __tablename__ = "accounts_membership"
    __table_args__ = (
        Index("ix_accounts_membership_person_id", "person_id"),
        Index("ix_accounts_membership_organisation_id", "organisation_id"),
    )

    id: Mapped[Key]
    person_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("accounts_organisation.id"))
    role: Mapped[Role] = mapped_column(words(Role))
    since: Mapped[Moment]
    until: Mapped[Moment | None]

    person: Mapped[Person] = relationship()
    organisation: Mapped[Organisation] = relationship()

    def is_in_force_at(self, moment: datetime) -> bool:
        """Whether it counts."""
        return self.since <= moment and (self.until is None or moment < self.until)


class Invitation(Base, Versioned):
    """An organisation asks whoever reads `mail` to join; open until accepted, withdrawn or expired."""

    __tablename__ = "accounts_invitation"
    __table_args__ = (
        Index("ix_accounts_invitation_organisation_id", "organisation_id"),
        Index("ix_accounts_invitation_invited_by_id", "invited_by_id"),
        Index("ix_accounts_invitation_mail", "mail"),
    )

    id: Mapped[Key]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("accounts_organisation.id"))
    mail: Mapped[str] = mapped_column(String(LONGEST_MAIL))
    role: Mapped[Role] = mapped_column(words(Role))
    until: Mapped[Moment | None]
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id"))
    made_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    accepted_at: Mapped[Moment | None]
    withdrawn_at: Mapped[Moment | None]

    organisation: Mapped[Organisation] = relationship()
    invited_by: Mapped[Person] = relationship()

    def is_open_at(self, moment: datetime) -> bool:
        """Whether it can still be accepted."""
        return self.accepted_at is None and self.withdrawn_at is None and moment < self.expires_at


class StaffGrant(Base):
    """A person works for the site itself, from `since` until `until`."""

    __tablename__ = "accounts_staff_grant"
    __table_args__ = (Index("ix_accounts_staff_grant_person_id", "person_id"),)

    id: Mapped[Key]
    person_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id"))
    role: Mapped[StaffRole] = mapped_column(words(StaffRole))
    since: Mapped[Moment]
    until: Mapped[Moment | None]

    person: Mapped[Person] = relationship()


class ApiToken(Base):
    """A program acts for an organisation within `scopes`; only the hash of the token is kept."""

    __tablename__ = "accounts_api_token"
    __table_args__ = (
        Index("ix_accounts_api_token_organisation_id", "organisation_id"),
        Index("ix_accounts_api_token_person_id", "person_id"),
    )

    id: Mapped[Key]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("accounts_organisation.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id"))
    name: Mapped[Line]
    scopes: Mapped[list[Any]] = mapped_column(JSON, default=list)
    made_at: Mapped[Moment]
    expires_at: Mapped[Moment | None]
    revoked_at: Mapped[Moment | None]
    used_at: Mapped[Moment | None]

    organisation: Mapped[Organisation] = relationship()
    person: Mapped[Person] = relationship()

    def is_in_force_at(self, moment: datetime) -> bool:
        """Whether it opens anything."""
        return self.revoked_at is None and (self.expires_at is None or moment < self.expires_at)

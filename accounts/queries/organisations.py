"""Selects of organisations."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, not_, or_, select

from accounts.models.membership import ApiToken, Invitation, Membership
from accounts.models.organisation import Organisation
from accounts.models.trail import TrailEntry
from core.db import session


def organisation_of_slug(slug: str) -> Organisation | None:
    """The organisation of a slug, or None."""
    return session.scalars(select(Organisation).where(Organisation.slug == slug)).one_or_none()


def organisation_by_key(key: int) -> Organisation | None:
    """The organisation of a key, or None; for jobs, which no address leads to."""
    return session.get(Organisation, key)


def organisation_keys() -> dict[str, int]:
    """Every organisation's key by its slug."""
    return dict(session.execute(select(Organisation.slug, Organisation.id)).all())


def demo_organisation_keys(*, but: Sequence[int] = ()) -> list[int]:
    """Keys of the demo's organisations that nobody ever acted for, without those in `but`."""
    acted_for = [
        exists().where(table.organisation_id == Organisation.id) for table in (Membership, TrailEntry, Invitation, ApiToken)
    ]
    query = select(Organisation.id).where(Organisation.is_demo.is_(True), Organisation.id.not_in(but))
    return list(session.scalars(query.where(not_(or_(*acted_for)))))


def open_invitations(organisation_id: int, at: datetime) -> Sequence[Invitation]:
    """The invitations of an organisation that can still be accepted."""
    query = select(Invitation).where(
        Invitation.organisation_id == organisation_id, Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None),
        Invitation.expires_at > at,
    )
    return session.scalars(query.order_by(Invitation.id)).all()

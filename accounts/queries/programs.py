"""Selects of tokens."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from accounts.models.membership import ApiToken
from core.db import session


def token_of_hash(token_hash: str) -> ApiToken | None:
    """A token with its organisation, by its hash."""
    query = select(ApiToken).where(ApiToken.token_hash == token_hash).options(joinedload(ApiToken.organisation))
    return session.scalars(query).one_or_none()


def tokens_of(organisation_id: int) -> Sequence[ApiToken]:
    """An organisation's tokens, the latest first."""
    query = select(ApiToken).where(ApiToken.organisation_id == organisation_id).options(joinedload(ApiToken.person))
    return session.scalars(query.order_by(ApiToken.id.desc()).limit(100)).all()


def token_of(organisation_id: int, key: int) -> ApiToken | None:
    """One of an organisation's tokens."""
    return session.scalars(
        select(ApiToken).where(ApiToken.id == key, ApiToken.organisation_id == organisation_id)
    ).one_or_none()

"""Deeds on tokens: made, used, revoked. The token itself is told once and never kept."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from accounts.actor import Actor
from accounts.models.membership import ApiToken
from accounts.models.organisation import Organisation
from accounts.queries import programs as queries
from accounts.services import trail
from core import tokens
from core.db import session
from core.errors import Refused
from core.text import clean_line, shortened

SCOPES = ("listings:read", "listings:write")
MOST_TOKENS = 20
LONGEST_LIFE = timedelta(days=366)


def make(
    organisation: Organisation, name: str, scopes: Sequence[str], *, days: int, at: datetime, actor: Actor
) -> tuple[ApiToken, str]:
    """A new token; the second value is told once. It ends after at most a year."""
    wanted = [scope for scope in SCOPES if scope in scopes]
    in_force = [each for each in queries.tokens_of(organisation.id) if each.is_in_force_at(at)]
    if not wanted:
        raise Refused("scope_needed")
    if len(in_force) >= MOST_TOKENS:
        raise Refused("too_many_tokens")
    if actor.person_id is None:
        raise Refused("person_needed")
    token = f"dw_{tokens.fresh_token()}"
    row = ApiToken(
        token_hash=tokens.hash_of(token), organisation_id=organisation.id, person_id=actor.person_id,
        name=shortened(clean_line(name), 100), scopes=wanted, made_at=at,
        expires_at=at + min(timedelta(days=days), LONGEST_LIFE),
    )
    session.add(row)
    session.flush()  # its key names it in the trail
    trail.note("token_made", at=at, actor=actor, organisation_id=organisation.id, subject=row, after={"scopes": wanted})
    return row, token


def revoke(row: ApiToken, *, at: datetime, actor: Actor) -> None:
    """It opens nothing any more."""
    if row.revoked_at is None:
        row.revoked_at = at
        trail.note("token_revoked", at=at, actor=actor, organisation_id=row.organisation_id, subject=row)


def note_use(row: ApiToken, *, at: datetime) -> None:
    """It was used."""
    row.used_at = at

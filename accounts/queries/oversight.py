"""Selects for the staff: all organisations, what is claimed; and the trail of one organisation."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased, joinedload

from accounts.models.handover import OrganisationClaim
from accounts.models.organisation import Organisation
from accounts.models.person import Person
from accounts.models.trail import TrailEntry
from core.db import session

A_PAGE = 50
MOST_AT_ONCE = 500


def _like(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def organisations_like(words: str, *, after: str = "", limit: int = A_PAGE) -> Sequence[Organisation]:
    """Organisations by name, address or credit code, in the order of their addresses, from one address on."""
    query = select(Organisation).where(Organisation.merged_into_id.is_(None), Organisation.slug > after)
    if words:
        like = _like(words)
        columns = (Organisation.name_zh, Organisation.name_en, Organisation.slug, Organisation.credit_code)
        query = query.where(or_(*(column.ilike(like, escape="\\") for column in columns)))
    return session.scalars(query.order_by(Organisation.slug).limit(limit)).all()


def claimable(words: str, at: datetime, limit: int = 20) -> Sequence[Organisation]:
    """Organisations that everybody sees and nobody acts for, by name; none without words."""
    if not words:
        return ()
    like = _like(words)
    query = select(Organisation).where(
        Organisation.merged_into_id.is_(None), Organisation.listed_at <= at, Organisation.is_demo.is_(False),
        Organisation.closed_at.is_(None),
        or_(Organisation.name_zh.ilike(like, escape="\\"), Organisation.name_en.ilike(like, escape="\\")),
    )
    return session.scalars(query.order_by(Organisation.slug).limit(limit)).all()


def claimable_organisation(slug: str) -> Organisation | None:
    """An organisation that everybody sees, by its address, or None."""
    return session.scalars(
        select(Organisation).where(
            Organisation.slug == slug, Organisation.listed_at.is_not(None), Organisation.merged_into_id.is_(None),
            Organisation.closed_at.is_(None),
        )
    ).one_or_none()


def organisations_named(stated: str, limit: int = 2) -> Sequence[Organisation]:
    """Organisations of exactly this address or name, public or not; the one they became where they were merged."""
    kept = aliased(Organisation)
    query = (
        select(Organisation, kept)
        .outerjoin(kept, kept.id == Organisation.merged_into_id)
        .where(
            or_(Organisation.slug == stated.lower(), Organisation.name_zh == stated, Organisation.name_en == stated),
            Organisation.closed_at.is_(None),
        )
    )
    rows = session.execute(query.order_by(Organisation.id).limit(20)).all()
    found = [row if other is None else other for row, other in rows]
    return list({each.id: each for each in found}.values())[:limit]


def open_claim_of(organisation_id: int, person_id: int) -> OrganisationClaim | None:
    """A person's claim that nobody decided yet, or None."""
    return session.scalars(
        select(OrganisationClaim).where(
            OrganisationClaim.organisation_id == organisation_id, OrganisationClaim.person_id == person_id,
            OrganisationClaim.decided_at.is_(None),
        )
    ).first()


def open_claims(limit: int = 100) -> Sequence[OrganisationClaim]:
    """Claims of organisations that nobody decided yet, the oldest first."""
    query = select(OrganisationClaim).where(OrganisationClaim.decided_at.is_(None))
    ties = (
        joinedload(OrganisationClaim.organisation), joinedload(OrganisationClaim.person),
        joinedload(OrganisationClaim.evidence),
    )
    return session.scalars(query.options(*ties).order_by(OrganisationClaim.id).limit(limit)).all()


def claims_of(person_id: int, limit: int = 20) -> Sequence[OrganisationClaim]:
    """What a person claimed, the latest first."""
    query = select(OrganisationClaim).where(OrganisationClaim.person_id == person_id)
    return session.scalars(
        query.options(joinedload(OrganisationClaim.organisation)).order_by(OrganisationClaim.id.desc()).limit(limit)
    ).all()


def claim_to_decide(key: int) -> OrganisationClaim | None:
    """A claim, held until this transaction ends."""
    query = select(OrganisationClaim).where(OrganisationClaim.id == key).with_for_update()
    return session.scalars(query, execution_options={"populate_existing": True}).one_or_none()


def trail_of(
    organisation_id: int, *, before: int | None = None, deed: str = "", limit: int = A_PAGE
) -> Sequence[TrailEntry]:
    """Entries of an organisation's own trail with who did it, the latest first, from below one key on."""
    query = select(TrailEntry).where(TrailEntry.organisation_id == organisation_id).options(joinedload(TrailEntry.person))
    if before is not None:
        query = query.where(TrailEntry.id < before)
    if deed:
        query = query.where(TrailEntry.deed == deed)
    return session.scalars(query.order_by(TrailEntry.id.desc()).limit(limit)).all()


def whole_trail_of(organisation_id: int) -> Iterator[TrailEntry]:
    """Every entry of an organisation's trail, the latest first, read a few hundred at a time."""
    before: int | None = None
    while True:
        found = trail_of(organisation_id, before=before, limit=MOST_AT_ONCE)
        yield from found
        if len(found) < MOST_AT_ONCE:
            return
        before = found[-1].id


def deeds_in_trail_of(organisation_id: int) -> Sequence[str]:
    """The deeds that stand in an organisation's trail, by name."""
    query = select(TrailEntry.deed).where(TrailEntry.organisation_id == organisation_id).group_by(TrailEntry.deed)
    return session.scalars(query.order_by(func.lower(TrailEntry.deed))).all()


def names_of(person_ids: Sequence[int]) -> dict[int, str]:
    """The names of persons whose account is open, by key."""
    if not person_ids:
        return {}
    query = select(Person.id, Person.name).where(Person.id.in_(person_ids), Person.closed_at.is_(None))
    return dict(session.execute(query).all())

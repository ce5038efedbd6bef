"""Every select of this package."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from core.db import session
from repertoire.models import Artist, Company, Credit, Production


def production_of_slug(slug: str) -> Production | None:
    """The production of a slug, or None."""
    return session.scalars(select(Production).where(Production.slug == slug)).one_or_none()


def company_keys() -> dict[str, int]:
    """Every company's key by its slug."""
    return dict(session.execute(select(Company.slug, Company.id)).all())


def artist_keys() -> dict[str, int]:
    """Every artist's key by slug."""
    return dict(session.execute(select(Artist.slug, Artist.id)).all())


def production_keys() -> dict[str, int]:
    """Every production's key by its slug."""
    return dict(session.execute(select(Production.slug, Production.id)).all())


def demo_production_keys(*, but: Sequence[int] = ()) -> list[int]:
    """Keys of the demo's productions, without those in `but`."""
    return list(session.scalars(select(Production.id).where(Production.is_demo.is_(True), Production.id.not_in(but))))


def demo_artist_keys() -> list[int]:
    """Keys of the demo's artists whom no remaining production credits."""
    credited = select(Credit.artist_id)
    return list(session.scalars(select(Artist.id).where(Artist.is_demo.is_(True), Artist.id.not_in(credited))))


def demo_company_keys() -> list[int]:
    """Keys of the demo's companies on which no remaining production or artist hangs."""
    query = select(Company.id).where(Company.is_demo.is_(True))
    for column in (Production.company_id, Artist.company_id):
        query = query.where(Company.id.not_in(select(column).where(column.is_not(None))))
    return list(session.scalars(query))


def credit_keys_of(production_ids: Sequence[int]) -> list[int]:
    """Keys of the credits of these productions."""
    return list(session.scalars(select(Credit.id).where(Credit.production_id.in_(production_ids))))


def production_with_makers(slug: str) -> Production | None:
    """A production with its company and credits, or None."""
    makers = (joinedload(Production.company), selectinload(Production.credits).joinedload(Credit.artist))
    return session.scalars(select(Production).where(Production.slug == slug).options(*makers)).one_or_none()


def productions_after(key: int, limit: int, *, company_id: int | None, with_demo: bool) -> Sequence[Production]:
    """Productions with their makers in the order of keys, from behind one key on."""
    query = select(Production).where(Production.id > key)
    if company_id is not None:
        query = query.where(Production.company_id == company_id)
    if not with_demo:
        query = query.where(Production.is_demo.is_(False))
    makers = (joinedload(Production.company), selectinload(Production.credits).joinedload(Credit.artist))
    return session.scalars(query.options(*makers).order_by(Production.id).limit(limit)).all()


def company_of_slug(slug: str) -> Company | None:
    """The company of a slug, or None."""
    return session.scalars(select(Company).where(Company.slug == slug)).one_or_none()


def companies_after(key: int, limit: int, *, city: str, with_demo: bool) -> Sequence[Company]:
    """Companies in the order of keys, from behind one key on."""
    query = select(Company).where(Company.id > key)
    if city:
        query = query.where(Company.city == city)
    if not with_demo:
        query = query.where(Company.is_demo.is_(False))
    return session.scalars(query.order_by(Company.id).limit(limit)).all()

"""Every select of this package."""

from collections.abc import Sequence

from sqlalchemy import select

from accounts.models import Organisation
from core.db import session


def organisation_of_slug(slug: str) -> Organisation | None:
    """The organisation of a slug, or None."""
    return session.scalars(select(Organisation).where(Organisation.slug == slug)).one_or_none()


def organisation_keys() -> dict[str, int]:
    """Every organisation's key by its slug."""
    return dict(session.execute(select(Organisation.slug, Organisation.id)).all())


def demo_organisation_keys(*, but: Sequence[int] = ()) -> list[int]:
    """Keys of the demo's organisations, without those in `but`."""
    return list(session.scalars(select(Organisation.id).where(Organisation.is_demo.is_(True), Organisation.id.not_in(but))))

"""Organisations."""

from typing import Any

from accounts.models import Organisation, OrganisationKind
from core.db import committing, session


def organisation(slug: str = "house-of-shows", **facts: Any) -> Organisation:
    """A body that organises."""
    stated = {"kind": OrganisationKind.ENTERPRISE, "name_zh": "演艺之家", "name_en": "House of Shows", "city": "310000"} | facts
    row = Organisation(slug=slug, **stated)
    with committing():
        session.add(row)
    return row

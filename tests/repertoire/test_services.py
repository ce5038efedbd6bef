"""Deeds on productions and companies."""

from typing import Any

import pytest

from core import clock, history
from core.db import committing, session
from core.errors import Refused
from repertoire import services
from repertoire.models import Company, Production
from repertoire.signals import production_changed
from tests.factories import repertoire as factory


def test_editing_a_production_is_remembered_and_told(app: Any) -> None:
    production = factory.production("old-play")
    told: list[str] = []

    def note(row: Production, **_more: Any) -> None:
        told.append(row.slug)

    with production_changed.connected_to(note), committing():
        row = session.get_one(Production, production.id)
        assert services.edit_production(row, at=clock.now(), slug="new-play", title_en="A New Play")
        assert not services.edit_production(row, at=clock.now(), title_en="A New Play")
    assert told == ["new-play"]
    assert history.slug_now("production", "old-play") == "new-play"


def test_editing_a_company_leaves_a_redirect(app: Any) -> None:
    company = factory.company("old-troupe")
    with committing():
        assert services.edit_company(session.get_one(Company, company.id), at=clock.now(), slug="new-troupe")
    assert history.slug_now("company", "old-troupe") == "new-troupe"


def test_a_production_needs_a_title(app: Any) -> None:
    with pytest.raises(Refused, match="title_needed"), committing():
        services.add_production(at=clock.now(), slug="untitled")

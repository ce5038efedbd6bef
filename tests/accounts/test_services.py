"""Deeds on organisations."""

from typing import Any

import pytest

from accounts.models.organisation import Organisation
from accounts.services import organisations as services
from accounts.signals import organisation_changed
from core import clock, history
from core.db import committing, session
from core.errors import Refused
from tests.factories import accounts as factory


def test_editing_an_organisation_is_remembered_and_told(app: Any) -> None:
    organisation = factory.organisation("old-office")
    told: list[str] = []

    def note(row: Organisation, **_more: Any) -> None:
        told.append(row.slug)

    with organisation_changed.connected_to(note), committing():
        row = session.get_one(Organisation, organisation.id)
        assert services.edit_organisation(row, at=clock.now(), slug="new-office")
        assert not services.edit_organisation(row, at=clock.now(), slug="new-office")
    assert told == ["new-office"]
    assert history.slug_now("organiser", "old-office") == "new-office"


def test_an_organisation_needs_a_name(app: Any) -> None:
    with pytest.raises(Refused, match="name_needed"), committing():
        services.add_organisation(at=clock.now(), slug="nameless")


def test_the_papers_words_lead_to_one_organisation_each() -> None:
    stated = services.slugs_by_stated_name()
    assert stated["区金融办"] == stated["区金融办等"] == "huangpu-financial-affairs-office"

"""The blueprint of the organisers' desk in this package, and what its pages share."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import render_template
from flask_babel import gettext

from accounts.access import found
from accounts.models.membership import Role
from accounts.models.organisation import Organisation
from accounts.places import Place
from core.errors import Refused
from core.numbers import LARGEST_KEY
from core.web import PrivateBlueprint
from events.desk_words import refusal_words
from events.models.event import Event
from events.models.performance import Performance
from events.queries import listings as stored

bp = PrivateBlueprint("desk", __name__)
LISTINGS = Place(
    name="listings", endpoint="desk.listings", words=lambda: gettext("Listings"), position=10, role=Role.VIEWER,
)


def page(template: str, title: str, organisation: Organisation, **values: Any) -> str:
    """The HTML of a page at an organisation's desk."""
    return render_template(f"events/manage/{template}", title=title, organisation=organisation, place="listings", **values)


def own_event(organisation: Organisation, key: int) -> Event:
    """The organisation's event of a key; 404 for anybody else's."""
    return found(stored.own_event(organisation.id, key) if key <= LARGEST_KEY else None)


def own_date(organisation: Organisation, key: int) -> Performance:
    """The organisation's dated row of a key; 404 for anybody else's."""
    return found(stored.own_date(organisation.id, key) if key <= LARGEST_KEY else None)


def say_refused(refused: Refused) -> str:
    """Why a rule said no."""
    return refusal_words(refused.reason, _facts(refused.facts))


def _facts(facts: Mapping[str, object]) -> Mapping[str, object]:
    return {name: str(value) for name, value in facts.items()}


@dataclass(frozen=True, slots=True)
class Way:
    """A way on: its words and where it leads."""

    words: str
    href: str

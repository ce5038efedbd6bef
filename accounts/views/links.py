"""Links that came by letter."""

from datetime import timedelta
from typing import Any

from flask_babel import gettext

from accounts.models.person import Person
from accounts.services import people
from accounts.views.blueprint import page
from core import tokens
from core.web import settings

GONE = 410


def facts_of(purpose: str, token: str, within: timedelta) -> Any:
    """What a link says; None where it is not ours or too old."""
    return tokens.unsigned(settings().secret_key, purpose, token, seconds=int(within.total_seconds()))


def person_of(purpose: str, token: str, within: timedelta) -> tuple[Person | None, dict[str, Any]]:
    """Whose link it is and what else it says; None where it is not ours, too old, or dead."""
    facts = facts_of(purpose, token, within)
    person = people.person_of_link(facts)
    return person, dict(facts or {}) if person else {}


def dead_link(way_on: str, *, is_done: bool = False) -> tuple[str, int]:
    """The page for a link that opens nothing any more, with the way to another."""
    title = gettext("This has been done already") if is_done else gettext("This link does not work any more")
    return page("accounts/dead_link.html", title, way_on=way_on, is_done=is_done), GONE

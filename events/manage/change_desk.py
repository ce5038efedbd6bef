"""The blueprint of the change desk, and what its pages share: who is told, what is refused, how a date is said."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import current_app, render_template
from flask_babel import gettext

from accounts.access import found
from accounts.models.membership import Role
from accounts.models.organisation import Organisation
from accounts.places import Place
from core.errors import Refused
from core.language import clock_words, day_words, language, say
from core.numbers import LARGEST_KEY
from core.web import PrivateBlueprint
from events.deed_words import refused_words
from events.models.deed import Deed
from events.models.event import Event
from events.models.performance import Performance
from events.models.words import Form
from events.queries import deeds as stored
from events.reach import Reach, reach_of
from events.services import deed_letters
from events.words import STATUSES

bp = PrivateBlueprint("changes", __name__)
CHANGES = Place(name="changes", endpoint="changes.index", words=lambda: gettext("Change desk"), position=20, role=Role.VIEWER)


def page(template: str, title: str, organisation: Organisation, **values: object) -> str:
    """The HTML of a page of the change desk."""
    return render_template(f"events/changes/{template}", title=title, organisation=organisation, place="changes", **values)


def own_event(organisation: Organisation, key: int) -> Event:
    """The organisation's listing of a key; 404 for anybody else's."""
    return found(stored.event_of(organisation.id, key) if key <= LARGEST_KEY else None)


def own_deed(organisation: Organisation, key: int) -> Deed:
    """A deed on the organisation's listing; 404 for anybody else's."""
    return found(stored.deed_of(organisation.id, key) if key <= LARGEST_KEY else None)


def say_refused(refused: Refused) -> str:
    """Why a rule said no."""
    return refused_words(refused.reason, refused.facts)


def when(row: Performance) -> str:
    """When a date is, in words: its clock, or the days that it lasts."""
    if row.form is Form.SPAN:
        last = day_words(row.last_day) if row.last_day else gettext("open-ended")
        return f"{day_words(row.day)} – {last}"
    comma = "" if language() == "zh" else ", "
    return f"{day_words(row.starts_at)}{comma}{clock_words(row.starts_at)}"


def where(row: Performance) -> str:
    """House and hall of a date, in words."""
    return " ".join(str(say(each.name)) for each in (row.venue, row.hall) if each)


def standing(row: Performance) -> str:
    """When and where a date is and how it stands: one version of it, in words."""
    return " · ".join(part for part in (when(row), where(row), str(STATUSES[row.status])) if part)


@dataclass(frozen=True, slots=True)
class Told:
    """Who would be told, in numbers, and which calendars would change."""

    own: int
    houses: int
    desk: int
    reach: Reach


def told(owner_ids: Iterable[int], rows: Sequence[Performance], extra_venues: Iterable[int], at: datetime) -> Told:
    """Who is told of a change of these dates."""
    venues = sorted({*deed_letters.venues_of(rows), *extra_venues})
    circle = deed_letters.circle(owner_ids, venues, at=at)
    reach = reach_of(current_app.extensions["counters"], [row.id for row in rows], venues)
    return Told(len(circle.own), len(circle.houses), len(circle.desk), reach)

"""The blueprint of a reader's own calendars, their inbox and their feeds of changes; what these share."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import flash, render_template, request
from flask_babel import gettext

from accounts.access import found, key_in_range
from accounts.limits import HOUR
from accounts.services import signins
from accounts.session import person
from accounts.views.limiting import hashed, machine
from core import clock
from core.db import committing
from core.errors import Refused
from core.forms import is_expired
from core.language import language
from core.web import PrivateBlueprint
from notices.calendar_words import alarm_words, length_words, refusal_words, service_words
from notices.doors import follower_here
from notices.models.follower import Endpoint, Follower
from notices.queries import calendars as queries
from notices.services import followers

bp = PrivateBlueprint("my", __name__)
# Followers without account or address that one network makes within an hour.
MOST_NEW = 30
bp.add_app_template_filter(service_words, "service")
bp.add_app_template_filter(length_words, "length_of")
bp.add_app_template_filter(alarm_words, "alarm")


def page(template: str, title: str, **values: object) -> str:
    """The HTML of a page for one reader."""
    return render_template(f"following/{template}.html", title=title, **values)


def mine() -> Follower:
    """The follower of this request, or 404."""
    return found(follower_here())


def my_calendar(key: int) -> Endpoint:
    """A private calendar of this reader's, or 404."""
    return found(queries.calendar_of(mine().id, key_in_range(key)))


def follower_for_deed() -> Follower:
    """The follower of this request inside its transaction; whoever is none becomes one now. `Refused`: "too_many"."""
    at, who = clock.now(), person()
    if who is not None:
        return followers.follower_of_person(who, at=at)
    known = follower_here()
    if known is not None:
        return known
    signins.throttle(f"calendars@{hashed(machine())}", at=at, most=MOST_NEW, within=HOUR)
    return followers.new_follower(at=at, language=language())


@contextmanager
def telling(errors: list[str]) -> Iterator[None]:
    """Try a deed: what a rule refuses is said on the page."""
    try:
        yield
    except Refused as refused:
        errors.append(refusal_words(refused))


def press(deed: Callable[[], object], said: str) -> bool:
    """Do what a button alone asks for, and say on the next page that it was done, or why not."""
    try:
        if is_expired():
            raise Refused("expired")
        with committing():
            deed()
    except Refused as refused:
        flash(refusal_words(refused), "problem")
        return False
    flash(said)
    return True


def whole_numbers(name: str, most: int = 600) -> list[int]:
    """The numbers sent under a name; what is none is left out."""
    return [int(each) for each in request.values.getlist(name)[:most] if each.isascii() and each.isdecimal() and len(each) < 10]


def usual_name() -> str:
    """What a first list is called where nobody says otherwise."""
    return gettext("My shows")

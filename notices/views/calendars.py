"""A reader's own lists, each a private calendar: its address shown once, what is on it, who fetched it, what clashes."""

from collections.abc import Sequence
from dataclasses import dataclass

import segno
from flask import flash, redirect, request
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from accounts.access import found
from accounts.session import anyone
from core import clock, tokens
from core.db import committing
from core.errors import Refused
from core.forms import is_expired
from core.language import say
from core.web import link, settings
from events.followable import Subject
from events.models.performance import Performance
from events.views.rows import Row, rows
from feeds.private import fresh_secret
from feeds.views.subscribe import ways
from notices import registry
from notices.doors import follower_here, remember
from notices.models.follower import Endpoint
from notices.queries import calendars as queries
from notices.services import calendars as deeds
from notices.views.calendar_feed import forget_copies
from notices.views.my import (
    bp,
    follower_for_deed,
    my_calendar,
    page,
    press,
    telling,
    usual_name,
    whole_numbers,
)
from notices.views.own_dates import clash_lines

Answer = BaseResponse | str
A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One thing on a list: `ref` names it in forms, `row` shows a date, else `words` and `href` a whole thing."""

    ref: str
    row: Row | None = None
    words: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A new secret address in all the ways by which clients take it; it stands on one answer and nowhere else."""

    ways: dict[str, str]
    picture: str


def told(secret: str) -> Told:
    """The ways of a new address."""
    found_ways = ways(link("my.feed", token=secret))
    picture = segno.make(found_ways["https"], error="m").svg_data_uri(scale=4, border=2, light="#ffffff")
    return Told(found_ways, str(picture))


@bp.page("/following/calendars", methods=["GET", "POST"])
@anyone
def calendars() -> Answer:
    """All lists, and the form for another one; its address stands on the answer to the form."""
    errors: list[str] = []
    if request.method == "POST":
        with telling(errors):
            row, secret = new_calendar(request.form.get("name", ""))
            return shown(row, told(secret))
    follower = follower_here()
    mine = queries.calendars_of(follower.id) if follower else ()
    return page(
        "calendars", gettext("My calendar"), rows=mine, numbers=queries.numbers_on([each.id for each in mine]) if mine else {},
        errors=errors, typed=request.form.get("name", "")[:200] if errors else ("" if mine else usual_name()),
        longest=deeds.LONGEST_NAME,
    )


def new_calendar(name: str, subjects: list[str] | None = None) -> tuple[Endpoint, str]:
    """A new list with these on it, and its secret; who was nobody is remembered by this browser. `Refused` as the deeds."""
    if is_expired():
        raise Refused("expired")
    secret = fresh_secret(settings().secret_key)
    with committing():
        at, follower = clock.now(), follower_for_deed()
        row = deeds.new_calendar(follower, name, tokens.hash_of(secret), at=at)
        if subjects:
            deeds.put(row, subjects, at=at)
    if follower.person_id is None:
        remember(follower)
    return row, secret


@bp.page("/following/calendars/<key:key>", methods=["GET", "POST"])
@anyone
def calendar(key: int) -> Answer:
    """One list. Its name and alarms are changed here."""
    errors: list[str] = []
    if request.method == "POST":
        with telling(errors):
            _edit(key)
            flash(gettext("Saved."))
            return redirect(link("my.calendar", key=key), 303)
    return shown(my_calendar(key), errors=errors)


def _edit(key: int) -> None:
    if is_expired():
        raise Refused("expired")
    with committing():
        deeds.edit(my_calendar(key), request.form.get("name", ""), whole_numbers("alarm"), at=clock.now())


def shown(row: Endpoint, address: Told | None = None, errors: list[str] | None = None) -> str:
    """The page of a list: fifty dates at once, those to come or those that are over."""
    subjects = queries.subjects_on(row.id)
    keys, at, are_past = queries.keys_in(subjects), clock.now(), "past" in request.args
    coming, past = queries.numbers_of(keys, at)
    number = max(1, next(iter(whole_numbers("page", 1)), 1))
    dates = queries.dates_shown(keys, at, are_past=are_past, first=(number - 1) * A_PAGE, limit=A_PAGE)
    return page(
        "calendar", row.name, row=row, told=address, errors=errors or [], dates=_lines(dates), things=_things(subjects),
        coming=coming, past=past, are_past=are_past, number=number, pages=max(1, -(-(past if are_past else coming) // A_PAGE)),
        clashes=clash_lines(set(keys), row.follower_id), alarms=deeds.ALARMS, longest=deeds.LONGEST_NAME,
        chosen=whole_numbers("alarm") if errors else deeds.alarms_of(row), undo=_undo(row, subjects),
        typed=request.form.get("name", "")[:200] if errors else row.name,
    )


def _lines(dates: Sequence[Performance]) -> list[Line]:
    made = rows(dates, clock.now(), lasts={})
    return [Line(queries.ref_of(each.id), row) for each, row in zip(dates, made, strict=True)]


def _things(subjects: list[str]) -> list[Line]:
    refs = queries.things_in(subjects)
    named = registry.subjects_named(refs)
    return [_thing(ref, named.get(ref)) for ref in refs]


def _thing(ref: str, of: Subject | None) -> Line:
    if of is None:
        return Line(ref, words=gettext("Something that is no longer in the calendar"))
    return Line(ref, words=say(of.name), href=link(of.endpoint, **of.values) if of.endpoint else "")


def _undo(row: Endpoint, subjects: list[str]) -> tuple[str, list[str]]:
    """What was done just now and can be taken back: put on ("on") or taken off ("off"), and the refs."""
    put, taken = (queries.subjects_by_key(row.follower_id, whole_numbers(name, 50)) for name in ("put", "off"))
    if put and set(put) <= set(subjects):
        return "on", put
    return ("off", taken) if taken and not set(taken) & set(subjects) else ("", [])


@bp.page("/following/calendars/<key:key>/address", methods=["POST"])
@anyone
def address(key: int) -> Answer:
    """Another secret address: shown on this answer, once; the one before leads nowhere from now on."""
    secret = fresh_secret(settings().secret_key)
    before = my_calendar(key).token_hash
    said = gettext("The list has a new address.")
    if not press(lambda: deeds.give_address(my_calendar(key), tokens.hash_of(secret), at=clock.now()), said):
        return redirect(link("my.calendar", key=key), 303)
    forget_copies(before)
    return shown(my_calendar(key), told(secret))


@bp.page("/following/calendars/<key:key>/revoke", methods=["POST"])
@anyone
def revoke(key: int) -> BaseResponse:
    """Its address leads nowhere any more."""
    before = my_calendar(key).token_hash
    if press(lambda: deeds.revoke(my_calendar(key), at=clock.now()), gettext("Its address leads nowhere any more.")):
        forget_copies(before)
    return redirect(link("my.calendar", key=key), 303)


@bp.page("/following/calendars/<key:key>/delete", methods=["POST"])
@anyone
def delete(key: int) -> BaseResponse:
    """The list is no more, nor is its address."""
    before = my_calendar(key).token_hash
    said = gettext("The list “%(name)s” is deleted.", name=my_calendar(key).name)
    if not press(lambda: deeds.drop(my_calendar(key), at=clock.now()), said):
        return redirect(link("my.calendar", key=key), 303)
    forget_copies(before)
    return redirect(link("my.calendars"), 303)


@bp.page("/following/calendars/<key:key>/off", methods=["POST"])
@anyone
def off(key: int) -> BaseResponse:
    """Take something off a list; the next page offers to put it back."""
    row = my_calendar(key)
    refs = request.form.getlist("ref")[: deeds.MOST_ON_ONE]
    known = queries.subscriptions_to(row.follower_id, refs)
    found(known or None)
    undone = [each.id for each in known.values()] if len(known) == 1 else []
    done = press(lambda: deeds.take_off(my_calendar(key), refs, at=clock.now()), gettext("Taken off."))
    return redirect(link("my.calendar", key=key, off=undone[0] if done and undone else ""), 303)


@bp.page("/following/calendars/<key:key>/back", methods=["POST"])
@anyone
def back(key: int) -> BaseResponse:
    """Put back what was taken off."""
    row = my_calendar(key)
    refs = list(queries.subscriptions_to(row.follower_id, request.form.getlist("ref")[: deeds.MOST_ON_ONE]))
    found(refs or None)
    press(lambda: deeds.put(my_calendar(key), refs, at=clock.now()), gettext("It is on the list again."))
    return redirect(link("my.calendar", key=key), 303)

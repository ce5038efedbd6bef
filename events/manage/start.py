"""The short form: five fields make a draft."""

from collections.abc import Sequence
from datetime import date
from typing import cast

from flask import redirect, request
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from accounts.models.membership import Role
from accounts.models.organisation import Organisation
from accounts.session import actor, member
from core import clock
from core.db import committing
from core.errors import Refused
from core.web import link
from events import generator
from events.duplicates import Likeness, Listed
from events.forms.start import StartForm
from events.manage.alike import alike_of
from events.manage.blueprint import bp, page, say_refused
from events.manage.houses import city_choices, place_choices, place_of
from events.manage.radar import strip_around
from events.manage.strips import Strip
from events.models.words import EventKind
from events.naming import in_its_language
from events.queries import listings as stored
from events.queries.duplicates import duplicates_of
from events.rule_box import UnreadableRule
from events.rule_words import pattern_error, rule_error
from events.run_rule import OF_WHOLE_DAYS, Typed, pattern_of, weekly_of
from events.services import listings as deeds
from events.services.listings import Beginning

LOOKED_AT = ("first", "last", "times", "rule")


@bp.page("/desk/<slug:organisation>/listings/new", methods=["GET", "POST"])
@member(Role.EDITOR)
def start(organisation: Organisation) -> BaseResponse | str:
    """Title, run, place, kind, contact. Looking at the dates, and being told of likely duplicates, saves nothing."""
    form = StartForm(times="19:30", contact=_contact(organisation))
    form.place.choices, form.city.choices = place_choices(organisation), city_choices(organisation)
    if not form.is_submitted():
        return _page(organisation, form)
    if "look" in request.form:
        return _look(organisation, form)
    beginning = _beginning(form) if form.validate() else None
    if beginning is None:
        return _page(organisation, form)
    alike = duplicates_of(_listed(beginning), owner_id=organisation.id)
    if any(each.is_likely for each in alike) and not form.is_other.data:
        return _page(organisation, form, alike=alike)
    return _save(organisation, form, beginning)


def _look(organisation: Organisation, form: StartForm) -> str:
    """What else is on around what was typed so far: only what the strip is made of has to be right."""
    unfit = [name for name in LOOKED_AT if not form[name].validate(form)]
    return _page(organisation, form, strip=None if unfit else strip_around(organisation, request.form))


def _contact(organisation: Organisation) -> str:
    """What the last listing said, else the website: never the mail or phone that are for the desk alone."""
    return stored.last_contact(organisation.id) or organisation.website


def _beginning(form: StartForm) -> Beginning | None:
    """What was typed, or None where a rule says no (the form says why)."""
    title, speaks = in_its_language(form.title.data)
    kind = EventKind(form.kind.data)
    try:
        place = place_of(form.place.data, stated=form.stated.data or "", city_slug=form.city.data or "")
    except Refused:
        form.refuse(gettext("Please say in words where it is, and in which city."), form.stated)
        return None
    first: date = cast("date", form.first.data)
    last: date = form.last.data or first
    pattern = None
    if not _is_whole_days(form, kind):
        pattern = _pattern(form, first, last)
        if pattern is None:
            return None
    elif last < first:
        form.refuse(pattern_error("ends before it starts"), form.last)
        return None
    return Beginning(
        title=title, language=speaks, kind=kind, place=place, contact=form.contact.data, first=first,
        last=form.last.data or (None if kind is EventKind.OPEN_CALL else first), pattern=pattern,
    )


def _is_whole_days(form: StartForm, kind: EventKind) -> bool:
    """An exhibition or a festival without weekdays and without a rule lasts whole days."""
    return kind in OF_WHOLE_DAYS and not form.weekdays.data and not form.rule.data


def _pattern(form: StartForm, first: date, last: date) -> generator.Pattern | None:
    weekly = weekly_of([int(each) for each in form.weekdays.data or ()], form.times.times)
    try:
        pattern = pattern_of(Typed(first=first, last=last, weekly=weekly, rule=form.rule.data or ""))
    except UnreadableRule as refused:
        if form.rule.data:
            form.refuse(rule_error(refused), form.rule)
        else:
            form.refuse(gettext("At what time does it start?"), form.times)
        return None
    except generator.BadPattern as refused:
        form.refuse(pattern_error(str(refused)), form.last)
        return None
    if all(moment <= clock.now() for moment in generator.starts(pattern)):
        form.refuse(gettext("All these dates are over."), form.first)
        return None
    return pattern


def _days(beginning: Beginning) -> list[date]:
    if beginning.pattern is None:
        return [beginning.first]
    return sorted({clock.local(each).date() for each in generator.starts(beginning.pattern)})


def _listed(beginning: Beginning) -> Listed:
    place = beginning.place
    return Listed(
        event_id=None, slug="", title=beginning.title, days=frozenset(_days(beginning)), city=place.columns["city"],
        venue_id=place.columns["venue_id"],
    )


def _save(organisation: Organisation, form: StartForm, beginning: Beginning) -> BaseResponse | str:
    try:
        with committing():
            event = deeds.start_listing(organisation, beginning, at=clock.now(), actor=actor())
            key = event.id
    except Refused as refused:
        form.refuse(say_refused(refused))
        return _page(organisation, form)
    return redirect(link("desk.listing", organisation=organisation.slug, key=key, new=1), 303)


def _page(
    organisation: Organisation, form: StartForm, *, strip: Strip | None = None, alike: Sequence[Likeness] = ()
) -> str:
    return page(
        "start.html", gettext("List something new"), organisation, form=form, strip=strip, has_looked="look" in request.form,
        alike=alike_of(organisation, alike), is_likely=any(each.is_likely for each in alike),
    )

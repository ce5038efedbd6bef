"""The force-majeure desk, for the staff and for houses: choose a place and a window, one message, a preview, one batch."""

import secrets
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask import redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from accounts.access import found
from accounts.models.membership import Role, StaffRole
from accounts.models.organisation import Organisation
from accounts.places import Place
from accounts.session import actor, member, staff
from core import clock
from core.db import committing
from core.errors import Refused
from core.forms import Form
from core.language import language
from core.numbers import LARGEST_KEY, whole_number
from core.web import PrivateBlueprint, link
from delta.cities import all_cities, city_of_slug
from events.causes import Refund
from events.change import Change, is_told_at_once
from events.deed_words import DO_IT, DONE, VERBS
from events.forms.changing import read_clock, read_day
from events.forms.force_majeure import StrikeForm
from events.manage.change_desk import say_refused, told, when
from events.models.deed import Batch, Cause
from events.models.performance import Performance
from events.queries import force_majeure as stored
from events.queries.force_majeure import Window
from events.services import force_majeure as services
from events.services import undoing
from venues.models import Venue

bp = PrivateBlueprint("force_majeure", __name__)
FORCE_MAJEURE = Place(
    name="force_majeure", endpoint="force_majeure.staff_desk", words=lambda: gettext("Force majeure"), position=20,
    staff=StaffRole.REVIEWER,
)
BATCHES_SHOWN = 10
EVENTS_SHOWN = 60
DO, URGENT = "do", "urgent"


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose desk it is: the staff's (no organisation: every city and house), or that of who runs these houses."""

    organisation: Organisation | None
    houses: Sequence[Venue]

    @property
    def organisation_id(self) -> int | None:
        """Its organisation's key."""
        return self.organisation.id if self.organisation else None

    def link(self, name: str, **values: object) -> str:
        """A page of this desk."""
        if self.organisation:
            return link(f"force_majeure.house_{name}", organisation=self.organisation.slug, **values)
        return link(f"force_majeure.staff_{name}", **values)

    def page(self, template: str, title: str, **values: object) -> str:
        """The HTML of a page of this desk."""
        return render_template(
            f"events/force_majeure/{template}", title=title, organisation=self.organisation, desk=self, done=DONE,
            place="changes" if self.organisation else "force_majeure", **values,
        )


def _staff() -> Desk:
    return Desk(None, stored.houses())


def _house(organisation: Organisation) -> Desk:
    """The desk of an organisation that runs houses; 404 for one that runs none."""
    houses = stored.houses_of(organisation.id)
    return Desk(organisation, found(houses or None))


# --- choosing and doing ------------------------------------------------------------------------------------------------


@bp.page("/staff/force-majeure", methods=["GET", "POST"])
@staff(StaffRole.REVIEWER)
def staff_desk() -> BaseResponse | str:
    """The staff's desk."""
    return _desk(_staff())


@bp.page("/desk/<slug:organisation>/force-majeure", methods=["GET", "POST"])
@member(Role.EDITOR)
def house_desk(organisation: Organisation) -> BaseResponse | str:
    """A house's own desk: for what is on in it, whoever plays."""
    return _desk(_house(organisation))


def _desk(desk: Desk) -> BaseResponse | str:
    form = _form(desk)
    if request.method != "POST" or not form.validate():
        return _choosing(desk, form)
    try:
        window, wanted = _window(desk, form), _wanted(form)
        if request.form.get("step") in {DO, URGENT}:
            return redirect(_do(desk, form, window, wanted), 303)
        rows = stored.struck(window, services.MOST_STRUCK + 1)
        services.refuse(rows, wanted)
    except Refused as refused:
        form.refuse(say_refused(refused))
        return _choosing(desk, form)
    return _preview(desk, form, rows, wanted)


def _form(desk: Desk) -> StrikeForm:
    speaks, here = language(), clock.local(clock.now())
    every = [("", gettext("all"))]
    cities = [] if desk.organisation else [(city.slug, city.told_apart.in_language(speaks)) for city in all_cities()]
    form = StrikeForm(
        cities=every + cities, venues=every + [(str(house.id), house.name.in_language(speaks)) for house in desk.houses],
        first_day=here.date().isoformat(), first_clock=f"{here:%H}:00", last_day=here.date().isoformat(), last_clock="23:59",
        refund=Refund.FULL.value, token=secrets.token_urlsafe(24),
    )
    if desk.organisation:
        del form.city
    return form


def _window(desk: Desk, form: StrikeForm) -> Window:
    """What was chosen; a house's desk never reaches beyond its own houses."""
    days = [read_day(form.first_day.data), read_day(form.last_day.data)]
    clocks = [read_clock(form.first_clock.data), read_clock(form.last_clock.data)]
    first, last = (clock.at_local(day, at) for day, at in zip(days, clocks, strict=True) if day and at is not None)
    if last <= first:
        raise Refused("ends_before_it_starts")
    town = city_of_slug(form.city.data or "") if "city" in form else None
    chosen: tuple[int, ...] = (int(form.venue.data),) if form.venue.data else ()
    if desk.organisation:
        chosen = chosen or tuple(house.id for house in desk.houses)
    elif not chosen and town is None:
        raise Refused("place_needed")
    return Window(first=first, last=last + timedelta(minutes=1), city=town.adcode if town else "", venue_ids=chosen)


def _wanted(form: StrikeForm) -> Change:
    return Change(
        kind=form.chosen_kind, cause=Cause.FORCE_MAJEURE, words=form.words, refund=form.refund_line,
        token=form.token.data or "", is_urgent=request.form.get("step") == URGENT,
    )


def _do(desk: Desk, form: StrikeForm, window: Window, wanted: Change) -> str:
    with committing():
        batch = services.do_batch(
            window, wanted, at=clock.now(), actor=actor(), organisation_id=desk.organisation_id, selection=_said(form),
            expected=whole_number(request.form.get("expected")),
        )
        key = batch.id
    return desk.link("batch", key=key)


def _said(form: StrikeForm) -> dict[str, str]:
    names = ("city", "venue", "first_day", "first_clock", "last_day", "last_clock")
    return {name: str(form[name].data or "") for name in names if name in form}


def _choosing(desk: Desk, form: StrikeForm) -> str:
    batches = stored.batches(BATCHES_SHOWN, organisation_id=desk.organisation_id)
    return desk.page("desk.html", gettext("Force majeure"), form=form, batches=batches, at=clock.now())


def _preview(desk: Desk, form: StrikeForm, rows: Sequence[Performance], wanted: Change) -> str:
    """What is hit, how many calendars change, who is told."""
    at = clock.now()
    owners = {row.run.event.owner_id for row in rows} - {None}
    events = {row.run.event_id: row.run.event for row in rows}
    return desk.page(
        "preview.html", gettext("Force majeure: preview"), form=form, rows=rows, wanted=wanted, events=list(events.values()),
        told=told([key for key in owners if key is not None], rows, (), at), at_once=is_told_at_once(rows, wanted, at=at),
        counts=Counter(row.run.event_id for row in rows), shown=EVENTS_SHOWN, do_it=DO_IT[wanted.kind], verb=VERBS[wanted.kind],
        first={row.run.event_id: when(row) for row in reversed(rows)},
    )


# --- a batch -----------------------------------------------------------------------------------------------------------


@bp.page("/staff/force-majeure/<key:key>")
@staff(StaffRole.REVIEWER)
def staff_batch(key: int) -> str:
    """What the staff did."""
    return _batch(_staff(), key)


@bp.page("/desk/<slug:organisation>/force-majeure/<key:key>")
@member(Role.EDITOR)
def house_batch(organisation: Organisation, key: int) -> str:
    """What a house did."""
    return _batch(_house(organisation), key)


def _own(desk: Desk, key: int) -> Batch:
    return found(stored.batch_of(key, organisation_id=desk.organisation_id) if key <= LARGEST_KEY else None)


def _batch(desk: Desk, key: int, *, problem: str = "") -> str:
    batch, at = _own(desk, key), clock.now()
    deeds = stored.deeds_of_batch(batch.id)
    return desk.page(
        "batch.html", f"{gettext('Force majeure')} · {DONE[batch.kind]}", batch=batch, deeds=deeds, at=at, problem=problem,
        number=sum(len(deed.rows) for deed in deeds), shown=EVENTS_SHOWN,
    )


@bp.page("/staff/force-majeure/<key:key>/undo", methods=["POST"])
@staff(StaffRole.REVIEWER)
def staff_undo(key: int) -> BaseResponse | str:
    """Take the whole batch back."""
    return _pressed(_staff(), key, _undo)


@bp.page("/desk/<slug:organisation>/force-majeure/<key:key>/undo", methods=["POST"])
@member(Role.EDITOR)
def house_undo(organisation: Organisation, key: int) -> BaseResponse | str:
    """Take the whole batch back."""
    return _pressed(_house(organisation), key, _undo)


@bp.page("/staff/force-majeure/<key:key>/tell", methods=["POST"])
@staff(StaffRole.REVIEWER)
def staff_tell(key: int) -> BaseResponse | str:
    """Tell everybody now."""
    return _pressed(_staff(), key, _tell)


@bp.page("/desk/<slug:organisation>/force-majeure/<key:key>/tell", methods=["POST"])
@member(Role.EDITOR)
def house_tell(organisation: Organisation, key: int) -> BaseResponse | str:
    """Tell everybody now."""
    return _pressed(_house(organisation), key, _tell)


def _undo(batch: Batch) -> None:
    undoing.undo_batch(batch, stored.deeds_of_batch(batch.id), at=clock.now(), actor=actor())


def _tell(batch: Batch) -> None:
    services.tell_batch_now(batch, at=clock.now(), actor=actor())


def _pressed(desk: Desk, key: int, act: Callable[[Batch], None]) -> BaseResponse | str:
    _own(desk, key)
    form = Form()
    if not form.validate():
        return _batch(desk, key, problem=str(form.form_errors[0]))
    try:
        with committing():
            act(stored.batch_to_change(_own(desk, key).id))
    except Refused as refused:
        return _batch(desk, key, problem=say_refused(refused))
    return redirect(desk.link("batch", key=key), 303)

"""One change, step by step: the form, what it would do and who would be told, and the deed itself."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import redirect, request
from werkzeug.wrappers import Response as BaseResponse

from accounts.models.membership import Role
from accounts.models.organisation import Organisation
from accounts.session import actor, member
from core import clock
from core.db import committing
from core.errors import Refused
from core.language import language
from core.numbers import LARGEST_KEY, whole_number
from core.types import Bilingual
from core.web import link
from delta.cities import city, is_city
from events.causes import NEEDS_REASON, USUAL
from events.change import MOST_DATES, Change, is_told_at_once, plan
from events.deed_words import DO_IT, VERBS
from events.forms.changing import ChangeForm, read_clock, read_day
from events.manage.change_desk import bp, own_event, page, say_refused, standing, told, when, where
from events.manage.changes import choosing
from events.models.deed import DeedKind
from events.models.event import Event
from events.models.performance import Performance
from events.models.words import Form
from events.queries import deeds as stored
from events.services import deeds
from venues.models import Hall

KINDS = ",".join(f'"{kind.value}"' for kind in DeedKind)
CHECK, DO, URGENT = "check", "do", "urgent"
# What a link may fill in, so that nothing that is known elsewhere is typed again.
FILLED = ("day", "last_day", "clock", "until", "hall")
LONGEST_FILLED = 40


@dataclass(frozen=True, slots=True)
class Chosen:
    """A listing, the dates that were chosen of it, and the deed."""

    organisation: Organisation
    event: Event
    kind: DeedKind
    rows: Sequence[Performance]

    @property
    def spans(self) -> bool:
        """Whether whole days are concerned."""
        return any(row.form is Form.SPAN for row in self.rows)

    @property
    def several(self) -> bool:
        """Whether it is more than one date."""
        return len(self.rows) > 1


def _keys(event: Event) -> list[int]:
    """The dates that a form names; with `onwards` all from the first of them on."""
    stated = dict.fromkeys(map(whole_number, request.values.getlist("date")))
    keys = [key for key in stated if key and key <= LARGEST_KEY][:MOST_DATES]
    if request.values.get("onwards") and keys:
        rows = stored.dates_of(event.id, keys)
        return stored.onward_keys(event.id, rows[0].starts_at, MOST_DATES + 1) if rows else []
    return keys


@bp.page(f"/desk/<slug:organisation>/changes/<key:key>/<any({KINDS}):kind>", methods=["GET", "POST"])
@member(Role.EDITOR)
def change(organisation: Organisation, key: int, kind: str) -> BaseResponse | str:
    """Ask what is needed, show what it would do, do it. Nothing happens before the last press."""
    event = own_event(organisation, key)
    keys = _keys(event)
    rows = stored.dates_of(event.id, keys) if keys else ()
    if rows:
        rows = deeds.concerned(rows, DeedKind(kind), at=clock.now())
    chosen = Chosen(organisation, event, DeedKind(kind), rows)
    if not chosen.rows:
        return choosing(organisation, event, problem=say_refused(Refused("no_dates")))
    form = _form(chosen)
    if request.method != "POST":
        return _asking(chosen, form)
    if not form.validate():
        return _asking(chosen, form)
    try:
        wanted = _wanted(chosen, form)
        if request.form.get("step") in {DO, URGENT}:
            return redirect(_do(chosen, wanted), 303)
        deeds.refuse(chosen.rows, wanted, at=clock.now(), owner_id=organisation.id)
    except Refused as refused:
        return _refused(chosen, form, refused)
    return _checking(chosen, form, wanted)


def _form(chosen: Chosen) -> ChangeForm:
    first = chosen.rows[0]
    # What was sent says everything: a field that was emptied stays empty.
    form = ChangeForm(data=_as_it_stands(chosen) if request.method != "POST" else {})
    form.keep_for(chosen.kind, spans=chosen.spans, several=chosen.several)
    if "hall" in form:
        form.hall.choices = _hall_choices(first)
    return form


def _as_it_stands(chosen: Chosen) -> dict[str, str]:
    """What the form begins with. Several dates keep their own times, and each its length, unless somebody says otherwise."""
    first, usual = chosen.rows[0], USUAL.get(chosen.kind)
    filled = {name: request.args[name][:LONGEST_FILLED] for name in FILLED if name in request.args}
    return {
        "day": first.starts_local.date().isoformat(), "clock": "" if chosen.several else f"{first.starts_local:%H:%M}",
        "last_day": first.last_day.isoformat() if first.last_day else "", "hall": str(first.hall_id or ""),
        "cast_zh": first.run.main_performers_zh, "cast_en": first.run.main_performers_en,
        "refund": usual.value if usual else "", "token": secrets.token_urlsafe(24),
    } | filled


def _hall_choices(row: Performance) -> dict[str, list[tuple[str, str]]]:
    """Every hall, city by city; those of the house that it is in now stand first."""
    speaks = language()
    own = row.venue.name.in_language(speaks) if row.venue else ""
    found: dict[str, list[tuple[str, str]]] = {own: []} if own else {}
    for hall in stored.halls_to_choose():
        house = hall.venue
        town = city(house.city).name.in_language(speaks) if is_city(house.city) else ""
        group = own if row.venue_id == house.id else town
        name = f"{house.name.in_language(speaks)} · {hall.name.in_language(speaks)}"
        found.setdefault(group, []).append((str(hall.id), name))
    return {group: halls for group, halls in found.items() if halls}


def _wanted(chosen: Chosen, form: ChangeForm) -> Change:
    """The form as a change."""
    has_refund = "refund" in form
    return Change(
        kind=chosen.kind, cause=form.chosen_cause, words=form.words,
        refund=form.refund_line if has_refund else Bilingual("", ""), token=form.token.data or "",
        is_urgent=request.form.get("step") == URGENT, seen=_seen(), hall=_hall(form),
        cast=Bilingual(form.cast_zh.data or "", form.cast_en.data or "") if "cast_zh" in form else Bilingual("", ""),
        **_times(chosen, form),
    )


def _hall(form: ChangeForm) -> Hall | None:
    key = whole_number(form.hall.data) if "hall" in form else None
    return stored.hall_with_venue(key) if key and key <= LARGEST_KEY else None


def _times(chosen: Chosen, form: ChangeForm) -> dict[str, Any]:
    """New moments and days by date's key."""
    if chosen.kind is not DeedKind.MOVE:
        return {}
    if chosen.spans:
        return {"days": {row.id: _days(row, form) for row in chosen.rows if row.form is Form.SPAN}}
    if not chosen.several:
        return _one_moved(chosen.rows[0], form)
    shift, at = timedelta(days=form.shift.data or 0), read_clock(form.clock.data) if "clock" in form else None
    starts = {}
    for row in chosen.rows:
        local = row.starts_local + shift
        starts[row.id] = clock.at_local(local.date(), at or local.time())
    return {"starts": starts}


def _days(row: Performance, form: ChangeForm) -> tuple[date, date | None]:
    if "shift" in form:
        shift = timedelta(days=form.shift.data or 0)
        return row.day + shift, row.last_day + shift if row.last_day else None
    return read_day(form.day.data) or row.day, read_day(form.last_day.data)


def _one_moved(row: Performance, form: ChangeForm) -> dict[str, Any]:
    day = read_day(form.day.data) or row.starts_local.date()
    start = clock.at_local(day, read_clock(form.clock.data) or row.starts_local.time())
    until = read_clock(form.until.data)
    found: dict[str, Any] = {"starts": {row.id: start}}
    if until is not None:
        end = clock.at_local(day, until)
        found["ends"] = {row.id: end if end > start else end + timedelta(days=1)}
    return found


# --- what was seen -----------------------------------------------------------------------------------------------------


def _seen() -> dict[int, int]:
    """The version of each date as this form showed it."""
    pairs = [each.partition(":")[::2] for each in request.form.get("seen", "").split()]
    stated = ((whole_number(key), whole_number(version)) for key, version in pairs)
    return {key: version for key, version in stated if key is not None and version is not None}


def _seen_now(rows: Sequence[Performance]) -> str:
    return " ".join(f"{row.id}:{row.version}" for row in rows)


# --- pages -------------------------------------------------------------------------------------------------------------


def _title(chosen: Chosen) -> str:
    return f"{VERBS[chosen.kind]} · {chosen.event.title.in_language(language())}"


def _asking(chosen: Chosen, form: ChangeForm, *, both: Sequence[tuple[str, str]] = ()) -> str:
    """The form; `both` are what was seen and what stands now, of dates that somebody changed meanwhile."""
    return page(
        "form.html", _title(chosen), chosen.organisation, event=chosen.event, kind=chosen.kind, rows=chosen.rows, form=form,
        seen=_seen_now(chosen.rows), when=when, standing=standing, both=both, needs_reason=chosen.kind in NEEDS_REASON,
        saw=_saw(chosen.rows), later=_later(chosen), is_onwards=bool(request.args.get("onwards")),
    )


def _later(chosen: Chosen) -> int:
    """How many dates come after the only one that was chosen, as far as they can be changed together."""
    if chosen.several or chosen.kind is DeedKind.CAST:
        return 0
    return len(stored.onward_keys(chosen.event.id, chosen.rows[0].starts_at, MOST_DATES)) - 1


def _saw(rows: Sequence[Performance]) -> list[str]:
    """What a form shows of each date, kept in it, so that both versions can be shown if somebody is faster."""
    return [f"{row.id}|{standing(row)}" for row in rows[:MOST_DATES]]


def _refused(chosen: Chosen, form: ChangeForm, refused: Refused) -> str:
    """The form again with all that was typed; where somebody was faster, with both versions."""
    form.refuse(say_refused(refused))
    fresh = Chosen(
        chosen.organisation, own_event(chosen.organisation, chosen.event.id), chosen.kind,
        stored.dates_of(chosen.event.id, [row.id for row in chosen.rows]),
    )
    if not fresh.rows:
        return choosing(fresh.organisation, fresh.event, problem=say_refused(refused))
    both: list[tuple[str, str]] = []
    if refused.reason in {"changed_meanwhile", "stale"}:
        saw = dict(each.partition("|")[::2] for each in request.form.getlist("saw"))
        both = [(saw[str(row.id)], standing(row)) for row in fresh.rows if saw.get(str(row.id), standing(row)) != standing(row)]
    return _asking(fresh, form, both=both)


def _checking(chosen: Chosen, form: ChangeForm, wanted: Change) -> str:
    """What it would do, what visitors would read, who would be told, which calendars would change."""
    at = clock.now()
    planned = plan(chosen.rows, wanted)
    changed = [each for each in planned if each.is_changed]
    extra = [wanted.hall.venue_id] if wanted.hall else []
    rows = [each.row for each in changed]
    return page(
        "check.html", _title(chosen), chosen.organisation, event=chosen.event, kind=chosen.kind, rows=chosen.rows, form=form,
        seen=" ".join(f"{key}:{version}" for key, version in wanted.seen.items()) or _seen_now(chosen.rows), wanted=wanted,
        changed=changed, off=sum(each.stays_off for each in planned), when=when,
        same=sum(not each.is_changed and not each.stays_off for each in planned),
        stale=sum(each.loses_sale for each in planned),
        told=told([chosen.organisation.id], rows, extra, at), at_once=is_told_at_once(rows, wanted, at=at),
        do_it=DO_IT[chosen.kind], where=where, new_city=_new_city(rows, wanted.hall),
        saw=request.form.getlist("saw")[:MOST_DATES],
    )


def _new_city(rows: Sequence[Performance], hall: Hall | None) -> str:
    """The city to which a change of hall brings dates that were in another one."""
    is_new = hall is not None and is_city(hall.venue.city) and any(row.city != hall.venue.city for row in rows)
    return city(hall.venue.city).told_apart.in_language(language()) if hall is not None and is_new else ""


def _do(chosen: Chosen, wanted: Change) -> str:
    """Do it; answers where the deed's page is."""
    at = clock.now()
    with committing():
        event = own_event(chosen.organisation, chosen.event.id)
        rows = stored.dates_of(event.id, [row.id for row in chosen.rows], to_change=True)
        deed = deeds.do(event, rows, wanted, at=at, actor=actor())
        key = deed.id
    return link("changes.deed", organisation=chosen.organisation.slug, key=key)


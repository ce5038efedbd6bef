"""Wanting to see something: which dates, on which list; one press for whoever is known here."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import abort, flash, g, redirect, request
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response as BaseResponse

from accounts.access import found, key_in_range
from accounts.session import anyone, person
from core import clock
from core.db import committing
from core.errors import Refused
from core.forms import is_expired
from core.numbers import LARGEST_KEY
from core.types import Bilingual
from core.web import link, with_query
from events.followable import Subject, kind_of, rest_of
from events.models.performance import Performance
from events.queries.records import public_event
from events.views.rows import rows
from notices import registry
from notices.doors import follower_here
from notices.models.follower import Endpoint
from notices.queries import calendars as queries
from notices.services import calendars as deeds
from notices.views.calendars import new_calendar, shown, told
from notices.views.my import bp, my_calendar, page, telling, usual_name
from notices.views.own_dates import clash_lines

NEW = "new"
MOST_SHOWN = 40
Answer = BaseResponse | str | tuple[str, int]


@dataclass(frozen=True, slots=True)
class Offered:
    """What can be put on a list here: dates, and whole things by which new dates come by themselves."""

    name: Bilingual
    href: str
    dates: Sequence[Performance]
    whole: Subject | None = None

    @property
    def refs(self) -> list[str]:
        """Everything by its ref."""
        return [*(queries.ref_of(each.id) for each in self.dates), *([self.whole.ref] if self.whole else [])]


def _offered() -> Offered:
    """What the address names: a date, an event with its dates, or any thing that can be followed; 404 else."""
    if stated := request.args.get("date", ""):
        return _of_date(stated)
    if stated := request.args.get("event", ""):
        event = found(public_event(stated))
        whole = _subject(f"event:{stated}")
        return Offered(event.title, link("events.event", slug=stated), queries.dates_of_event(event.id, clock.now()), whole)
    ref = request.args.get("ref", "")
    if kind_of(ref) == queries.PERFORMANCE:
        return _of_date(rest_of(ref))
    subject = found(registry.subjects_named([ref]).get(ref) if ref else _subject(request.args.get("thing", "")))
    href = link(subject.endpoint, **subject.values) if subject.endpoint else ""
    return Offered(subject.name, href, (), subject)


def _asked() -> dict[str, str]:
    return {name: request.args[name] for name in ("date", "event", "thing", "ref") if name in request.args}


def _of_date(stated: str) -> Offered:
    is_key = stated.isascii() and stated.isdecimal() and len(stated) <= len(str(LARGEST_KEY))
    dates = queries.dates([key_in_range(int(stated))]) if is_key else ()
    row = found(dates[0] if dates else None)
    coming = [] if row.has_ended_at(clock.now()) else [row]
    return Offered(row.run.event.title, link("events.performance", key=row.id), coming)


def _subject(stated: str) -> Subject | None:
    """A thing as addresses name it ("venue:the-slug")."""
    kind, _, name = stated.partition(":")
    known = registry.followable(kind)
    return known.find(name) if known and name else None


@bp.page("/my/add", methods=["GET", "POST"])
@anyone
def add() -> Answer:
    """Choose dates and a list; what is chosen is a press away."""
    offered = _offered()
    follower = follower_here()
    lists = [each for each in (queries.calendars_of(follower.id) if follower else ()) if each.is_open]
    errors: list[str] = []
    if request.method == "POST":
        with telling(errors):
            return _put(offered, lists)
    there = queries.lists_with(follower.id, offered.refs) if follower else {}
    alone = offered.refs if len(offered.refs) == 1 and offered.refs[0] not in there else []
    chosen = request.form.getlist("ref") if errors else alone
    on_list = request.form.get("list", "") if errors else (str(lists[-1].id) if lists else NEW)
    made = rows(offered.dates, clock.now(), lasts={})
    return page(
        "add", gettext("Want to see"), offered=offered, errors=errors, lists=lists, chosen=chosen, on_list=on_list, new=NEW,
        dates=list(zip(offered.refs, made, strict=False)), there=there, longest=deeds.LONGEST_NAME,
        typed=request.form.get("name", "")[:200] if errors else usual_name(), action=link("my.add", **_asked()),
        has_account=person() is not None,
        clashes=clash_lines({each.id for each in offered.dates}, follower.id, are_offered=True) if follower else [],
    )


def _put(offered: Offered, lists: Sequence[Endpoint]) -> Answer:
    """Put what was chosen on the list that was chosen. `Refused` as the deeds."""
    if is_expired():
        raise Refused("expired")
    chosen = [each for each in dict.fromkeys(request.form.getlist("ref")) if each in offered.refs]
    if not chosen:
        raise Refused("nothing_chosen")
    stated = request.form.get("list", NEW if not lists else "")
    if stated == NEW:
        row, secret = new_calendar(request.form.get("name", ""), chosen)
        _count(chosen)
        flash(_said(len(chosen), row.name))
        return shown(row, told(secret))
    mine = next((each for each in lists if str(each.id) == stated), None)
    if mine is None:
        abort(404)
    key, name = mine.id, mine.name
    with committing():
        new = deeds.put(my_calendar(key), chosen, at=clock.now())
    _count(new)
    flash(_said(len(new), name) if new else gettext("It is on “%(name)s” already.", name=name))
    return redirect(_way_back(key, new), 303)


def _count(refs: Sequence[str]) -> None:
    """Let the organisers' reach know how many want to see their dates (portal counts; nobody is named)."""
    g.wanted_dates = queries.keys_in(refs)


def _said(number: int, name: str) -> str:
    return ngettext("It is on “%(name)s” now.", "%(num)d entries are on “%(name)s” now.", number, name=name)


def _way_back(key: int, new: Sequence[str]) -> str:
    """The list, with a way to take it back."""
    put = sorted(each.id for each in queries.subscriptions_to(my_calendar(key).follower_id, new).values())
    return with_query(link("my.calendar", key=key), [("put", str(each)) for each in put[:MOST_SHOWN]])

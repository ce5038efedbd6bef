"""What the editor of notices offers: things to follow and dates, an organisation's own or what the staff look for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from flask import request
from flask_babel import gettext
from wtforms.validators import ValidationError

from core import clock
from core.forms import one_line
from core.language import language
from core.numbers import LARGEST_KEY, whole_number
from events.followable import Subject
from events.forms.changing import read_day
from events.models.performance import Performance
from notices import registry
from notices.audience_of import MOST_SUBJECTS
from notices.forms.announcement import LONGEST_SEARCH, Choices
from notices.manage.blueprint import Desk, date_words
from notices.news import News
from notices.queries import announcements as stored
from notices.queries import own_things

PROMOTION, SERVICE = News.PROMOTION.value, News.ORGANISER.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """`things` under the words of their kinds, with the numbers of those who follow; `followed`: refs that somebody follows for
    such news. `found`, `dates_found`: how many the staff's search found (None: nothing was looked for); `is_cut`: whether there
    may be more than are shown, of things and of dates."""

    things: list[tuple[str, Choices]] = field(default_factory=list)
    followed: frozenset[str] = frozenset()
    dates: Choices = ()
    found: int | None = None
    dates_found: int | None = None
    is_cut: tuple[bool, bool] = (False, False)


def offered(desk: Desk, kept: Sequence[str], about: int | None) -> Offered:
    """What can be chosen now: own things and dates, or found ones; with them what was chosen before (`kept`, `about`)."""
    return _own(desk, kept, about) if desk.organisation is not None else _looked_for(kept, about)


def _own(desk: Desk, kept: Sequence[str], about: int | None) -> Offered:
    at = clock.now()
    groups = own_things.things_of(desk.organisation.id, at) if desk.organisation else []
    things = {kind.words(): list(several) for kind, several in groups}
    _add(things, _missing(things, kept))
    dates = list(own_things.dates_of(desk.organisation.id, at)) if desk.organisation else []
    return _with_numbers(things, _choices(_with_kept(dates, about)))


def _looked_for(kept: Sequence[str], about: int | None) -> Offered:
    """The staff have no things of their own: what is ticked stays, and what is found is put below."""
    typed, title = _typed("search"), _typed("about_search")
    ticked, chosen = request.form.getlist("subjects")[:MOST_SUBJECTS], whole_number(request.form.get("about"))
    things: dict[str, list[Subject]] = {}
    _add(things, registry.subjects_named([*dict.fromkeys([*kept, *ticked])]).values())
    found = own_things.things_called(typed)
    for kind, several in found:
        _add(things, several, kind.words())
    day = _day()
    is_asked = bool(title or day)
    dates = list(own_things.dates_called(title, day or clock.today())) if is_asked else []
    number = len(dates) if is_asked else None
    for key in (about, chosen):
        dates = _with_kept(dates, key)
    many = sum(len(several) for _kind, several in found)
    is_cut = any(len(several) >= own_things.OF_A_KIND for _kind, several in found), number == own_things.MOST_DATES
    offer = _with_numbers(things, _choices(dates))
    return replace(offer, found=many if typed else None, dates_found=number, is_cut=is_cut)


def _typed(name: str) -> str:
    return str(one_line(request.form.get(name, "")) or "")[:LONGEST_SEARCH]


def _day() -> date | None:
    """The day from which on a date is looked for; None where none is typed, or none that can be read (the form says so)."""
    try:
        return read_day(_typed("about_from"))
    except ValidationError:
        return None


def _missing(things: Mapping[str, Iterable[Subject]], kept: Sequence[str]) -> list[Subject]:
    """What was chosen before can be chosen still: a listing that is long over, what the staff named."""
    known = {each.ref for several in things.values() for each in several}
    missing = [ref for ref in kept if ref not in known]
    return list(registry.subjects_named(missing).values()) if missing else []


def _add(things: dict[str, list[Subject]], more: Iterable[Subject], words: str = "") -> None:
    for each in more:
        kind = registry.followable(each.kind)
        group = things.setdefault(words or (kind.words() if kind else each.kind), [])
        if each.ref not in {known.ref for known in group}:
            group.append(each)


def _with_kept(dates: list[Performance], key: int | None) -> list[Performance]:
    if not key or key > LARGEST_KEY or any(row.id == key for row in dates):
        return dates
    return [*own_things.dates_by_keys([key]), *dates]


def _choices(dates: Sequence[Performance]) -> list[tuple[str, str]]:
    return [("", gettext("None")), *((str(row.id), date_words(row)) for row in dates)]


def _with_numbers(things: Mapping[str, Sequence[Subject]], dates: Choices) -> Offered:
    refs = [each.ref for several in things.values() for each in several]
    counted = stored.followers_by_subject(refs, [SERVICE, PROMOTION], clock.now()) if refs else {}
    followed = frozenset(ref for ref, _news in counted)
    return Offered(
        things=[
            (kind, [(each.ref, _line(each, counted)) for each in sorted(several, key=lambda each: each.ref not in followed)])
            for kind, several in things.items()
        ],
        followed=followed, dates=dates,
    )


def _line(each: Subject, counted: Mapping[tuple[str, str], int]) -> str:
    name = each.name.in_language(language())
    service, promotion = counted.get((each.ref, SERVICE), 0), counted.get((each.ref, PROMOTION), 0)
    if not service and not promotion:
        return name
    return gettext(
        "%(name)s (%(service)s for service, %(promotion)s for offers)", name=name, service=service, promotion=promotion
    )

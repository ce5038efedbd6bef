"""A performance as a list or a card shows it: every word and address made once, so that templates only print."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from babel.dates import format_interval
from flask_babel import gettext
from markupsafe import Markup

from core import clock
from core.language import LOCALES, TAGS, clock_words, day_short, day_words, language, other, say
from core.web import link
from delta.cities import city
from events.amended_words import is_another_house, shown_lines
from events.amendments import UNAMENDED, Amended, reasons_of
from events.daytime import Daytime, daytime_of
from events.models.performance import Performance
from events.models.run import Run
from events.models.words import Form, PremiereState, Status
from events.queries.counts import last_days
from events.views.posters import Poster, motif_of, poster, with_picture
from events.words import KINDS, STATUSES, premiere_short
from repertoire.models import Surtitles

STATUS_LOOKS = {
    Status.CANCELLED: ("cancelled", "cross"),
    Status.POSTPONED: ("postponed", "clock"),
    Status.RESCHEDULED: ("rescheduled", "clock"),
    Status.SOLD_OUT: ("soldout", ""),
    Status.MOVED_ONLINE: ("online", "online"),
}


@dataclass(frozen=True, slots=True)
class Badge:
    """A mark with its words; `look` is a class, `icon` a drawing beside the words."""

    look: str
    words: str
    icon: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a list or one card. `place` and `title` are marked up (a missing translation says so).

    `changes` are another place, another cast and the reasons, where it was asked for them.
    """

    key: int
    day: date
    when: str
    starts_at: str
    starts: str
    ends: str
    href: str
    title: Markup
    subtitle: Markup
    print_title: str
    print_lang: str
    print_foot: str
    place: Markup
    hall: Markup
    note: Markup | str
    changes: tuple[Markup, ...]
    kind: str
    badges: tuple[Badge, ...]
    poster: Poster
    thumb: Poster
    is_off: bool
    is_demo: bool


def rows(
    performances: Sequence[Performance], now: datetime, lasts: Mapping[int, date] | None = None,
    amended: Mapping[int, Amended] | None = None,
) -> list[Row]:
    """Lines of a list, in the same order. `lasts`: the last day of each run, asked for where it is not given. `amended`: what
    stands changed of dates, where the list tells that too."""
    if lasts is None:
        lasts = last_days({each.run_id for each in performances if each.is_timed})
    return [
        row(each, now, lasts.get(each.run_id), amended.get(each.id, UNAMENDED) if amended is not None else None)
        for each in performances
    ]


def row(shown: Performance, now: datetime, last: date | None = None, amended: Amended | None = None) -> Row:
    """One line of a list."""
    event, work = shown.run.event, shown.run.production
    speaks = language()
    name = event.title.in_language(speaks)
    genre = (work.genre if work else None) or event.genre
    motif = motif_of(event.kind, genre)
    is_span = shown.form is Form.SPAN
    when = span_words(shown.day, shown.last_day) if is_span else day_short(shown.day, speaks)
    return Row(
        key=shown.id,
        day=shown.day,
        when=when,
        starts_at=shown.day.isoformat() if is_span else shown.starts_local.isoformat(timespec="minutes"),
        starts="" if is_span else clock_words(shown.starts_at),
        ends=clock_words(shown.ends_at) if shown.end_is_stated and not is_span else "",
        href=link("events.event", slug=event.slug),
        title=say(event.title),
        subtitle=say(shown.title),
        print_title=name,
        print_lang="" if event.title.has(speaks) else TAGS[other(speaks)],
        print_foot=" · ".join(part for part in (town(shown.city), when) if part),
        place=place_words(shown, with_hall=amended is not None),
        hall=say(shown.hall.name) if shown.hall else Markup(""),
        note=_note(shown, last),
        changes=_changes(shown, amended) if amended else (),
        kind=str(KINDS[event.kind]),
        badges=(*amended_badges(shown, amended or UNAMENDED), *badges_of(shown, now)),
        poster=with_picture(poster(motif, event.slug, name), event, work),
        thumb=with_picture(poster(motif, event.slug), event, work),
        is_off=not shown.takes_place,
        is_demo=event.is_demo,
    )


def town(adcode: str, speaks: str = "") -> str:
    """A city's short name, told apart from its namesake."""
    return city(adcode).told_apart.in_language(speaks or language()) if adcode else ""


def place_words(shown: Performance, *, with_hall: bool = False) -> Markup:
    """Venue (and hall) and city, or that it is on the net."""
    if shown.status is Status.MOVED_ONLINE:
        return Markup.escape(gettext("Online"))
    names = [say(each.name) for each in (shown.venue, shown.hall if with_hall else None) if each]
    parts = [Markup(" ").join(names)] if names else []
    if shown.city:
        parts.append(Markup.escape(town(shown.city)))
    return Markup(" · ").join(parts)


def _note(shown: Performance, last: date | None) -> Markup | str:
    if shown.status is Status.POSTPONED:
        return gettext("New date to be announced")
    if shown.status is Status.CANCELLED:
        return say(shown.reason)
    if moved := moved_words(shown):
        return moved
    if shown.form is not Form.SPAN and last and last > shown.day:
        return gettext("Runs until %(day)s", day=day_short(last))
    return ""


def moved_words(shown: Performance) -> str:
    """When it was to be before it was moved, whatever has become of it since, as long as it takes place."""
    if shown.moved_from is None or shown.moved_from == shown.starts_at or not shown.takes_place:
        return ""
    return gettext("Was %(moment)s", moment=f"{day_short(shown.moved_from)} {clock_words(shown.moved_from)}")


def _changes(shown: Performance, amended: Amended) -> tuple[Markup, ...]:
    """Another place, another cast, and why; a cancelled row has its reason as its note."""
    reasons = reasons_of(shown, amended) if shown.status is not Status.CANCELLED else []
    return (*shown_lines(shown, amended), *map(say, reasons))


def amended_badges(shown: Performance, amended: Amended) -> list[Badge]:
    """That it is in another place or has another cast than was announced first."""
    found = []
    if amended.place:
        is_house = is_another_house(shown, amended.place.was)
        found.append(Badge("rescheduled", gettext("In another house") if is_house else gettext("In another hall"), "pin"))
    if amended.cast:
        found.append(Badge("rescheduled", gettext("With another cast")))
    return found


def badges_of(shown: Performance, now: datetime) -> tuple[Badge, ...]:
    """Status first, then what makes people choose, then that it is a demo."""
    found = [*status_badges(shown, now), *daytime_badge(shown), *premiere_badge(shown.run)]
    if shown.run.is_free:
        found.append(Badge("free", gettext("Free")))
    found += access_badges(shown)
    if shown.run.event.is_demo:
        found.append(demo_badge())
    return tuple(found)


def daytime_badge(shown: Performance) -> list[Badge]:
    """That a performance is a matinee or a late night, for those who plan their day by it."""
    if shown.form is not Form.PERFORMANCE:
        return []
    start = shown.starts_local
    when = daytime_of(start.hour * 60 + start.minute)
    if when is Daytime.MATINEE:
        return [Badge("matinee", gettext("Matinee"), "sun")]
    return [Badge("late", gettext("Late night"), "moon")] if when is Daytime.LATE else []


def premiere_badge(run: Run) -> list[Badge]:
    """Which first time it is, if it is one and the register has not refused it; unconfirmed it looks and says so."""
    if run.premiere_kind is None or not run.is_premiere:
        return []
    look = "premiere" if run.premiere_state is PremiereState.CONFIRMED else "claimed"
    return [Badge(look, premiere_short(run.premiere_kind, run.premiere_scope, run.premiere_state), "star")]


def demo_badge() -> Badge:
    """The mark of an invented row."""
    return Badge("demo", gettext("Demo"))


def status_badges(shown: Performance, now: datetime) -> list[Badge]:
    """What has become of it, and whether it is over; what never took place has not ended."""
    found = []
    if shown.status in STATUS_LOOKS:
        look, drawing = STATUS_LOOKS[shown.status]
        found.append(Badge(look, str(STATUSES[shown.status]), drawing))
    if shown.status is not Status.RESCHEDULED and moved_words(shown):
        look, drawing = STATUS_LOOKS[Status.RESCHEDULED]
        found.append(Badge(look, str(STATUSES[Status.RESCHEDULED]), drawing))
    if shown.has_ended_at(now) and shown.takes_place:
        found.append(Badge("ended", gettext("Ended")))
    elif shown.is_timed and shown.takes_place and shown.is_on_at(now):
        found.append(Badge("now", gettext("On now")))
    return found


def access_badges(shown: Performance) -> list[Badge]:
    """Surtitles in the other language, wheelchair places, signing, captions, relaxed performances."""
    found = []
    if shown.wheelchair_places:
        found.append(Badge("access", gettext("Wheelchair places"), "wheelchair"))
    if shown.is_signed:
        found.append(Badge("access", gettext("Signed"), "sign"))
    if shown.is_captioned:
        found.append(Badge("captions", gettext("Captioned"), "captions"))
    if shown.is_relaxed:
        found.append(Badge("access", gettext("Relaxed performance")))
    if language() == "en" and shown.run.surtitles_shown in {Surtitles.EN, Surtitles.BOTH}:
        found.append(Badge("captions", gettext("English surtitles"), "captions"))
    return found


@lru_cache(maxsize=2048)
def _interval(first: date, last: date, speaks: str, with_year: bool) -> str:
    if speaks == "zh":
        year = f"{first.year}年" if with_year or first.year != last.year else ""
        start = f"{year}{first.month}月{first.day}日"
        if (first.year, first.month) == (last.year, last.month):
            return f"{start}—{last.day}日" if last != first else start
        end_year = f"{last.year}年" if first.year != last.year else ""
        return f"{start}—{end_year}{last.month}月{last.day}日"
    skeleton = "yMMMd" if with_year or first.year != last.year else "MMMd"
    return format_interval(first, last, skeleton, locale=LOCALES["en"])


def span_words(first: date, last: date | None, *, with_year: bool = False) -> str:
    """From one day to another: 11月21日—29日 / 21–29 Nov; an open end says so."""
    if last is None:
        return gettext("From %(day)s, open-ended", day=day_short(first))
    return _interval(first, last, language(), with_year)


def near_day(day: date) -> str:
    """A date as one says it: with its year only where that is not this one."""
    return day_short(day) if day.year == clock.today().year else day_words(day)


def any_demo(shown: Iterable[Row]) -> bool:
    """Whether one of these is of the demo season."""
    return any(each.is_demo for each in shown)


def one_an_event(performances: Iterable[Performance]) -> list[Performance]:
    """The first row of each event, in the same order: a card stands for an event, not for a date."""
    first: dict[int, Performance] = {}
    for each in performances:
        first.setdefault(each.run.event_id, each)
    return list(first.values())


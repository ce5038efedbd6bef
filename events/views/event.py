"""The page of an event, of whatever kind: a show's stay, a festival with its programme, a forum, a call, a plan in a paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import Response
from flask_babel import gettext, ngettext
from markupsafe import Markup

from core import clock
from core.language import clock_words, day_short, day_words, language, moment_words, say
from core.web import link
from delta.cities import city
from delta.holidays import marks_of
from events.models.event import Event
from events.models.performance import Performance
from events.models.run import Run
from events.models.words import Form, Phase, Status
from events.queries import records
from events.queries.calendar import all_performances
from events.queries.selection import CALENDAR_FORMS, Selection
from events.views.blueprint import Head, bp, found, rendered, show
from events.views.calendar import Day, is_long
from events.views.facts import Fact, belongs_to, people, practical, price_words, running, ticket_address, to_link
from events.views.history import told
from events.views.items import items_of
from events.views.posters import motif_of, poster
from events.views.rows import Badge, badges_of, demo_badge, premiere_badge, rows, span_words, status_badges, town
from events.views.structured import structured
from events.views.texts import is_outdated, prose
from events.words import GENRES, KINDS

ALL_FORMS = tuple(Form)
MANY_PAST = 6


@dataclass(frozen=True, slots=True)
class DateLine:
    """One date of an event in its table."""

    key: int
    day: str
    clock: str
    iso: str
    ends: str
    title: Markup
    place: Markup
    badges: tuple[Badge, ...]
    words: str
    since: str
    reason: Markup
    is_off: bool
    is_past: bool


@dataclass(frozen=True, slots=True)
class Stay:
    """One run: where, how long, its facts, where its tickets are."""

    run: Run
    place: Markup
    facts: list[Fact]
    tickets: str
    seller: Markup


@dataclass(frozen=True, slots=True)
class Banner:
    """What everybody must see first."""

    look: str
    icon: str
    title: str
    text: Markup


@bp.page("/events/<slug:slug>")
def event(slug: str) -> Response:
    """An event, whatever its kind."""
    return show(lambda: _page(found(records.public_event(slug), "event", "events.event", slug)))


def _page(shown: Event) -> str:
    now = clock.now()
    runs = records.runs_of(shown.id)
    every = all_performances(Selection(event_ids=(shown.id,), forms=ALL_FORMS))
    dates = [each for each in every if each.is_timed]
    spans = [each for each in every if each.form is Form.SPAN]
    parts = records.parts_of(shown.id)
    wholes = records.wholes_of(shown.id)
    days = _programme(shown, now) if parts else []
    work = next((run.production for run in runs if run.production), None)
    genre = shown.genre or (work.genre if work else None)
    name = shown.title.in_language(language())
    when = _when(dates, spans, now)
    organisers = records.organisers_named(shown.extra.get("co_organisers", []))
    feed = link("calendars.scope_ics", kind="events", slug=shown.slug)
    is_dated = bool(every or days)
    head = Head(
        title=name,
        description=(shown.summary or (work.summary if work else shown.summary)).in_language(language())
        or f"{KINDS[shown.kind]} · {name} · {when}",
        path=link("events.event", slug=shown.slug),
        feed=feed if is_dated else "",
        has_demo=shown.is_demo or any(each.is_demo for day in days for each in day.rows),
        here="programmes" if shown.phase is not Phase.DATED else "calendar",
    )
    lines = [_line(each, now, runs) for each in dates]
    return rendered(
        "events/event.html",
        head,
        event=shown,
        kicker=_kicker(shown, genre),
        alternative=shown.title if shown.title.zh and shown.title.en and shown.title.zh != shown.title.en else None,
        poster=poster(motif_of(shown.kind, genre), shown.slug, name),
        poster_foot=" · ".join(part for part in (town(shown.city), when) if part),
        when=when,
        until=_until(dates, now),
        spans=[(each, _span_line(each, now)) for each in spans],
        coming=[each for each in lines if not each.is_past],
        past=[each for each in lines if each.is_past],
        folds_past=sum(each.is_past for each in lines) > MANY_PAST,
        moments=[(each, _moment_words(each), _moment_over(each, now)) for each in every if each.form in (Form.ON_SALE, Form.DEADLINE)],
        stays=[_stay(run, dates, every, spans) for run in runs],
        badges_shown=_badges(shown, runs, dates, spans, now),
        banner=_banner(dates or spans, now),
        price=next((words for run in runs if (words := price_words(run))), ""),
        running=next((words for run in runs if (words := running(run))), ""),
        prose=prose(shown, "summary") or (prose(work, "summary") if work else None),
        is_title_outdated=is_outdated(shown, "title"),
        people=[*people(shown, runs[0] if runs else None), *_co_organisers(organisers), *_hosts(shown)],
        chips=belongs_to(shown, wholes),
        parts=items_of(parts),
        days=days,
        history=told(shown, every),
        structured=None if shown.is_demo else structured(shown, [*dates, *spans], now),
        is_long=bool(days) and is_long(Selection(event_ids=records.ids_within(shown.id))),
        crumbs=_crumbs(shown, wholes),
    )


def _kicker(shown: Event, genre: object) -> str:
    parts = [str(GENRES[genre]) if genre in GENRES else str(KINDS[shown.kind])]  # type: ignore[index]
    if shown.edition:
        parts.append(gettext("Edition %(number)s", number=shown.edition))
    return " · ".join(parts)


def _when(dates: Sequence[Performance], spans: Sequence[Performance], now: datetime) -> str:
    """The first thing people ask: the one date, or from when to when."""
    rows_ = [each for each in dates if each.takes_place] or dates
    if spans and not rows_:
        return span_words(spans[0].day, spans[0].last_day, with_year=True)
    if not rows_:
        return ""
    coming = [each for each in rows_ if not each.has_ended_at(now)]
    if len(rows_) == 1:
        return moment_words(rows_[0].starts_at)
    if coming:
        return gettext("Next: %(moment)s", moment=moment_words(coming[0].starts_at))
    return span_words(rows_[0].day, rows_[-1].day, with_year=True)


def _until(dates: Sequence[Performance], now: datetime) -> str:
    """How long a run lasts, and how many dates it has."""
    taking = [each for each in dates if each.takes_place]
    if len(taking) < 2:
        return ""
    number = ngettext("%(num)s date in all", "%(num)s dates in all", len(taking))
    if taking[-1].has_ended_at(now):
        return gettext("Ran until %(day)s", day=day_words(taking[-1].day)) + f" · {number}"
    return gettext("Runs until %(day)s", day=day_words(taking[-1].day)) + f" · {number}"


def _line(each: Performance, now: datetime, runs: Sequence[Run]) -> DateLine:
    stands = each.run.venue_id == each.venue_id and len(runs) == 1
    badges = [*status_badges(each, now), *(badge for badge in badges_of(each, now) if badge.look in {"access", "captions"})]
    return DateLine(
        each.id,
        day_short(each.day) if each.day.year == now.year else day_words(each.day),
        clock_words(each.starts_at),
        each.starts_local.isoformat(timespec="minutes"),
        clock_words(each.ends_at) if each.end_is_stated else "",
        say(each.title),
        Markup("") if stands else _where(each),
        tuple(badges),
        _sale_words(each, now),
        _since(each),
        say(each.reason) if each.status is not Status.SCHEDULED else Markup(""),
        not each.takes_place,
        each.has_ended_at(now),
    )


def _where(each: Performance) -> Markup:
    return Markup(" · ").join(part for part in (say(each.venue.name) if each.venue else "", town(each.city)) if part)


def _sale_words(each: Performance, now: datetime) -> str:
    if each.has_ended_at(now) or not each.takes_place or each.status is Status.SOLD_OUT:
        return ""
    if each.run.is_free:
        return gettext("Free")
    if each.form is not Form.PERFORMANCE:
        return ""
    return gettext("Tickets on sale") if each.sells_at(now) else gettext("Not on sale yet")


def _since(each: Performance) -> str:
    parts = []
    if each.status is Status.RESCHEDULED and each.moved_from:
        parts.append(gettext("Was %(moment)s", moment=f"{day_short(each.moved_from)} {clock_words(each.moved_from)}"))
    if each.status is not Status.SCHEDULED and each.status_since:
        parts.append(gettext("since %(moment)s", moment=f"{day_short(each.status_since)} {clock_words(each.status_since)}"))
    return " · ".join(parts)


def _span_line(each: Performance, now: datetime) -> str:
    words = span_words(each.day, each.last_day, with_year=True)
    if each.last_day and not each.has_ended_at(now):
        left = (each.last_day - clock.local(now).date()).days
        if each.is_on_at(now):
            words += " · " + (gettext("last day today") if left == 0 else ngettext("%(num)s day left", "%(num)s days left", left))
    return words


def _moment_words(each: Performance) -> str:
    label = gettext("Tickets on sale from") if each.form is Form.ON_SALE else gettext("Closes")
    return f"{label} {moment_words(each.starts_at)}"


def _moment_over(each: Performance, now: datetime) -> bool:
    return each.form is Form.DEADLINE and each.starts_at <= now


def _stay(run: Run, dates: Sequence[Performance], every: Sequence[Performance], spans: Sequence[Performance]) -> Stay:
    on_sale = [each for each in every if each.form is Form.ON_SALE]
    return Stay(run, _place(run), practical(run, [*dates, *spans], on_sale), ticket_address(run, [*dates, *spans]), say(run.seller))


def _place(run: Run) -> Markup:
    parts: list[Markup] = []
    if run.venue:
        name = to_link(link("events.venue", slug=run.venue.slug), say(run.venue.name))
        parts.append(Markup(" ").join((name, say(run.hall.name))) if run.hall else name)
        if run.venue.address:
            parts.append(say(run.venue.address))
    if run.city:
        parts.append(Markup.escape(town(run.city)))
    return Markup(" · ").join(parts)


def _badges(
    shown: Event, runs: Sequence[Run], dates: Sequence[Performance], spans: Sequence[Performance], now: datetime
) -> list[Badge]:
    found_: list[Badge] = []
    for run in runs:
        found_ += premiere_badge(run)
    if any(run.is_free for run in runs):
        found_.append(Badge("free", gettext("Free")))
    for each in (*dates, *spans):
        if not each.has_ended_at(now):
            found_ += [badge for badge in badges_of(each, now) if badge.look in {"access", "captions"}]
    if shown.is_demo:
        found_.append(demo_badge())
    return list(dict.fromkeys(found_))


def _banner(dates: Sequence[Performance], now: datetime) -> Banner | None:
    coming = [each for each in dates if not each.has_ended_at(now)]
    if dates and not coming:
        last = max(each.last_day or each.day for each in dates)
        return Banner("ended", "clock", gettext("This has ended."), Markup.escape(gettext("The last day was %(day)s.", day=day_words(last))))
    off = [each for each in coming if not each.takes_place]
    moved = [each for each in coming if each.status is Status.RESCHEDULED]
    if off and len(off) == len(coming):
        title = gettext("This is cancelled.") if off[0].status is Status.CANCELLED else gettext("This is postponed.")
        return Banner("cancelled", "warning", title, say(off[0].reason))
    parts = []
    if off:
        parts.append(ngettext("%(num)s date does not take place", "%(num)s dates do not take place", len(off)))
    if moved:
        parts.append(ngettext("%(num)s date has a new time", "%(num)s dates have a new time", len(moved)))
    if not parts:
        return None
    text = say((off or moved)[0].reason)
    return Banner("", "warning", " · ".join(parts), text)


def _programme(shown: Event, now: datetime) -> list[Day]:
    chosen = Selection(event_ids=records.ids_within(shown.id), forms=CALENDAR_FORMS)
    found_ = [each for each in all_performances(chosen) if each.is_timed]
    grouped: dict[date, list[Performance]] = {}
    for each in found_:
        grouped.setdefault(each.day, []).append(each)
    today = clock.local(now).date()
    return [
        Day(day, marks_of(day.year).get(day), day == today, rows(each, now, {}), is_whole=True) for day, each in grouped.items()
    ]


def _co_organisers(organisers: Sequence[object]) -> list[Fact]:
    links = [to_link(link("events.organiser", slug=each.slug), say(each.name)) for each in organisers]  # type: ignore[attr-defined]
    return [Fact(gettext("Also organising"), Markup(" · ").join(links))] if links else []


def _hosts(shown: Event) -> list[Fact]:
    towns = [Markup.escape(town(adcode)) for adcode in shown.extra.get("host_cities", [])]
    return [Fact(gettext("Held in"), Markup(" · ").join(towns))] if towns else []


def _crumbs(shown: Event, wholes: Sequence[Event]) -> list[tuple[Markup | str, str]]:
    if wholes:
        return [(gettext("Programmes"), link("events.programmes")), (say(wholes[0].title), link("events.event", slug=wholes[0].slug))]
    if shown.phase is not Phase.DATED:
        return [(gettext("Programmes"), link("events.programmes"))]
    steps: list[tuple[Markup | str, str]] = [(gettext("Calendar"), link("events.calendar"))]
    if shown.city:
        steps.append((town(shown.city), _city_address(shown.city)))
    return steps


def _city_address(adcode: str) -> str:
    return link("events.city", slug=city(adcode).slug)



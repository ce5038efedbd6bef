"""What cuts across cities: windows with their measures, strands of culture, programmes without dates."""

from flask import Response, abort
from flask_babel import gettext

from core import clock
from core.language import language
from core.web import link
from delta.windows import STRANDS, Strand, Window, all_windows, strand, strand_codes_under, window, window_codes_under
from events.queries import calendar, records
from events.queries.selection import Selection
from events.views.blueprint import Head, bp, rendered, show
from events.views.items import by_days, items_of
from events.views.looks import is_long
from events.views.rows import any_demo, rows

CARDS = 12


@bp.page("/windows")
def windows() -> Response:
    """The five windows with their 16 measures, and the strands."""
    return show(_windows)


def _windows() -> str:
    whole = [each for each in all_windows() if not each.parent]
    head = Head(
        title=gettext("Five windows"),
        description=gettext("The five windows of the Delta with their sixteen measures, and the strands of culture."),
        path=link("events.windows"),
        here="programmes",
    )
    measures = {each.code: [measure for measure in all_windows() if measure.parent == each.code] for each in whole}
    return rendered("events/windows.html", head, windows=whole, measures=measures, strands=STRANDS)


@bp.page("/windows/<slug:slug>", endpoint="window")
def show_window(slug: str) -> Response:
    """One window, or one measure of it."""
    return show(lambda: _window(window(slug) or abort(404)))


def _window(shown: Window) -> str:
    now = clock.now()
    codes = window_codes_under(shown.code)
    chosen = Selection(window_codes=codes)
    cards = rows(calendar.next_of_each_event(chosen, after=now, limit=CARDS), now)
    spans = rows(calendar.spans(chosen, clock.today(), clock.today()), now, {})
    name = shown.name.in_language(language())
    head = Head(
        title=name,
        description=shown.text.in_language(language()),
        path=link("events.window", slug=shown.code),
        feed=link("calendars.scope_ics", kind="windows", slug=shown.code),
        has_demo=any_demo(cards) or any_demo(spans),
        here="programmes",
    )
    return rendered(
        "events/theme.html",
        head,
        kicker=gettext("Measure") if shown.parent else gettext("Window"),
        name=shown.name,
        text=shown.text if shown.text.zh != shown.name.zh else None,
        units=shown.units,
        whole=(window(shown.parent), "window") if shown.parent else None,
        parts=[(each.name, link("events.window", slug=each.code)) for each in all_windows() if each.parent == shown.code],
        cards=cards,
        spans=spans,
        undated=items_of(records.undated_events_under(codes)),
        is_long=is_long(chosen),
    )


@bp.page("/strands/<slug:slug>", endpoint="strand")
def show_strand(slug: str) -> Response:
    """A strand of culture with its facets."""
    return show(lambda: _strand(strand(slug.replace("-", "_")) or abort(404)))


def slug_of(shown: Strand) -> str:
    """A strand's code as addresses write it."""
    return shown.code.replace("_", "-")


def _strand(shown: Strand) -> str:
    now = clock.now()
    chosen = Selection(strand_codes=strand_codes_under(shown.code))
    cards = rows(calendar.next_of_each_event(chosen, after=now, limit=CARDS), now)
    spans = rows(calendar.spans(chosen, clock.today(), clock.today()), now, {})
    slug = slug_of(shown)
    head = Head(
        title=shown.name.in_language(language()),
        description=gettext("What is on in this strand of culture: %(name)s.", name=shown.name.in_language(language())),
        path=link("events.strand", slug=slug),
        feed=link("calendars.scope_ics", kind="strands", slug=slug),
        has_demo=any_demo(cards) or any_demo(spans),
        here="programmes",
    )
    return rendered(
        "events/theme.html",
        head,
        kicker=gettext("Strand of culture"),
        name=shown.name,
        text=None,
        units=(),
        whole=(strand(shown.parent), "strand") if shown.parent else None,
        parts=[(each.name, link("events.strand", slug=slug_of(each))) for each in STRANDS if each.parent == shown.code],
        cards=cards,
        spans=spans,
        undated=items_of(records.undated_events_in(strand_codes_under(shown.code))),
        is_long=is_long(chosen),
    )


@bp.page("/programmes")
def programmes() -> Response:
    """Festivals and series, and what the papers name without a date."""
    return show(_programmes)


def _programmes() -> str:
    wholes = records.dated_wholes()
    days = records.days_of_events([each.id for each in wholes])
    dated = items_of(by_days(wholes, days, clock.today()), days)
    undated = items_of(records.programmes())
    head = Head(
        title=gettext("Programmes and series"),
        description=gettext("Festivals, series, forums, calls and plans, with and without dates, each with its source."),
        path=link("events.programmes"),
        has_demo=any(each.is_demo for each in (*dated, *undated)),
        here="programmes",
    )
    return rendered("events/programmes.html", head, dated=dated, undated=undated)

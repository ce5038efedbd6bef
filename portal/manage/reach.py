"""What last week was: an organisation's reach in daily numbers, on a page and as a table."""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from io import StringIO

from flask import Response, abort, render_template, request
from flask_babel import gettext

from accounts.models.membership import Role
from accounts.models.organisation import Organisation
from accounts.session import member
from core import clock
from core.language import language
from core.web import link
from events.views.rows import span_words
from portal import bars as pictures
from portal.manage.blueprint import bp
from portal.queries import reach as queries
from portal.reach import Kind, week_of
from portal.services.figures import Line, Week, week_of_owner
from portal.words import KINDS_COUNTED, SERVICES

A_WEEK = timedelta(days=7)
SHOWN_WEEKS = 4
MOST_LINES = 100
OLDEST = timedelta(days=800)
# What a spreadsheet would take for a formula begins with one of these.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@bp.page("/desk/<slug:organisation>/reach")
@member(Role.VIEWER)
def reach(organisation: Organisation) -> str:
    """A week's figures per listing, totals, and four weeks of page views in bars."""
    week, this_week = _asked()
    figures = week_of_owner(organisation.id, week, this_week=this_week)
    first = week - (SHOWN_WEEKS - 1) * A_WEEK
    views = queries.days_of_owner(organisation.id, Kind.VIEW, first, figures.last)
    return render_template(
        "portal/reach.html", title=gettext("Reach"), place="reach", organisation=organisation, figures=figures,
        lines=figures.lines[:MOST_LINES], more=max(0, len(figures.lines) - MOST_LINES), kinds=_kinds(figures),
        words=KINDS_COUNTED, bars=pictures.bars(views, first, figures.last, week=week), height=pictures.HEIGHT,
        width=SHOWN_WEEKS * 7 * pictures.STEP, bar=pictures.WIDTH, services=SERVICES,
        days=span_words(figures.first, figures.last, with_year=True),
        is_running=week == this_week,
        earlier=_address(organisation, week - A_WEEK), later=_address(organisation, week + A_WEEK) if week < this_week else "",
        table=link("portal_desk.reach_csv", organisation=organisation.slug, week=week.isoformat()),
    )


@bp.page("/desk/<slug:organisation>/reach.csv")
@member(Role.VIEWER)
def reach_csv(organisation: Organisation) -> Response:
    """The same as a table, every listing in it."""
    week, this_week = _asked()
    figures = week_of_owner(organisation.id, week, this_week=this_week)
    written = StringIO()
    csv.writer(written).writerows(_rows(figures, organisation))
    response = Response("\ufeff" + written.getvalue(), content_type="text/csv; charset=utf-8")  # Excel wants the mark
    name = f"deltawindow-reach-{organisation.slug}-{week.isoformat()}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _asked() -> tuple[date, date]:
    """The Monday asked for (last week's where none is), and this week's; 400 for what is no date, 404 beyond what is kept."""
    this_week = week_of(clock.today())
    stated = request.args.get("week", "")
    try:
        week = week_of(date.fromisoformat(stated)) if stated else this_week - A_WEEK
    except (ValueError, OverflowError):
        abort(400)
    if not this_week - OLDEST <= week <= this_week:
        abort(404)
    return week, this_week


def _address(organisation: Organisation, week: date) -> str:
    return link("portal_desk.reach", organisation=organisation.slug, week=week.isoformat())


def _kinds(figures: Week) -> list[Kind]:
    """What is shown: saves only once there are some."""
    return [kind for kind in Kind if kind is not Kind.SAVE or figures.total(kind)]


def _rows(figures: Week, organisation: Organisation) -> Iterator[list[object]]:
    kinds = list(Kind)
    names = [str(KINDS_COUNTED[kind]) for kind in kinds]
    yield [
        gettext("Week from"), gettext("Listing"), gettext("Address of its page"), *names,
        gettext("Services that fetch its calendar"), gettext("Network addresses they fetch from"),
    ]
    for line in figures.lines:
        numbers = [line.number(kind) for kind in kinds]
        services = " ".join(line.following.services)
        yield [
            figures.first.isoformat(), _cell(_name(line, organisation)), line.slug, *numbers, services, line.following.addresses
        ]


def _name(line: Line, organisation: Organisation) -> str:
    return (line.title or organisation.name).in_language(language())


def _cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text

"""“Something wrong?”: a short form on every page, and the reader's own page where the answer appears."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import Response, abort, current_app, redirect, request
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _
from markupsafe import Markup
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from core import clock
from core.db import committing
from core.errors import Refused
from core.language import language, say
from core.origin import from_our_pages
from core.pages import public_page
from core.web import link, parsed_path, refuse_broken_query
from events.queries import records
from events.queries.calendar import performance_with_all
from events.views.blueprint import Head, rendered, show
from portal.forms import TRAP, ReportForm, read_report
from portal.queries.reports import report_of_token
from portal.services import reports
from portal.services.reports import About
from portal.views.appearance import way_back
from portal.views.home import bp
from portal.wrongs import LONGEST_SAID, Outcome, Wrong

MOST_BYTES = 32 * 1024
LONGEST_PATH = 300
LARGEST_KEY = 2**31 - 1
NO_STORE = {"Cache-Control": "no-store"}
WRONGS: dict[Wrong, LazyString] = {
    Wrong.TIME: _("The date or time"),
    Wrong.PLACE: _("The place"),
    Wrong.CANCELLED: _("It does not take place"),
    Wrong.LINK: _("A link does not work"),
    Wrong.PRICE: _("Price or tickets"),
    Wrong.TEXT: _("A name or a text"),
    Wrong.TRANSLATION: _("The translation"),
    Wrong.PICTURE: _("The picture"),
    Wrong.RIGHTS: _("It should not stand here (rights, persons)"),
    Wrong.OTHER: _("Something else"),
}
OUTCOMES: dict[Outcome, LazyString] = {
    Outcome.PUT_RIGHT: _("It was put right. Thank you."),
    Outcome.AS_IT_IS: _("We looked into it: it is right as it stands."),
    Outcome.NOTED: _("We have taken note of it. Thank you."),
    Outcome.UNFIT: _("This was closed."),
}
REFUSALS: dict[str, LazyString] = {
    "too_many": _("Many have written within the last hour. Please try again a little later; what you typed is still here."),
    "too_long": _("That is too long."),
}


@dataclass(frozen=True, slots=True)
class Page:
    """The page that a report is about: its path, the name of what it shows (empty: the site itself), its rows."""

    path: str
    name: Markup
    about: About


def _stated() -> str:
    path = way_back(request.values.get("about", ""))
    return path if len(path) <= LONGEST_PATH else link("portal.home")


def page_at(path: str) -> Page:
    """What a page of ours is about; only what everybody may see has a name here."""
    try:
        endpoint, values = parsed_path(urlsplit(path).path)
    except (HTTPException, ValueError):
        endpoint, values = "", {}
    find = ABOUT.get(endpoint)
    name, rows = find(values) if find else (None, {})
    return Page(path, say(name) if name else Markup(""), About(path=path, **rows))


Found = tuple[Any, dict[str, int | None]]
NOTHING: Found = (None, {})


def _event(values: dict[str, Any]) -> Found:
    found = records.public_event(values["slug"])
    return (found.title, {"event_id": found.id}) if found else NOTHING


def _performance(values: dict[str, Any]) -> Found:
    row = performance_with_all(values["key"]) if values["key"] <= LARGEST_KEY else None
    return (row.run.event.title, {"event_id": row.run.event_id}) if row else NOTHING


def _venue(values: dict[str, Any]) -> Found:
    found = records.venue_by_slug(values["slug"])
    return (found.name, {"venue_id": found.id}) if found else NOTHING


def _organiser(values: dict[str, Any]) -> Found:
    found = records.organiser_by_slug(values["slug"])
    return (found.name, {"organisation_id": found.id}) if found else NOTHING


def _production(values: dict[str, Any]) -> Found:
    found = records.production_by_slug(values["slug"])
    return (found.title, {}) if found else NOTHING


ABOUT: dict[str, Callable[[dict[str, Any]], Found]] = {
    "events.event": _event, "events.performance": _performance, "events.venue": _venue, "events.organiser": _organiser,
    "events.production": _production,
}


@bp.page("/report")
def report() -> Response:
    """The form, the same for everybody."""
    refuse_broken_query()
    path = _stated()
    # One form a page of the site: kept among the answers, never in place of a page.
    return public_page(lambda: _form(page_at(path), ReportForm()), path, shelf=current_app.extensions["answers"])


@bp.page("/report", methods=["POST"], endpoint="send_report")
@from_our_pages
def send_report() -> BaseResponse:
    """Keep what was said and show the reader's own page; where it does not hold, the form again with everything still there."""
    request.max_content_length = MOST_BYTES
    page, form = page_at(_stated()), read_report(request.form)
    if not form.check():
        return _again(page, form)
    if form.is_trapped:
        return _uncached(redirect(link("portal.report_thanks"), 303))
    try:
        with committing():
            row = reports.report(
                page.about, at=clock.now(), wrong=form.sort, said=form.said, mail=form.mail, language=language()
            )
            token = row.token
    except Refused as refused:
        form.errors["said"] = str(REFUSALS.get(refused.reason, refused.reason))
        return _again(page, form, 429 if refused.reason == "too_many" else 422)
    return _uncached(redirect(link("portal.report_status", token=token), 303))


@bp.page("/report/thanks")
def report_thanks() -> Response:
    """For those who are not to know more."""
    head = Head(title=gettext("Thank you"), path=link("portal.report_thanks"), is_indexed=False)
    return show(lambda: rendered("portal/report_thanks.html", head))


@bp.page("/report/<token>", endpoint="report_status")
def status(token: str) -> Response:
    """What a reader said, and the answer; for whoever has the secret address."""
    row = report_of_token(token)
    if row is None:
        abort(404)
    head = Head(title=gettext("What you told us"), path=link("portal.report_status", token=token), is_indexed=False)
    html = rendered(
        "portal/report_status.html", head, row=row, page=page_at(row.path), wrong=WRONGS[row.wrong],
        outcome=OUTCOMES[row.outcome] if row.outcome else "",
    )
    return Response(html, headers=NO_STORE)


def _form(page: Page, form: ReportForm) -> str:
    head = Head(
        title=gettext("Something wrong?"),
        description=gettext("Tell the organiser and us what is wrong on a page."),
        path=link("portal.report", about=page.path),
        counterpart="",
        is_indexed=False,
    )
    return rendered("portal/report.html", head, page=page, form=form, wrongs=WRONGS, trap=TRAP, longest=LONGEST_SAID)


def _again(page: Page, form: ReportForm, code: int = 422) -> Response:
    return Response(_form(page, form), status=code, headers=NO_STORE)


def _uncached(answer: BaseResponse) -> BaseResponse:
    answer.headers["Cache-Control"] = "no-store"
    return answer

"""“Something wrong?”: a short form on every page, and the reader's own page where the answer appears."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from flask import Response, current_app, redirect, request
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _
from markupsafe import Markup
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from accounts.access import found
from accounts.queries import people
from accounts.retention import REPORT
from accounts.session import by_link
from core import clock
from core.db import committing
from core.errors import Refused
from core.language import language, other, say
from core.letters import signed_facts
from core.numbers import LARGEST_KEY
from core.origin import from_our_pages
from core.pages import public_page
from core.templating import in_other_language
from core.tokens import keyed_hash, signed
from core.types import Bilingual
from core.web import link, parsed_path, refuse_broken_query, settings
from events.queries import records
from events.queries.calendar import performance_with_all
from events.views.blueprint import Head, rendered, show
from portal.forms import ReportForm
from portal.queries.reports import report_of_key
from portal.services import reports
from portal.services.reports import About, Said
from portal.views.appearance import way_back
from portal.views.home import bp
from portal.words import OUTCOMES, WRONGS
from portal.wrongs import LONGEST_SAID, Outcome, Wrong

MOST_BYTES = 32 * 1024
LONGEST_PATH = 300
PURPOSE = "report"
REFUSALS: dict[str, LazyString] = {
    "too_many": _("Many have written within the last hour. Please try again a little later; what you typed is still here."),
}
TOO_LONG = _("That is too long.")


class Reader(StrEnum):
    """Who reads a report beside our desk."""

    ORGANISER = "organiser"
    HOUSE = "house"
    DESK = "desk"


# Before it is sent, and after.
READERS: dict[Reader, tuple[LazyString, LazyString]] = {
    Reader.ORGANISER: (
        _("Tell us. It goes to the organiser and to our desk, never onto a page, and it is answered."),
        _("Thank you. The organiser and our desk have it; the answer will stand here."),
    ),
    Reader.HOUSE: (
        _("Tell us. It goes to the house and to our desk, never onto a page, and it is answered."),
        _("Thank you. The house and our desk have it; the answer will stand here."),
    ),
    Reader.DESK: (
        _("Tell us. It goes to our desk, never onto a page, and it is answered."),
        _("Thank you. Our desk has it; the answer will stand here."),
    ),
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
    name, rows = find(values) if find else NOTHING
    return Page(path, say(name), About(path=path, name=name, **rows))


Found = tuple[Bilingual, dict[str, int | None]]
NOTHING: Found = (Bilingual("", ""), {})


def _event(values: dict[str, Any]) -> Found:
    row = records.public_event(values["slug"])
    return (row.title, {"event_id": row.id, "owner_id": row.owner_id}) if row else NOTHING


def _performance(values: dict[str, Any]) -> Found:
    row = performance_with_all(values["key"]) if values["key"] <= LARGEST_KEY else None
    if row is None:
        return NOTHING
    event = row.run.event
    return event.title, {"event_id": event.id, "owner_id": event.owner_id}


def _venue(values: dict[str, Any]) -> Found:
    row = records.venue_by_slug(values["slug"])
    return (row.name, {"venue_id": row.id, "owner_id": row.keeper_id}) if row else NOTHING


def _organiser(values: dict[str, Any]) -> Found:
    row = records.organiser_by_slug(values["slug"])
    return (row.name, {"organisation_id": row.id, "owner_id": row.id}) if row else NOTHING


def _production(values: dict[str, Any]) -> Found:
    row = records.production_by_slug(values["slug"])
    return (row.title, {}) if row else NOTHING


ABOUT: dict[str, Callable[[dict[str, Any]], Found]] = {
    "events.event": _event, "events.performance": _performance, "events.venue": _venue, "events.organiser": _organiser,
    "events.production": _production,
}


@bp.page("/report")
def report() -> Response:
    """The form, the same for everybody: no cookie is set for it, so it has no token (core/origin.py guards the sending)."""
    refuse_broken_query()
    path = _stated()
    # One form a page of the site: kept among the answers, never in place of a page.
    return public_page(lambda: _form(page_at(path), ReportForm()), path, shelf=current_app.extensions["answers"])


@bp.page("/report", methods=["POST"], endpoint="send_report")
@from_our_pages
def send_report() -> BaseResponse:
    """Keep what was said and show the reader's own page; where it does not hold, the form again with everything still there."""
    request.max_content_length = MOST_BYTES
    page, form = page_at(_stated()), ReportForm()
    if not form.validate():
        return _again(page, form, 422)
    if form.website.data:
        return _uncached(redirect(link("portal.report_thanks"), 303))
    said = Said(wrong=Wrong(form.wrong.data or ""), words=form.said.data or "", mail=form.mail.data or "", language=language())
    machine = keyed_hash(settings().secret_key, request.remote_addr or "")
    try:
        with committing():
            key = reports.report(page.about, said, at=clock.now(), machine=machine).id
    except Refused as refused:
        form.refuse(str(REFUSALS.get(refused.reason, TOO_LONG)))
        return _again(page, form, 429 if refused.reason == "too_many" else 422)
    return _uncached(redirect(link("portal.report_status", token=signed(settings().secret_key, PURPOSE, {"report": key})), 303))


@bp.page("/report/thanks")
def report_thanks() -> Response:
    """For those who are not to know more."""
    head = Head(title=gettext("Thank you"), path=link("portal.report_thanks"), is_indexed=False)
    return show(lambda: rendered("portal/report_thanks.html", head))


@bp.page("/report/<token>", endpoint="report_status")
@by_link
def status(token: str) -> str:
    """What a reader said, and the answer; for whoever has the signed address."""
    facts = signed_facts(PURPOSE, token, days=REPORT.days)
    row = found(report_of_key(facts["report"]) if facts else None)
    head = Head(title=gettext("What you told us"), path=link("portal.report_status", token=token), is_indexed=False)
    return rendered(
        "portal/report_status.html", head, row=row, page=page_at(row.path), wrong=WRONGS[row.wrong],
        outcome=OUTCOMES[row.outcome] if row.outcome else "", who_has_it=_who_has_it(row.owner_id, row.venue_id),
    )


def _form(page: Page, form: ReportForm) -> str:
    head = Head(
        title=gettext("Something wrong?"),
        description=gettext("Tell us what is wrong on a page."),
        path=link("portal.report", about=page.path),
        counterpart=link("portal.report", other(language()), about=in_other_language(page.path)),
        is_indexed=False,
    )
    about = page.about
    return rendered(
        "portal/report.html", head, page=page, form=form, wrongs=WRONGS, longest=LONGEST_SAID,
        who_reads_it=READERS[_reader(about.owner_id, about.venue_id)][0],
    )


def _reader(owner_id: int | None, venue_id: int | None) -> Reader:
    """Whom a report reaches beside our desk: only a body that somebody acts for."""
    if owner_id is None or not people.people_to_tell(owner_id, clock.now()):
        return Reader.DESK
    return Reader.HOUSE if venue_id is not None else Reader.ORGANISER


def _who_has_it(owner_id: int | None, venue_id: int | None) -> LazyString:
    return READERS[_reader(owner_id, venue_id)][1]


def _again(page: Page, form: ReportForm, code: int) -> Response:
    return Response(_form(page, form), status=code, headers={"Cache-Control": "no-store"})


def _uncached(answer: BaseResponse) -> BaseResponse:
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.app_template_filter()
def wrong_words(code: str) -> str:
    """What a sort of mistake is called, for letters."""
    return str(WRONGS[Wrong(code)])


@bp.app_template_filter()
def outcome_words(code: str) -> str:
    """What the reader is told of an outcome, for letters."""
    return str(OUTCOMES[Outcome(code)])

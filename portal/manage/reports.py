"""What readers say is wrong: an organisation's own, and all of them for the staff; each is looked at and answered."""

from collections.abc import Sequence

from flask import flash, redirect, render_template
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from accounts.access import found
from accounts.models.membership import Role, StaffRole
from accounts.models.organisation import Organisation
from accounts.session import actor, member, staff
from core import clock
from core.db import committing
from core.errors import Refused
from core.numbers import LARGEST_KEY
from core.web import link
from portal.forms import AnswerForm
from portal.manage.blueprint import bp
from portal.models import Report
from portal.queries import reports as queries
from portal.services import reports as deeds
from portal.services.reports import name_of
from portal.words import CHOICES, OUTCOMES, WRONGS
from portal.wrongs import Outcome


@bp.page("/desk/<slug:organisation>/reports")
@member(Role.VIEWER)
def reports(organisation: Organisation) -> str:
    """What waits for an answer, oldest first, and what was answered last."""
    return _list(queries.open_reports(organisation.id), queries.answered_reports(organisation.id), organisation)


@bp.page("/staff/reports")
@staff(StaffRole.REVIEWER)
def staff_reports() -> str:
    """The same of all organisations and of pages that are nobody's."""
    return _list(queries.open_reports(), queries.answered_reports(), None)


@bp.page("/desk/<slug:organisation>/reports/<key:key>", methods=["GET", "POST"])
@member(Role.EDITOR)
def report(organisation: Organisation, key: int) -> BaseResponse | str:
    """One of an organisation's, and the answer to it."""
    row = found(queries.report_of_owner(organisation.id, key) if key <= LARGEST_KEY else None)
    return _one(row, organisation)


@bp.page("/staff/reports/<key:key>", methods=["GET", "POST"])
@staff(StaffRole.REVIEWER)
def staff_report(key: int) -> BaseResponse | str:
    """Any one, and the answer to it."""
    return _one(found(queries.report_of_key(key) if key <= LARGEST_KEY else None), None)


def _list(waiting: Sequence[Report], answered: Sequence[Report], organisation: Organisation | None) -> str:
    now = clock.now()
    return render_template(
        "portal/reports.html", title=gettext("What readers report"), place="reports", organisation=organisation,
        waiting=waiting, answered=answered, name_of=name_of, wrongs=WRONGS, outcomes=CHOICES,
        way=lambda row: _way(row, organisation),
        days=lambda row: (clock.local(now).date() - clock.local(row.made_at).date()).days,
    )


def _way(row: Report, organisation: Organisation | None) -> str:
    if organisation:
        return link("portal_desk.report", organisation=organisation.slug, key=row.id)
    return link("portal_desk.staff_report", key=row.id)


def _home(organisation: Organisation | None) -> str:
    return link("portal_desk.reports", organisation=organisation.slug) if organisation else link("portal_desk.staff_reports")


def _one(row: Report, organisation: Organisation | None) -> BaseResponse | str:
    form = AnswerForm()
    if form.validate_on_submit() and _answer(row, form, organisation):
        flash(gettext("Answered."))
        return redirect(_home(organisation), 303)
    return render_template(
        "portal/report_desk.html", title=gettext("What readers report"), place="reports", organisation=organisation, row=row,
        name=name_of(row), wrong=WRONGS[row.wrong], form=form, choices=CHOICES, told=OUTCOMES, back=_home(organisation),
    )


def _answer(row: Report, form: AnswerForm, organisation: Organisation | None) -> bool:
    key, by = row.id, organisation.name.in_language(row.language) if organisation else ""
    try:
        with committing():
            row = found(queries.report_of_owner(organisation.id, key) if organisation else queries.report_of_key(key))
            deeds.answer(
                row, at=clock.now(), actor=actor(), outcome=Outcome(form.outcome.data or ""), by=by, words=form.words.data or ""
            )
    except Refused as refused:
        if refused.reason not in {"answered", "stale"}:
            raise
        form.refuse(gettext("Somebody else answered this a moment ago: their answer stands below, yours was not sent."))
        return False
    return True

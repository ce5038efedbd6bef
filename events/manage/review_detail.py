"""One submission before a reviewer: what it says, what changed, what the checks found; and the decision."""

from collections.abc import Mapping
from typing import Any

from flask import redirect, request
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from accounts.access import found
from accounts.models.membership import StaffRole
from accounts.services.verification import rung_of
from accounts.session import actor, staff
from accounts.words import MISSING, TIERS
from core import clock
from core.db import committing
from core.errors import Refused
from core.forms import Form
from core.numbers import LARGEST_KEY
from core.web import link
from events.checked import Checked
from events.completeness import meter_of
from events.desk_words import ALIKE, FACTS, finding_words
from events.forms.reviewing import DecisionForm
from events.law_words import rule_name
from events.manage.review_desk import bp, own_word, page, said_of
from events.models.submission import Submission
from events.portrait import Difference, differences, portrait, seen_of
from events.queries import review as stored
from events.review_words import DECIDE, DECIDE_AFTER, DECISIONS, FIELDS, age_words, hours_words, refused_words, said_words
from events.services import edits
from events.services import review as services
from events.services.checks import checked_parts, whole_listing


def _submission(key: int) -> Submission:
    return found(stored.submission(key) if key <= LARGEST_KEY else None)


def _form(row: Submission) -> DecisionForm:
    return DecisionForm(words=DECIDE_AFTER if row.is_after else DECIDE, nothing=gettext("none"))


@bp.page("/staff/review/<key:key>", methods=["GET", "POST"])
@staff(StaffRole.REVIEWER)
def detail(key: int) -> BaseResponse | str:
    """Look at one, and decide."""
    row = _submission(key)
    form = _form(row)
    if request.method == "POST" and form.validate():
        try:
            with committing():
                fresh = found(stored.submission_to_decide(key))
                services.decide(
                    fresh, form.chosen, at=clock.now(), actor=actor(), reason=form.reason,
                    override=form.override.data or "", seen=form.seen.data or "",
                )
            return redirect(link("review.detail", key=key), 303)
        except Refused as refused:
            form.refuse(said_of(refused))
            return _page(_submission(key), form, meanwhile=refused.facts.get("fields", ()))
    return _page(row, form)


def _page(row: Submission, form: DecisionForm, *, problem: str = "", meanwhile: object = ()) -> str:
    event, at = row.event, clock.now()
    runs, rows = stored.runs_of_listing(event.id), stored.rows_of_listing(event.id)
    earlier, says = stored.decided_before(row), portrait(event, runs, rows)
    checks = checked_parts(event, runs, rows, with_doubles=True)
    if row.is_proposal:
        checks = Checked(edits.found_in(row), checks.doubles)
    form.seen.data, reached = seen_of(says), rung_of(row.organisation, at=at)
    return page(
        "detail.html", own_word(row), row=row, meter=meter_of(whole_listing(event, runs, rows)), facts=FACTS,
        known=stored.record_of(row.organisation_id), reached=reached, tiers=TIERS, lacking=MISSING,
        is_stranger=row.is_waiting and services.is_unknown(row.organisation, reached),
        barred=refused_words(services.partiality(row, actor()), {}) if services.partiality(row, actor()) else "",
        event=event, form=form, at=at, says=says, fields=FIELDS, rows=rows, runs=runs,
        checks=checks, finding_words=finding_words, rule_name=rule_name,
        earlier=earlier, problem=problem, decisions=DECISIONS, age_words=age_words,
        changed=_changed(row, earlier, says), hours=hours_words(),
        me=actor().person_id, meanwhile=meanwhile,
        history=[each for each in stored.history_of(event.id) if each.id != row.id], alike=ALIKE, said_words=said_words,
    )


def _changed(row: Submission, earlier: Submission | None, says: Mapping[str, Any]) -> list[Difference]:
    """What a proposal would change; else what changed since the last decision, or since it was handed in."""
    if row.is_proposal:
        return differences(says, edits.wanted_by(row, says))
    return differences((earlier or row).facts, says)


@bp.page("/staff/review/<key:key>/claim", methods=["POST"])
@staff(StaffRole.REVIEWER)
def claim(key: int) -> BaseResponse | str:
    """Take it, so that others take something else."""
    row, form = _submission(key), Form()
    if not form.validate():
        return _page(row, _form(row), problem=str(form.form_errors[0]))
    try:
        with committing():
            services.claim(found(stored.submission_to_decide(key)), at=clock.now(), actor=actor())
    except Refused as refused:
        return _page(_submission(key), _form(_submission(key)), problem=said_of(refused))
    return redirect(link("review.detail", key=key), 303)

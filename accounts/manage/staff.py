"""The staff's desk for organisations: papers to look at, trust, suspension, and two that are one."""

from collections.abc import Callable

from flask import Response, flash, redirect, request
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from accounts.access import found, key_in_range
from accounts.desk_forms import DecisionForm, ReasonForm
from accounts.licensing import rung
from accounts.manage.blueprint import bp, page, telling
from accounts.manage.verification import paper_answer
from accounts.models.membership import StaffRole
from accounts.models.organisation import Organisation
from accounts.models.proof import Outcome
from accounts.queries import organisations, oversight, people, proofs
from accounts.services import oversight as deeds
from accounts.services import verification
from accounts.session import actor, staff
from accounts.words import BODIES, MEMBER_KINDS, OUTCOMES, PROOFS, ROLES, TIERS
from core import clock
from core.clock import local
from core.db import committing
from core.language import language
from core.text import clean_line
from core.web import link


@bp.page("/staff/verification", endpoint="staff_verification")
@staff(StaffRole.REVIEWER)
def staff_verification() -> str:
    """Papers that nobody looked at yet, the oldest first."""
    rows = proofs.waiting()
    return page(
        "accounts/staff/verification.html", gettext("Verification"), rows=rows, place="verification", proofs=PROOFS,
        number=proofs.number_waiting(), now=clock.now(),
    )


@bp.page("/staff/verification/<key:key>", endpoint="staff_proof", methods=["GET", "POST"])
@staff(StaffRole.REVIEWER)
def staff_proof(key: int) -> BaseResponse | str:
    """One paper beside what the organisation states, and the decision on it."""
    row = found(proofs.licence_by_key(key_in_range(key)))
    form = DecisionForm(expires_on=row.expires_on)
    if form.validate_on_submit():
        fields = {"reason_needed": form.reason, "end_needed": form.expires_on}
        with telling(form, fields) as done, committing():
            verification.decide(
                found(proofs.licence_to_decide(key)), Outcome(form.outcome.data), expires_on=form.expires_on.data,
                reason=form.reason.data or "", at=clock.now(), actor=actor(),
            )
        if done:
            flash(gettext("Decided. The organisation is told."))
            return redirect(link("house.staff_verification"), 303)
    row = found(proofs.licence_by_key(key))
    at, kinds = clock.now(), proofs.capacities_of([row.organisation_id]).get(row.organisation_id, frozenset())
    return page(
        "accounts/staff/proof.html", str(PROOFS[row.proof]), row=row, subject=row.organisation, form=form, place="verification",
        decisions=proofs.decisions_on(row.id), outcomes=OUTCOMES, proofs=PROOFS, bodies=BODIES,
        reached=verification.rung_of(row.organisation, at=at), tiers=TIERS,
        kinds=sorted(str(MEMBER_KINDS[kind]) for kind in kinds),
        today=local(at).date(),
    )


@bp.page("/staff/papers/<key:key>", endpoint="staff_paper")
@staff(StaffRole.REVIEWER)
def staff_paper(key: int) -> Response:
    """Any paper, to the staff."""
    return paper_answer(found(proofs.evidence_by_key(key_in_range(key))))


@bp.page("/staff/organisations", endpoint="staff_organisations")
@staff(StaffRole.CONSOLE)
def staff_organisations() -> str:
    """All organisations, fifty at a time, by name or address."""
    words = clean_line(request.args.get("q", ""))[:60]
    rows = oversight.organisations_like(words, after=request.args.get("after", "")[:120], limit=oversight.A_PAGE + 1)
    shown, at = rows[: oversight.A_PAGE], clock.now()
    known = verification.standings(shown)
    today = local(at).date()
    return page(
        "accounts/staff/organisations.html", gettext("Organisations"), rows=shown, words=words, place="organisations",
        reached={key: rung(standing, today).tier for key, standing in known.items()},
        following=shown[-1].slug if len(rows) > oversight.A_PAGE else "",
    )


@bp.page("/staff/organisations/<slug:name>", endpoint="staff_organisation")
@staff(StaffRole.CONSOLE)
def staff_organisation(name: str) -> str:
    """One organisation: its people, how far it is verified, what can be done with it."""
    return _organisation(found(organisations.organisation_of_slug(name)), ReasonForm(formdata=None))


def _organisation(row: Organisation, form: ReasonForm) -> str:
    at = clock.now()
    rows = proofs.licences_of(row.id)
    return page(
        "accounts/staff/organisation.html", row.name.in_language(language()), subject=row, form=form, place="organisations",
        members=people.members_of(row.id, at), reached=verification.rung_of(row, at=at), tiers=TIERS, roles=ROLES, rows=rows,
        decisions=proofs.latest_decisions([each.id for each in rows]), outcomes=OUTCOMES, proofs=PROOFS,
        entries=oversight.trail_of(row.id, limit=10), other=(other := _other(row, form)),
        incoming=deeds.coming_in(row, other, at=at) if other else (),
    )


def _other(row: Organisation, form: ReasonForm) -> Organisation | None:
    """The organisation that a merger would give up, once it is named."""
    other = organisations.organisation_of_slug(form.other.data) if form.other.data else None
    return other if other is not None and other.id != row.id else None


@bp.page(
    "/staff/organisations/<slug:name>/<any(trust,distrust,suspend,lift,merge):deed>", endpoint="staff_deed", methods=["POST"]
)
@staff(StaffRole.CONSOLE)
def staff_deed(name: str, deed: str) -> BaseResponse | str:
    """Trust, suspend, or merge another one into it; always with a reason that the organisation reads."""
    row, form = found(organisations.organisation_of_slug(name)), ReasonForm()
    if form.validate_on_submit() and _do(name, deed, form):
        flash(gettext("Done. The organisation is told."))
        return redirect(link("house.staff_organisation", name=name), 303)
    return _organisation(row, form)


def _do(name: str, deed: str, form: ReasonForm) -> bool:
    """Whether it was done; what a rule refuses is said in the form."""
    doings: dict[str, Callable[[Organisation], None]] = {
        "trust": lambda row: deeds.set_trust(row, True, reason=form.reason.data or "", at=clock.now(), actor=actor()),
        "distrust": lambda row: deeds.set_trust(row, False, reason=form.reason.data or "", at=clock.now(), actor=actor()),
        "suspend": lambda row: deeds.set_suspension(row, True, reason=form.reason.data or "", at=clock.now(), actor=actor()),
        "lift": lambda row: deeds.set_suspension(row, False, reason=form.reason.data or "", at=clock.now(), actor=actor()),
        "merge": lambda row: _merge(row, form),
    }
    if deed == "merge" and not form.sure.data:
        form.refuse(gettext("Tick the box if you are sure: a merger cannot be undone."), form.sure)
        return False
    with telling(form, {"reason_needed": form.reason, "cannot_merge": form.other}) as done, committing():
        doings[deed](found(organisations.organisation_of_slug(name)))
    return bool(done)


def _merge(row: Organisation, form: ReasonForm) -> None:
    merged = found(organisations.organisation_of_slug(form.other.data or ""))
    deeds.merge(row, merged, reason=form.reason.data or "", at=clock.now(), actor=actor())

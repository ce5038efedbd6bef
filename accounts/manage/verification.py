"""How far an organisation is verified, what the next tier lacks, and the papers that it sends."""

from flask import Response, flash, redirect
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from accounts.access import found, key_in_range
from accounts.desk_forms import ProofForm
from accounts.forms import Press
from accounts.licensing import EXPIRING, REMINDERS, Tier
from accounts.manage.blueprint import bp, page, press, sent_paper, telling
from accounts.models.membership import Role
from accounts.models.organisation import Organisation
from accounts.models.proof import Evidence
from accounts.queries import proofs
from accounts.services import verification as deeds
from accounts.session import actor, member
from accounts.words import MEMBER_KINDS, MISSING, OUTCOMES, PROOFS, TIERS
from core import clock
from core.clock import local
from core.db import committing
from core.forms import takes_files
from core.security import hand_out
from core.uploads import MOST_BODY_BYTES, PAPERS, paper_file
from core.web import link, settings


@bp.page("/desk/<slug:organisation>/verification", endpoint="verification", methods=["GET", "POST"])
@takes_files(MOST_BODY_BYTES)
@member(Role.OWNER)
def verification(organisation: Organisation) -> BaseResponse | str:
    """The tiers, and a paper to send."""
    form, slug = ProofForm(), organisation.slug
    if form.validate_on_submit():
        fields = {
            "paper_needed": form.paper, "paper_type": form.paper, "paper_lies": form.paper, "paper_too_large": form.paper,
            "end_needed": form.expires_on, "has_expired": form.expires_on,
        }
        with telling(form, fields) as done:
            paper = sent_paper("paper", organisation.id)
            with committing():
                at, who = clock.now(), actor()
                deeds.state_proof(
                    organisation, form.kind, paper(at, who), number=form.number.data or "", scope=form.scope.data or "",
                    expires_on=form.expires_on.data, at=at, actor=who,
                )
        if done:
            flash(gettext("Thank you. We look at it within one working day and write to you."))
            return redirect(link("house.verification", organisation=slug), 303)
    return _page(organisation, form)


def _page(organisation: Organisation, form: ProofForm) -> str:
    at = clock.now()
    rows = proofs.licences_of(organisation.id)
    kinds = proofs.capacities_of([organisation.id]).get(organisation.id, frozenset())
    return page(
        "accounts/house/verification.html", gettext("Verification"), organisation=organisation, form=form, place="verification",
        reached=deeds.rung_of(organisation, at=at), tiers=TIERS, all_tiers=list(Tier), missing=MISSING, proofs=PROOFS,
        rows=rows, decisions=proofs.latest_decisions([row.id for row in rows]), outcomes=OUTCOMES, today=local(at).date(),
        kinds=sorted(str(MEMBER_KINDS[kind]) for kind in kinds), expiring=EXPIRING, reminders=REMINDERS,
    )


@bp.page("/desk/<slug:organisation>/verification/<key:key>/withdraw", endpoint="withdraw_proof", methods=["POST"])
@member(Role.OWNER)
def withdraw_proof(organisation: Organisation, key: int) -> BaseResponse:
    """Take a paper back."""
    slug, owner, at, who = organisation.slug, organisation.id, clock.now(), actor()
    found(proofs.licence(owner, key_in_range(key)))
    if Press().validate_on_submit():
        press(lambda: deeds.withdraw_proof(found(proofs.licence(owner, key)), at=at, actor=who), gettext("Taken back."))
    return redirect(link("house.verification", organisation=slug), 303)


@bp.page("/desk/<slug:organisation>/papers/<key:key>", endpoint="paper")
@member(Role.OWNER)
def paper(organisation: Organisation, key: int) -> Response:
    """A paper that the organisation sent, to its owners."""
    return paper_answer(found(proofs.evidence(organisation.id, key_in_range(key))))


def paper_answer(row: Evidence) -> Response:
    """The bytes of a paper as a download under a name of ours; 404 where this machine has none."""
    file = paper_file(settings().data_folder, row.digest)
    body = found(file.read_bytes() if file.is_file() else None)
    response = Response(body, content_type=PAPERS[row.ending])
    response.headers["Content-Disposition"] = f'attachment; filename="paper-{row.id}.{row.ending}"'
    hand_out()
    return response

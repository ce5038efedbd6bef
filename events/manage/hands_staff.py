"""The staff's desk for claims: of organisations that nobody acts for, and of listings."""

from flask import flash, redirect
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from accounts.access import found, key_in_range
from accounts.desk_forms import AnswerForm
from accounts.manage.blueprint import page, telling
from accounts.models.membership import StaffRole
from accounts.queries import oversight
from accounts.services import oversight as of_organisations
from accounts.session import actor, staff
from core import clock
from core.db import committing
from core.web import link
from events.manage.hands import bp
from events.queries import ownership as stored
from events.services import ownership as of_listings


@bp.page("/staff/claims", endpoint="staff_claims")
@staff(StaffRole.REVIEWER)
def staff_claims() -> str:
    """What nobody decided yet, the oldest first."""
    return _claims("", 0, AnswerForm(formdata=None))


def _claims(kind: str, key: int, form: AnswerForm) -> str:
    """`kind` and `key` name the claim whose answer was refused just now; `form` says why."""
    return page(
        "events/desk/staff_claims.html", gettext("Claims"), place="claims", listings=stored.open_claims(),
        organisations=oversight.open_claims(), form=form, refused=(kind, key), now=clock.now(),
    )


@bp.page(
    "/staff/claims/<any(organisations,listings):kind>/<key:key>/<any(accept,refuse):deed>", endpoint="decide_claim",
    methods=["POST"],
)
@staff(StaffRole.REVIEWER)
def decide_claim(kind: str, key: int, deed: str) -> BaseResponse | str:
    """Give it to whoever claimed it, or say why not."""
    form = AnswerForm()
    queries = {"listings": stored.claim_to_decide, "organisations": oversight.claim_to_decide}
    found(queries[kind](key_in_range(key)))
    if form.validate_on_submit():
        with telling(form, {"reason_needed": form.answer}) as done, committing():
            answer, at, who = form.answer.data or "", clock.now(), actor()
            if kind == "listings":
                of_listings.decide(found(stored.claim_to_decide(key)), deed == "accept", answer=answer, at=at, actor=who)
            else:
                row = found(oversight.claim_to_decide(key))
                of_organisations.decide_claim(row, deed == "accept", answer=answer, at=at, actor=who)
        if done:
            flash(gettext("Decided. Whoever claimed it is told."))
            return redirect(link("hands.staff_claims"), 303)
    return _claims(kind, key, form)

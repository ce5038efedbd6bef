"""A new password: by mail for whoever forgot it, and for whoever knows the present one."""

from flask import flash, redirect
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from accounts import passwords
from accounts import session as door
from accounts.forms import ChangePasswordForm, MailForm, NewPasswordForm
from accounts.limits import RESET_WITHIN
from accounts.services import people, signins
from accounts.session import actor, anyone, by_link, signed_in
from accounts.views.blueprint import bp, page
from accounts.views.limiting import account_key, may_try
from accounts.views.links import dead_link, facts_of
from accounts.views.proving import is_strong_enough, knows_password
from core import clock
from core.db import committing
from core.errors import Refused
from core.web import link

Answer = BaseResponse | str | tuple[str, int]


@bp.page("/account/forgot", methods=["GET", "POST"])
@anyone
def forgot() -> Answer:
    """Ask for a link that sets a new password; the answer does not say whether there is such an account."""
    form = MailForm()
    if form.validate_on_submit() and may_try("reset", form.mail.data or "", form):
        with committing():
            people.ask_reset(form.mail.data or "", at=clock.now())
        return redirect(link("accounts.sent", about="reset"), 303)
    lead = gettext("Type your address. We send a link there with which you set a new password.")
    return page("accounts/mail.html", gettext("Password forgotten"), form=form, lead=lead, action="accounts.forgot")


@bp.page("/account/reset/<token>", methods=["GET", "POST"])
@by_link
def reset(token: str) -> Answer:
    """Set a new password by a link from a letter: it works once, and ends every sign-in."""
    facts = facts_of("reset", token, RESET_WITHIN)
    person = people.person_of_link(facts)
    if person is None or not person.is_open:
        return dead_link(link("accounts.forgot"))
    form = NewPasswordForm()
    if form.validate_on_submit() and is_strong_enough(form, form.password, person.mail or "", person.name):
        if not _was_set(facts, passwords.hashed(form.password.data or "")):
            return dead_link(link("accounts.forgot"))
        door.drop()
        flash(gettext("Your password is set. Sign in with it."))
        return redirect(link("accounts.sign_in"), 303)
    return page("accounts/reset.html", gettext("Set a new password"), form=form, token=token)


def _was_set(facts: object, hashed: str) -> bool:
    """Whether the link still opened when it came to it: somebody may have pressed it at the same moment."""
    try:
        with committing():
            person = people.reset(facts, hashed, at=clock.now())
            signins.forgive(account_key("sign_in", person.mail or ""))
    except Refused as refused:
        if refused.reason not in {"dead_link", "stale"}:
            raise
        return False
    return True


@bp.page("/account/password", methods=["GET", "POST"])
@signed_in
def password() -> Answer:
    """Change the password; every other device is signed out."""
    form, row = ChangePasswordForm(), door.sign_in()
    if row is not None and form.validate_on_submit() and _changed(form):
        flash(gettext("Your password is changed. Every other device has been signed out."))
        return redirect(link("accounts.account"), 303)
    return page("accounts/password.html", gettext("Change the password"), form=form)


def _changed(form: ChangePasswordForm) -> bool:
    row = door.sign_in()
    if row is None or not knows_password(form, form.current, row.person):
        return False
    person = row.person
    if not is_strong_enough(form, form.password, person.mail or "", person.name):
        return False
    hashed = passwords.hashed(form.password.data or "")
    with committing():
        people.set_password(person, hashed, at=clock.now(), actor=actor(), but=row.id)
        token = signins.renew(row)
    door.keep(token)
    return True

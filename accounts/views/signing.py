"""Signing in and out."""

from datetime import timedelta

from flask import redirect, request
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from accounts import session as door
from accounts.forms import Press, SignInForm
from accounts.services import signins
from accounts.session import anyone, signed_in
from accounts.views.blueprint import bp, device, page, way_on
from core import clock, tokens
from core.db import committing
from core.errors import Refused
from core.web import link, settings

TRIES, WITHIN = 10, timedelta(minutes=15)


@bp.page("/account/sign-in", methods=["GET", "POST"])
@anyone
def sign_in() -> BaseResponse | str:
    """Address and password; ten tries a quarter of an hour for an address, and for a machine a few times that."""
    form = SignInForm(next=request.args.get("next", ""))
    if form.validate_on_submit() and _sign_in(form):
        return redirect(way_on(form.next.data), 303)
    return page("accounts/sign_in.html", gettext("Sign in"), form=form)


def _sign_in(form: SignInForm) -> bool:
    at, mail = clock.now(), (form.mail.data or "").lower()
    keys = [(f"sign_in:{_hashed(mail)}", TRIES), (f"machine:{_hashed(request.remote_addr or '')}", 5 * TRIES)]
    try:
        with committing():
            for key, most in keys:
                signins.throttle(key, at=at, most=most, within=WITHIN)
    except Refused as refused:
        form.refuse(gettext("Too many tries. Wait %(minutes)d minutes and try again.", **refused.facts))
        return False
    person = signins.person_with(mail, form.password.data or "")
    if person is None or not person.is_open:
        form.refuse(gettext("Address and password do not fit together, or the address was not confirmed yet."))
        return False
    with committing():
        _row, token = signins.begin(person, at=at, device=device())
        signins.forgive(keys[0][0])
    door.keep(token)
    return True


def _hashed(text: str) -> str:
    return tokens.keyed_hash(settings().secret_key, text)


@bp.page("/account/sign-out", methods=["POST"])
@signed_in
def sign_out() -> BaseResponse:
    """End this sign-in, on the server too."""
    row = door.sign_in()
    if Press().validate_on_submit() and row is not None:
        with committing():
            signins.end(row)
        door.drop()
    return redirect(link("accounts.sign_in"), 303)


@bp.page("/account/second-factor", methods=["GET"])
@signed_in
def second_factor() -> str:
    """Where the second factor is shown or set up."""
    return page("accounts/second_factor.html", gettext("Second factor"))


@bp.page("/desk", methods=["GET"])
@signed_in
def desk() -> str:
    """The way in: the organisations that somebody acts for."""
    return page("accounts/desk.html", gettext("Your desk"), memberships=door.memberships())

"""Signing in and out: the password, the code where one is set, and on to where one was going."""

from flask import current_app, redirect, request
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from accounts import passwords
from accounts import session as door
from accounts.forms import CodeForm, Press, SignInForm
from accounts.models.person import Person
from accounts.services import factors, people, signins
from accounts.session import anyone, signed_in
from accounts.views import keeping
from accounts.views.blueprint import bp, device, own_way, page, way_on
from accounts.views.limiting import account_key, may_try
from accounts.waiting import waiting_for
from core import clock
from core.db import committing
from core.errors import Refused
from core.web import link

Answer = BaseResponse | str


@bp.page("/account/sign-in", methods=["GET", "POST"])
@anyone
def sign_in() -> Answer:
    """Address and password; what was sent while signed out goes along."""
    form = SignInForm(next=own_way(request.args.get("next")))
    if form.validate_on_submit():
        person = _known(form)
        if person is not None:
            return _let_in(person, form)
    return page(
        "accounts/sign_in.html", gettext("Sign in"), form=form, kept_form=keeping.read(form.kept.data),
        has_ended=door.has_ended(),
    )


def _known(form: SignInForm) -> Person | None:
    """The person that address and password belong to; tries are counted."""
    mail, password = form.mail.data or "", form.password.data or ""
    if not may_try("sign_in", mail, form):
        return None
    person = signins.person_with(mail, password)
    if person is None or not person.is_open:
        form.refuse(gettext("Address and password do not fit together, or the address was not confirmed yet."))
        return None
    with committing():
        signins.forgive(account_key("sign_in", mail))
        if passwords.needs_rehash(person.password_hash):
            people.rehash(person, passwords.hashed(password))
    return person


def _let_in(person: Person, form: SignInForm) -> Answer:
    """In, or on to the code."""
    if not person.has_second_factor:
        begin(person, is_strong=False)
        return onward(form.next.data, form.kept.data)
    door.keep_half(person)
    if keeping.read(form.kept.data) is None:
        return redirect(link("accounts.second_factor", next=form.next.data), 303)
    return _code_page(CodeForm(formdata=None, next=form.next.data, kept=form.kept.data))


def begin(person: Person, *, is_strong: bool) -> None:
    """Sign a person in on this device; what the cookie held before is gone."""
    with committing():
        _row, token = signins.begin(person, at=clock.now(), device=device(), is_strong=is_strong)
    door.keep(token)


def onward(stated: str | None, kept_text: str | None = "") -> Answer:
    """Where one was going; a form that was kept is offered instead."""
    kept = keeping.read(kept_text)
    return keeping.offered(kept) if kept else redirect(way_on(stated), 303)


def _code_page(form: CodeForm) -> str:
    kept = keeping.read(form.kept.data)
    return page("accounts/second_factor.html", gettext("The code from your app"), form=form, kept_form=kept)


@bp.page("/account/second-factor", methods=["GET", "POST"])
@anyone
def second_factor() -> Answer:
    """The code: after the password, or later where somebody signed in without it. Who has none is led to setting it up."""
    form = CodeForm(next=own_way(request.args.get("next")))
    person = door.half() or door.person()
    if person is None:
        return redirect(link("accounts.sign_in", next=form.next.data), 303)
    if not person.has_second_factor:
        return redirect(link("accounts.factor", next=form.next.data), 303)
    if form.validate_on_submit() and _took_code(person, form):
        return onward(form.next.data, form.kept.data)
    return _code_page(form)


def _took_code(person: Person, form: CodeForm) -> bool:
    """Whether the code opens; then the sign-in is strong, under a new token."""
    who, at = str(person.id), clock.now()
    if not may_try("code", who, form):
        return False
    row = door.sign_in()
    try:
        with committing():
            factors.take(person, form.code.data or "", at=at)
            signins.forgive(account_key("code", who))
            token = signins.strengthen(row, at=at) if row else ""
    except Refused:
        form.refuse(gettext("This code does not fit, or was used already. Wait for the next one and type it."), form.code)
        return False
    if token:
        door.keep(token)
    else:
        begin(person, is_strong=True)
    return True


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


@bp.page("/desk", methods=["GET"])
@signed_in
def desk() -> str:
    """The way in: the organisations that somebody acts for, and what waits in each."""
    new, own = "accounts.new_organisation", door.memberships()
    return page(
        "accounts/desk.html", gettext("Your desk"), memberships=own,
        waiting=waiting_for(current_app.extensions["tellers"], [each.organisation for each in own]),
        new=link(new) if new in current_app.view_functions else "",
    )

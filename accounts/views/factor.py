"""The second factor: set up, renewed, turned off."""

import segno
from flask import flash, redirect, request
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from accounts import codes
from accounts import session as door
from accounts.forms import FactorProofForm, SetUpForm
from accounts.limits import SET_UP_WITHIN
from accounts.models.person import Person
from accounts.queries import own
from accounts.services import factors, signins
from accounts.session import actor, signed_in
from accounts.views.account import me
from accounts.views.blueprint import bp, own_way, page, way_on
from accounts.views.limiting import account_key, may_try
from accounts.views.proving import knows_password
from core import clock, tokens
from core.db import committing
from core.errors import Refused
from core.web import link, settings

Answer = BaseResponse | str
PURPOSE = "set_up_factor"


@bp.page("/account/factor", methods=["GET"])
@signed_in
def factor() -> Answer:
    """Whether there is a second factor, and what it is good for."""
    person = me()
    return page(
        "accounts/factor.html", gettext("Second factor"), person=person, left=len(own.unused_recovery_codes(person.id)),
        works_for_us=bool(actor().grants), next=own_way(request.args.get("next")),
    )


def _secret_of(form: SetUpForm, person: Person) -> str:
    """The secret that the page shows: that of before while it is fresh, else a new one; signed into the form."""
    seconds = int(SET_UP_WITHIN.total_seconds())
    known = tokens.unsigned(settings().secret_key, PURPOSE, form.secret.data or "", seconds=seconds)
    secret = str(known["secret"]) if known and known.get("person") == person.id else codes.fresh_secret()
    form.secret.data = tokens.signed(settings().secret_key, PURPOSE, {"person": person.id, "secret": secret})
    return secret


def _picture(text: str) -> str:
    """A picture as a data: address; it is never asked for by itself, so no log and no store sees it."""
    return str(segno.make(text, error="m").svg_data_uri(scale=5, border=4, light="#ffffff"))


@bp.page("/account/factor/new", methods=["GET", "POST"])
@signed_in
def set_up_factor() -> Answer:
    """A secret as picture and text; the code that the app shows for it proves that it arrived."""
    form, person = SetUpForm(), me()
    if person.has_second_factor:
        return redirect(link("accounts.factor"), 303)
    secret = _secret_of(form, person)
    if form.validate_on_submit() and (made := _set_up(form, person, secret)):
        return _codes_page(made)
    return page(
        "accounts/set_up_factor.html", gettext("Set up the second factor"), form=form, secret=codes.spoken(secret),
        picture=_picture(codes.address_of(secret, person.mail or "")), next=own_way(request.args.get("next")),
    )


def _set_up(form: SetUpForm, person: Person, secret: str) -> list[str]:
    row, at = door.sign_in(), clock.now()
    if row is None or not knows_password(form, form.current, person):
        return []
    if not may_try("code", str(person.id), form):
        return []
    try:
        with committing():
            made = factors.turn_on(person, secret, form.code.data or "", at=at, actor=actor())
            signins.forgive(account_key("code", str(person.id)))
            token = signins.strengthen(row, at=at)
    except Refused:
        form.refuse(gettext("This code does not fit. Is the phone’s clock right? Type the code that it shows now."), form.code)
        return []
    door.keep(token)
    return made


def _codes_page(made: list[str]) -> str:
    return page(
        "accounts/recovery_codes.html", gettext("Your recovery codes"), codes=made, way=way_on(request.args.get("next")),
    )


@bp.page("/account/factor/codes", methods=["GET", "POST"])
@signed_in
def recovery_codes() -> Answer:
    """Ten fresh recovery codes in place of the earlier ones, shown once."""
    form, person = FactorProofForm(), me()
    if not person.has_second_factor:
        return redirect(link("accounts.factor"), 303)
    if form.validate_on_submit() and _proved(form, person):
        with committing():
            made = factors.new_recovery_codes(person)
        return _codes_page(made)
    lead = gettext("The earlier codes open nothing any more once the new ones are made.")
    return page(
        "accounts/prove.html", gettext("Make new recovery codes"), form=form, lead=lead, action="accounts.recovery_codes",
        press=gettext("Make ten new codes"),
    )


@bp.page("/account/factor/off", methods=["GET", "POST"])
@signed_in
def turn_off_factor() -> Answer:
    """Do without the second factor; the site's own staff cannot."""
    form, person = FactorProofForm(), me()
    if not person.has_second_factor:
        return redirect(link("accounts.factor"), 303)
    if actor().grants:
        flash(gettext("Whoever works for this site needs the second factor."), "problem")
        return redirect(link("accounts.factor"), 303)
    if form.validate_on_submit() and _proved(form, person):
        with committing():
            factors.turn_off(person, at=clock.now(), actor=actor())
        flash(gettext("The second factor is off. Your password alone opens the account now."))
        return redirect(link("accounts.factor"), 303)
    lead = gettext("Without it, whoever learns your password is in.")
    return page(
        "accounts/prove.html", gettext("Turn off the second factor"), form=form, lead=lead, action="accounts.turn_off_factor",
        press=gettext("Turn it off"),
    )


def _proved(form: FactorProofForm, person: Person) -> bool:
    """Password and code, both right."""
    if not knows_password(form, form.current, person) or not may_try("code", str(person.id), form):
        return False
    try:
        with committing():
            factors.take(person, form.code.data or "", at=clock.now())
            signins.forgive(account_key("code", str(person.id)))
    except Refused:
        form.refuse(gettext("This code does not fit, or was used already. Wait for the next one and type it."), form.code)
        return False
    return True

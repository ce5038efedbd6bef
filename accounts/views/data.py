"""What is stored of a person: agreements, the whole of it as a file, and closing the account."""

import json

from flask import Response, flash, redirect
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from accounts import session as door
from accounts.access import found
from accounts.forms import Press, ProofForm
from accounts.models.person import Person
from accounts.retention import LETTER
from accounts.services import closing, consents, trail
from accounts.session import actor, signed_in
from accounts.views.account import me, was_pressed
from accounts.views.blueprint import bp, page
from accounts.views.limiting import may_try
from accounts.views.proving import knows_password
from accounts.views.words import purpose_words
from accounts.wordings import WORDINGS, Purpose
from core import clock
from core.db import committing
from core.errors import Refused
from core.web import link

Answer = BaseResponse | str


@bp.page("/account/data", methods=["GET"])
@signed_in
def data() -> str:
    """Agreements with version and time; the way to the file and to closing."""
    return _data_page()


def _data_page(form: Press | None = None) -> str:
    given = consents.in_force(me())
    agreed = [(purpose, purpose_words(purpose), given.get(purpose), WORDINGS[purpose]) for purpose in Purpose]
    return page("accounts/data.html", gettext("Your data"), agreed=agreed, form=form or Press(), letters_for=LETTER.days)


@bp.page("/account/data/<any(terms,privacy,news):purpose>/<any(give,withdraw):deed>", methods=["POST"])
@signed_in
def agree(purpose: str, deed: str) -> BaseResponse:
    """Agree to the present wording, or take an agreement back."""
    person, what = me(), Purpose(purpose)
    if was_pressed():
        try:
            with committing():
                if deed == "give":
                    consents.give(person, (what,), at=clock.now())
                else:
                    consents.withdraw(person, what, at=clock.now())
        except Refused:
            flash(gettext("An account cannot be without this. You can close the account below."), "problem")
    return redirect(link("accounts.data"), 303)


@bp.page("/account/data/export", methods=["POST"])
@signed_in
def export() -> Answer:
    """Everything that is stored of the person, as one JSON file."""
    form, person = Press(), me()
    if not form.validate_on_submit() or not may_try("export", str(person.id), form):
        return _data_page(form)
    at = clock.now()
    with committing():
        trail.note("exported_data", at=at, actor=actor(), subject=person)
    told = json.dumps(closing.export(person, at=at), ensure_ascii=False, indent=1)
    name = f"delta-window-{clock.today().isoformat()}.json"
    return Response(
        told + "\n", content_type="application/json; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@bp.page("/account/close", methods=["GET", "POST"])
@signed_in
def close() -> Answer:
    """Close the account for good."""
    form, person = ProofForm(), me()
    if form.validate_on_submit() and knows_password(form, form.current, person) and _closed(form, person):
        door.drop()
        return redirect(link("accounts.closed"), 303)
    at = clock.now()
    return page(
        "accounts/close.html", gettext("Close the account"), form=form, is_staff=bool(actor().grants),
        alone=closing.owned_alone(person, at),
    )


def _closed(form: ProofForm, person: Person) -> bool:
    try:
        with committing():
            closing.close(found(person), at=clock.now(), actor=actor())
    except Refused as refused:
        if refused.reason != "last_owner":
            raise
        form.refuse(gettext("An organisation would be left without an owner; see below."))
        return False
    return True

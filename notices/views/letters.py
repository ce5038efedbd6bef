"""A person's own letters: which of them they can do without, and turning those off and on."""

from collections.abc import Callable

from flask import flash, redirect, render_template
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from accounts import session as door
from accounts.access import found
from accounts.session import signed_in
from core import clock
from core.db import committing
from core.errors import Refused
from core.forms import Form
from core.web import PrivateBlueprint, link
from notices import registry
from notices.desk_words import REFUSALS
from notices.queries import own_letters as stored
from notices.services import own_letters
from notices.services.own_letters import ALL

bp = PrivateBlueprint("own_letters", __name__)


def _mail() -> str:
    """Where the letters of whoever is signed in go."""
    return found(found(door.person()).mail)


@bp.page("/account/letters")
@signed_in
def letters() -> str:
    """The letters that can be turned off, and how each stands; beside them those that always come."""
    stopped = {each.kind for each in stored.stops_of(_mail())}
    kinds = registry.letter_kinds()
    return render_template(
        "outbox/letters.html", title=gettext("Letters"), kinds=[each for each in kinds if each.may_be_stopped],
        always=[each for each in kinds if not each.may_be_stopped], stopped=stopped, all_stopped=ALL in stopped, every=ALL,
    )


@bp.page("/account/letters/stop/<kind>", endpoint="stop", methods=["POST"])
@signed_in
def stop(kind: str) -> BaseResponse:
    """This kind no more."""
    mail = _mail()
    return _pressed(lambda: own_letters.stop(mail, kind, at=clock.now()), gettext("Turned off: no more of these."))


@bp.page("/account/letters/resume/<kind>", endpoint="resume", methods=["POST"])
@signed_in
def resume(kind: str) -> BaseResponse:
    """This kind again."""
    mail = _mail()
    return _pressed(lambda: own_letters.resume(mail, kind), gettext("Turned on again."))


def _pressed(act: Callable[[], None], said: str) -> BaseResponse:
    form = Form()
    if not form.validate():
        flash(str(REFUSALS["expired"]), "problem")
        return redirect(link("own_letters.letters"), 303)
    try:
        with committing():
            act()
    except Refused as refused:
        if refused.reason != "cannot_be_stopped":
            raise
        flash(gettext("These letters always come."), "problem")
    else:
        flash(said)
    return redirect(link("own_letters.letters"), 303)

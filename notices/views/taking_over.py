"""What a browser followed before somebody signed in becomes theirs, when they say so."""

from flask import flash, redirect, request
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from accounts.session import person, signed_in
from core import clock
from core.db import committing
from core.web import link
from notices.doors import browsers_follower, forget
from notices.services import followers
from notices.views.blueprint import bp, pressed


@bp.page("/following/take-over", methods=["POST"])
@signed_in
def take_over() -> BaseResponse:
    """One press; a second one finds nothing left to take."""
    who, theirs = person(), browsers_follower()
    if who is not None and theirs is not None and pressed():
        with committing():
            followers.take_over(theirs, who, at=clock.now())
        forget()
        flash(gettext("It is yours now."))
    return redirect(link("my.calendars" if request.form.get("back") == "my.calendars" else "following.index"), 303)

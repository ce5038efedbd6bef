"""All that somebody follows."""

from flask import redirect
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from accounts.session import anyone, by_link
from core.web import link
from notices.doors import follower_here, follower_of_link, remember
from notices.views.blueprint import bp, page


@bp.page("/following", methods=["GET"])
@anyone
def index() -> str:
    """What is followed, by which way; for whoever is known here, else how to come in."""
    return page("index", gettext("What you follow"), follower=follower_here())


@bp.page("/following/by/<token>", methods=["GET"])
@by_link
def by_token(token: str) -> BaseResponse:
    """The link of a letter: this browser is given what opens the follower's pages. Nothing else changes."""
    follower = follower_of_link(token)
    if follower is not None:
        remember(follower)
    return redirect(link("following.index"), 303)

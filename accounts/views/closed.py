"""The page after an account was closed."""

from flask_babel import gettext

from accounts.session import anyone
from accounts.views.blueprint import bp, page


@bp.page("/account/closed", methods=["GET"])
@anyone
def closed() -> str:
    """It is done."""
    return page("accounts/closed.html", gettext("Your account is closed"))

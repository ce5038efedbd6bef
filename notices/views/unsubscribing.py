"""Hearing no more of something, by the link of a letter."""

from flask_babel import gettext

from accounts.session import one_click
from notices.views.blueprint import bp, page


@bp.page("/unsubscribe/<token>", methods=["GET", "POST"])
@one_click
def unsubscribe(token: str) -> str:
    """What the letter was about, and one button; a mail provider presses it by itself (RFC 8058)."""
    return page("unsubscribe", gettext("Hear no more of this"), token=token)

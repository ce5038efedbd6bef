"""The blueprint of a follower's pages, and what they share."""

from flask import flash, render_template
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext

from accounts.access import found
from accounts.signals import browser_leaves
from core.forms import Form
from core.web import PrivateBlueprint
from notices.doors import browsers_follower, follower_here, forget
from notices.models.follower import Follower
from notices.views.offering import follow_link
from notices.words import news_words, way_words

bp = PrivateBlueprint("following", __name__)


class Press(Form):
    """A button alone."""


@bp.record_once
def _give(state: BlueprintSetupState) -> None:
    """What pages and letters say of news and ways; and who signs out leaves nothing open here."""
    browser_leaves.connect(_on_leaving)
    state.app.jinja_env.globals |= {
        "news_words": news_words, "way_words": way_words, "masked": masked, "follow_link": follow_link,
        "browsers_follower": browsers_follower,
    }


def _on_leaving(_sender: None) -> None:
    forget()


def masked(mail: str) -> str:
    """An address as its owner knows it again, and nobody else learns it: l…@example.org."""
    name, _, host = mail.partition("@")
    return f"{name[:1]}…@{host}" if host else ""


def page(template: str, title: str, **values: object) -> str:
    """The HTML of a page for one reader."""
    return render_template(f"following/{template}.html", title=title, **values)


def here() -> Follower:
    """The follower of this request, or 404."""
    return found(follower_here())


def pressed() -> bool:
    """Whether a button's form was still good; else it is said."""
    if Press().validate_on_submit():
        return True
    flash(gettext("This page had been open for too long, so nothing was done. Please press again."), "problem")
    return False

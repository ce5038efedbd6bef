"""The blueprint of a follower's pages, and what they share."""

from flask import render_template

from accounts.access import found
from core.web import PrivateBlueprint
from notices.doors import follower_here
from notices.models.follower import Follower

bp = PrivateBlueprint("following", __name__)


def page(template: str, title: str, **values: object) -> str:
    """The HTML of a page for one reader."""
    return render_template(f"following/{template}.html", title=title, **values)


def here() -> Follower:
    """The follower of this request, or 404."""
    return found(follower_here())

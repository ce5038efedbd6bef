"""On one's own machine: the letters that would have gone out, while no mail server is set."""

from flask_babel import gettext

from accounts import letters
from accounts.session import from_this_machine
from accounts.views.blueprint import bp, page
from core.web import settings

MOST = 30


@bp.page("/mailbox", methods=["GET"])
@from_this_machine
def mailbox() -> str:
    """The latest letters with their links; 404 from anywhere else."""
    found = letters.latest(settings().mail_folder, MOST)
    return page("accounts/mailbox.html", gettext("Mailbox of this machine"), letters=found)

"""What a rule that says no means in the reader's language."""

from flask_babel import gettext

from core.errors import Refused
from core.forms import EXPIRED
from notices.services.subscriptions import MOST_FOLLOWED


def refusal_words(refused: Refused) -> str:
    """The words for a code of this package's services."""
    words = {
        "nothing_wanted": gettext("Nothing is ticked: choose at least one thing that you want to hear."),
        "unknown_news": gettext("There is no such choice. Please choose among those on the page."),
        "too_many_followed": gettext(
            "You follow %(number)d things already, which is the most there can be. End some first, or follow a whole city.",
            number=MOST_FOLLOWED,
        ),
        "stale": gettext("Something changed in the meantime. Please press again."),
        "no_such_zone": gettext("This time zone is not known."),
        "no_such_hour": gettext("There is no such hour."),
        "in_the_past": gettext("That day is over. Please choose a later one."),
        "expired": str(EXPIRED),
    }
    if refused.reason not in words:
        raise refused
    return words[refused.reason]

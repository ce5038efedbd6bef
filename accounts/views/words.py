"""Words of account pages: what a code of a rule means in the reader's language."""

from datetime import timedelta

from flask_babel import gettext, ngettext

from accounts.passwords import LEAST_LENGTH, MOST_LENGTH
from accounts.wordings import Purpose
from core.errors import Refused

LONG_MINUTES = 120
LONG_HOURS = 48


def password_words(weakness: str, length: int) -> str:
    """Why a password of so many characters is refused, and what to do."""
    return {
        "too_short": gettext(
            "At least %(number)d characters: this has %(length)d. Add a word or two.", number=LEAST_LENGTH, length=length
        ),
        "too_long": gettext("At most %(number)d characters.", number=MOST_LENGTH),
        "repeats": gettext("This repeats a few characters. Take several words that do not belong together."),
        "row": gettext("This follows the keyboard or the alphabet. Take several words that do not belong together."),
        "about_you": gettext("Your name, your address or this site’s name stands in it. Take words of other things."),
        "common": gettext("Many people use this, so it is tried first. Take several words that do not belong together."),
    }[weakness]


def slow_down(refused: Refused) -> str:
    """Too many tries: how long to wait."""
    minutes = int(str(refused.facts["minutes"]))
    if minutes > LONG_MINUTES:
        return gettext("Too many tries. Please wait %(number)d hours.", number=-(-minutes // 60))
    return ngettext("Too many tries. Please wait a minute.", "Too many tries. Please wait %(num)d minutes.", minutes)


def purpose_words(purpose: Purpose) -> str:
    """What was agreed to."""
    return {
        Purpose.TERMS: gettext("Terms of use"),
        Purpose.PRIVACY: gettext("How personal data are treated"),
        Purpose.NEWS: gettext("Letters about what is new on this site"),
    }[purpose]


def span_words(span: timedelta) -> str:
    """How long something works."""
    hours = int(span.total_seconds() // 3600)
    if hours >= LONG_HOURS:
        return gettext("%(number)d days", number=hours // 24)
    return gettext("%(number)d hours", number=hours)

"""Why a letter came, and what one press ends: the same words at its foot and on the page of its link."""

from collections.abc import Sequence

from flask_babel import gettext, ngettext

from notices.news import News
from notices.words import listed

MOST_NAMED = 3
ANNOUNCEMENT = "announcement"


def names_words(names: Sequence[str], number: int) -> str:
    """Up to three names of so many things."""
    shown = listed(names[:MOST_NAMED])
    more = number - len(names[:MOST_NAMED])
    return ngettext("%(names)s and %(num)d more", "%(names)s and %(num)d more", more, names=shown) if shown and more else shown


def why_words(names: str, *, is_netted: bool) -> str:
    """Why somebody is written to; empty where what they follow has no name any more."""
    if not names:
        return ""
    if is_netted:
        return gettext("You get this because it is on a list of yours: %(names)s.", names=names)
    return gettext("You get this because you follow: %(names)s.", names=names)


def stop_words(kind: str, names: str, kind_words: str) -> str:
    """What the link at the foot of a letter ends. `kind_words`: of letters that nothing that is followed brought."""
    if kind_words:
        return gettext("To get no more letters of this kind (%(kind)s):", kind=kind_words)
    if not names:  # it is no longer in the calendar
        return gettext("To get no more letters about what brought this one:")
    if kind == News.DIGEST:
        return gettext("To get no more summaries of %(names)s:", names=names)
    if kind == ANNOUNCEMENT:
        return gettext("To get no more of what organisers write about %(names)s:", names=names)
    return gettext("To get no more letters about %(names)s:", names=names)


def press_words(kind: str, *, is_single: bool) -> str:
    """The same on the button of its page, below the names."""
    if is_single:
        return gettext("No more letters of this kind")
    if kind == News.DIGEST:
        return gettext("No more summaries of this")
    if kind == ANNOUNCEMENT:
        return gettext("No more of what organisers write about this")
    return gettext("No more letters about this")


def ended_words(kind: str, *, is_single: bool) -> str:
    """That it is done."""
    if is_single:
        return gettext("No more letters of this kind come.")
    if kind == News.DIGEST:
        return gettext("No more summaries of this come.")
    if kind == ANNOUNCEMENT:
        return gettext("No more of what organisers write about this comes.")
    return gettext("No more letters about this come.")

"""Why a subscribed address failed, in the reader's language."""

from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _

from feeds.intake.words import WORDS

REASONS: dict[str, LazyString] = {
    "unresolved": _("The name of the machine is unknown."),
    "not_public": _("The address lies in a private network."),
    "unreachable": _("The machine does not answer."),
    "tls": _("Its certificate is not valid."),
    "timeout": _("It takes too long to answer."),
    "too_large": _("It answers more than 2 MB."),
    "too_many_hops": _("It sends us on more than five times."),
    "downgrade": _("It sends us on to an address without encryption."),
    "bad_answer": _("It answers something that cannot be read."),
    "bad_encoding": _("It answers something that cannot be read."),
    "import_failed": _("It could be read, but not imported. What stands here stays; we try again every day."),
    "nothing_left": _("The calendar is empty. What stands here stays."),
}


def problem_words(problem: str) -> str:
    """Why it failed."""
    if problem.startswith("status_"):
        return gettext("It answers with an error (%(status)s).", status=problem.removeprefix("status_"))
    known = REASONS.get(problem) or WORDS.get(problem)
    return str(known) if known else gettext("The address cannot be asked.")

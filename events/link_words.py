"""What came of asking for an address, in words."""

from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _

OUTCOMES: dict[str, LazyString] = {
    "unresolved": _("There is no such name on the net."),
    "tls": _("Its certificate is none that browsers accept."),
    "not_public": _("It leads into a network that is closed to the public."),
    "bad_address": _("It is no address that can be opened."),
    "timeout": _("It did not answer in time."),
    "unreachable": _("Nothing answers there."),
    "bad_answer": _("What answers there is no web page."),
    "too_many_hops": _("It leads on and on without end."),
    "status 404": _("It answers that there is no such page (404)."),
    "status 410": _("It answers that the page was taken away (410)."),
}
OTHERWISE = _("It cannot be opened.")


def outcome_in_words(code: str) -> str:
    """An outcome as it is kept ("unresolved", "status 503"), in the reader's language."""
    status = code.removeprefix("status ")
    if code not in OUTCOMES and status != code:
        return gettext("It answers with an error (%(status)s).", status=status)
    return str(OUTCOMES.get(code, OTHERWISE))

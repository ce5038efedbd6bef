"""What the other side answered, in plain words; the staff's desk shows the answer itself beside them."""

import re
from collections.abc import Mapping

from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _

from notices.channels.trouble import Trouble, trouble_of

_NUMBERED = re.compile(r"(recipient refused:|answered) ([2-5])\d\d")
# What robots and webhooks say, as the staff read it; their owners are told what helps (notices/trouble_words.py).
TROUBLES: Mapping[Trouble, LazyString] = {
    Trouble.KEY: _("The robot was removed or switched off"), Trouble.SIGN: _("The robot’s signing secret does not fit"),
    Trouble.KEYWORD: _("The robot wants a keyword that is not ours"),
    Trouble.NETWORK: _("The robot takes messages from listed addresses only"),
    Trouble.GONE: _("The other side said that it is gone for good"),
    Trouble.ADDRESS: _("The address is not one of the open net"), Trouble.RATE: _("Too many messages in a minute"),
    Trouble.BUSY: _("The other side did not answer"), Trouble.ANSWER: _("The other side answered something odd"),
    Trouble.REFUSED: _("The other side refused the message"),
    Trouble.CONTENT: _("The message was not taken, for its length or its words"),
}
# By what is said and the first digit of its code (RFC 5321: 4 for now, 5 for good).
LETTERS: Mapping[tuple[str, str], LazyString] = {
    ("recipient refused:", "4"): _("The mailbox takes no letters for now"),
    ("recipient refused:", "5"): _("The mailbox does not exist, or takes no letters"),
    ("answered", "4"): _("The mail server asks us to come again later"),
    ("answered", "5"): _("The mail server does not take it"),
}
# The kinds of errors of a line that does not hold.
LINES: Mapping[str, LazyString] = {
    "TimeoutError": _("No answer came in time"), "ConnectionRefusedError": _("Nobody answers at the mail server’s address"),
    "gaierror": _("The mail server’s name is not known"), "SMTPServerDisconnected": _("The mail server broke off"),
    "ConnectionResetError": _("The mail server broke off"), "ValueError": _("The address is no address"),
}


def problem_words(problem: str) -> str:
    """What went wrong, as a reader of the desk is told."""
    trouble = trouble_of(problem)
    if trouble is not None:
        return str(TROUBLES[trouble])
    if numbered := _NUMBERED.match(problem):
        known = LETTERS.get((numbered[1], numbered[2]))
        return str(known) if known is not None else gettext("The mail server answered something odd")
    if problem.startswith("cannot be written"):
        return gettext("It could not be written: a fault of this site")
    return str(LINES.get(problem) or gettext("It could not be handed over"))

"""The shape of what readers send us without an account."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from flask_babel import gettext

from core.text import clean_line, clean_text
from portal.wrongs import LONGEST_SAID, Wrong

# Enough to catch a slip of the finger; whether it exists, only a mail can tell.
_MAIL = re.compile(r"[^\s@<>(),;:\"\\]{1,64}@[^\s@<>(),;:\"\\.]+(?:\.[^\s@<>(),;:\"\\.]+)+")
LONGEST_MAIL = 254
# A field that nobody sees; programs that fill in everything fill it in.
TRAP = "website"


@dataclass(slots=True)
class ReportForm:
    """What was typed, as it was typed, and what is amiss with it, by field."""

    wrong: str = ""
    said: str = ""
    mail: str = ""
    is_trapped: bool = False
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def sort(self) -> Wrong:
        """The sort of mistake, once the form holds."""
        return Wrong(self.wrong)

    def check(self) -> bool:
        """Look at it; whether it holds."""
        if self.wrong not in set(Wrong):
            self.errors["wrong"] = gettext("Please choose what is wrong.")
        if not clean_text(self.said):
            self.errors["said"] = gettext("Please say what is right, in a few words.")
        elif len(clean_text(self.said)) > LONGEST_SAID:
            self.errors["said"] = gettext("That is too long: at most %(number)s characters.", number=LONGEST_SAID)
        if self.mail and (len(self.mail) > LONGEST_MAIL or not _MAIL.fullmatch(self.mail)):
            self.errors["mail"] = gettext("This is not a mail address. Leave it empty if you want no answer by mail.")
        return not self.errors


def read_report(sent: Mapping[str, str]) -> ReportForm:
    """The form as it came; nothing in it can fail."""
    return ReportForm(
        wrong=sent.get("wrong", ""), said=sent.get("said", ""), mail=clean_line(sent.get("mail", "")),
        is_trapped=bool(sent.get(TRAP, "")),
    )

"""The shape of what readers send us without an account, and of the answers to it. Radios are drawn by the templates."""

import re

from wtforms import StringField, TextAreaField
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length, Optional, Regexp

from accounts.models.person import LONGEST_MAIL
from core.forms import Form, one_line, prose
from core.forms import later as _
from portal.wrongs import LONGEST_ANSWER, LONGEST_SAID, Outcome, Wrong

# Enough to catch a slip of the finger; whether it exists, only a mail can tell.
MAIL = re.compile(r"[^\s@<>(),;:\"\\]{1,64}@[^\s@<>(),;:\"\\.]+(?:\.[^\s@<>(),;:\"\\.]+)+\Z")
CHOOSE_WRONG = _("Please choose what is wrong.")
CHOOSE_OUTCOME = _("Please choose what became of it.")
NO_MAIL = _("This is not a mail address. Leave it empty if you want no answer by mail.")


class ReportForm(Form):
    """What is wrong on a page. `website` is a field that nobody sees: programs that fill in everything fill it in."""

    wrong = StringField(_("What is wrong?"), [InputRequired(CHOOSE_WRONG), AnyOf(tuple(Wrong), CHOOSE_WRONG)])
    said = TextAreaField(
        _("What is right, and where can one see it?"),
        [
            DataRequired(_("Please say what is right, in a few words.")),
            Length(max=LONGEST_SAID, message=_("That is too long.")),
        ],
        [prose],
    )
    mail = StringField(
        _("Your mail address, if you want the answer by mail"),
        [Optional(), Length(max=LONGEST_MAIL, message=NO_MAIL), Regexp(MAIL, message=NO_MAIL)],
        [one_line],
    )
    website = StringField()


class AnswerForm(Form):
    """How a report ends."""

    outcome = StringField(_("What became of it"), [InputRequired(CHOOSE_OUTCOME), AnyOf(tuple(Outcome), CHOOSE_OUTCOME)])
    words = TextAreaField(
        _("A word to the reader (optional)"), [Length(max=LONGEST_ANSWER, message=_("That is too long."))], [prose]
    )


class ConfirmForm(Form):
    """Whether a listing stands."""

    answer = StringField(validators=[InputRequired(), AnyOf(("unchanged", "changed"))])


class ChangedForm(Form):
    """What has changed, in a few words."""

    message = TextAreaField(
        _("What has changed?"),
        [
            DataRequired(_("Please say in a few words what has changed.")),
            Length(max=LONGEST_SAID, message=_("That is too long.")),
        ],
        [prose],
    )

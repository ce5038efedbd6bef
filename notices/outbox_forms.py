"""What the forms of the outbox desk accept."""

from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from core.forms import Form, one_line, prose
from core.forms import later as _

LONGEST_ASKED = 300
LONG = _("At most 500 characters.")


class WhyForm(Form):
    """Why somebody does what they do; it stands in the trail."""

    reason = TextAreaField(
        _("Why"), [DataRequired(_("Please say why, in a few words: it stands in the trail.")), Length(max=500, message=LONG)],
        [prose],
    )


class SearchForm(Form):
    """Whom to look for, and what about."""

    q = StringField(
        _("E-mail address, follower number, or letter number"),
        [DataRequired(_("Whom are you looking for?")), Length(max=LONGEST_ASKED, message=_("That is too long."))], [one_line],
    )
    about = StringField(
        _("Why not? A notice’s number, or the address of its page or of an event’s"),
        [Length(max=LONGEST_ASKED, message=_("That is too long."))], [one_line],
    )

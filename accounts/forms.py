"""What the forms of accounts accept."""

from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, Length

from accounts.models.person import LONGEST_MAIL
from core.forms import Form, one_line
from core.forms import later as _


class SignInForm(Form):
    """Address and password."""

    mail = StringField(_("E-mail"), [InputRequired(_("Your e-mail address is needed.")), Length(max=LONGEST_MAIL)], [one_line])
    password = PasswordField(_("Password"), [InputRequired(_("Your password is needed.")), Length(max=200)])
    next = HiddenField()


class CodeForm(Form):
    """The six digits of the second factor."""

    code = StringField(_("Code"), [InputRequired(_("The six digits are needed.")), Length(max=12)], [one_line])
    next = HiddenField()


class Press(Form):
    """A button alone."""

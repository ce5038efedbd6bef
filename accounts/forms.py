"""What the forms of accounts accept."""

import re
import unicodedata

from wtforms import BooleanField, Field, HiddenField, PasswordField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, Length, ValidationError

from accounts.models.person import LONGEST_MAIL
from accounts.passwords import MOST_LENGTH
from core.forms import Form, one_line
from core.forms import later as _

LONGEST_NAME = 80
# Letters begin with it: nobody is sent somebody else's address to press on.
_NO_NAME = re.compile(r"[/\\@<>]|www\.|https?:", re.I)
_PART = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_MAIL = re.compile(rf"[A-Za-z0-9!#$%&'*+/=?^_`{{|}}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{{|}}~-]+)*@{_PART}(?:\.{_PART})+")
_LONGEST_LOCAL = 64


def mail_of(text: str | None) -> str | None:
    """A mail address as it is stored: full-width signs of a Chinese keyboard as plain ones, in lower case."""
    return unicodedata.normalize("NFKC", one_line(text) or "").replace("。", ".").lower() if text is not None else None


def fits_mail(_form: Form, field: Field) -> None:
    """Refuse what is no mail address."""
    text = field.data or ""
    if not _MAIL.fullmatch(text) or len(text.partition("@")[0]) > _LONGEST_LOCAL:
        raise ValidationError(_("This is no complete e-mail address, such as name@example.com."))


def mail_field(label: str) -> StringField:
    """A field for a mail address that is needed."""
    needed, long = _("Your e-mail address is needed."), _("An e-mail address has 254 characters at most.")
    return StringField(label, [InputRequired(needed), Length(max=LONGEST_MAIL, message=long), fits_mail], [mail_of])


def password_field(label: str) -> PasswordField:
    """A field for a password that exists already: only its size is looked at."""
    long = _("A password has 200 characters at most.")
    return PasswordField(label, [InputRequired(_("Your password is needed.")), Length(max=MOST_LENGTH, message=long)])


def fits_name(_form: Form, field: Field) -> None:
    """Refuse what would be a link in a letter."""
    if _NO_NAME.search(field.data or ""):
        raise ValidationError(_("A name without addresses or characters such as / @ < >, please."))


def name_field() -> StringField:
    """A field for what somebody is called."""
    needed, long = _("Your name is needed."), _("A name has 80 characters at most.")
    return StringField(_("Your name"), [InputRequired(needed), Length(max=LONGEST_NAME, message=long), fits_name], [one_line])


class SignInForm(Form):
    """Address and password; `kept` is a form that was sent while signed out."""

    mail = mail_field(_("E-mail"))
    password = password_field(_("Password"))
    next = HiddenField()
    kept = HiddenField()


class CodeForm(Form):
    """The six digits of the second factor, or a recovery code."""

    code = StringField(_("Code"), [InputRequired(_("The six digits are needed.")), Length(max=40)], [one_line])
    next = HiddenField()
    kept = HiddenField()


class SignUpForm(Form):
    """Who wants an account."""

    mail = mail_field(_("E-mail"))
    name = name_field()
    password = PasswordField(_("Password"), [InputRequired(_("A password is needed."))])
    agrees = BooleanField(
        _("I agree to the terms and have read how personal data are treated."),
        [InputRequired(_("Without this there can be no account."))],
    )
    news = BooleanField(_("Write to me now and then about what is new on this site."))


class ConfirmForm(Form):
    """The link of a sign-up was opened: its password."""

    current = password_field(_("The password that you chose"))


class MailForm(Form):
    """An address alone: a link is to be sent to it."""

    mail = mail_field(_("E-mail"))


class NewPasswordForm(Form):
    """A password to be set."""

    password = PasswordField(_("New password"), [InputRequired(_("A password is needed."))])


class ChangePasswordForm(NewPasswordForm):
    """A password to be set by whoever knows the present one."""

    current = password_field(_("Present password"))


class ChangeMailForm(Form):
    """Another address."""

    mail = mail_field(_("New e-mail address"))
    current = password_field(_("Password"))


class ProfileForm(Form):
    """What somebody is called, and in which language letters come."""

    name = name_field()
    language = SelectField(_("Language of letters"), choices=[SelectChoice("zh", "中文"), SelectChoice("en", "English")])


class ProofForm(Form):
    """A deed of weight: the password once more."""

    current = password_field(_("Password"))


class SetUpForm(ProofForm):
    """The second factor: password, and a code that proves the secret. `secret` is signed by us."""

    code = StringField(_("Code from the app"), [InputRequired(_("The six digits are needed.")), Length(max=12)], [one_line])
    secret = HiddenField()


class FactorProofForm(ProofForm):
    """Password and code: changing the second factor."""

    code = StringField(_("Code"), [InputRequired(_("The six digits are needed.")), Length(max=40)], [one_line])


class Press(Form):
    """A button alone."""

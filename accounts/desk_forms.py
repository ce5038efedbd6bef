"""What the forms of an organisation's own desk, and of the staff that looks after organisations, accept."""

from datetime import date
from typing import cast

from flask_babel import lazy_gettext
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    Field,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import URL, InputRequired, Length, Optional, Regexp, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from accounts.licensing import MemberKind, Proof
from accounts.models.membership import Role
from accounts.models.organisation import OrganisationKind
from accounts.models.person import LONGEST_MAIL
from accounts.words import BODIES, MEMBER_KINDS, PROOFS, ROLES
from core.forms import Form, one_line, prose
from core.language import language
from delta.cities import all_cities


def _(text: str) -> str:
    """A text in the language of whoever reads it, later."""
    return cast("str", lazy_gettext(text))


NEEDED = _("This is needed.")
IS_MAIL = Regexp(r"[^@\s]+@[^@\s]+\.[^@\s.]+$", message=_("This is no e-mail address."))
IS_PHONE = Regexp(r"[0-9+()\-– ]+$", message=_("Digits only."))
IS_ADDRESS = URL(message=_("An address that begins with https:// is needed."))
NAME, SHORT, LONG = Length(max=120), Length(max=40), Length(max=2_000)


# As every other date on the site (events/filters.py). A calendar has a last day, and an end lies one day further.
LATEST = date(2100, 12, 31)


def fits_calendar(_form: Form, field: Field) -> None:
    """Refuse a day that is further away than anything here."""
    if field.data is not None and field.data > LATEST:
        raise ValidationError(_("Choose a day until the end of 2100, or leave it empty."))


def _cities() -> list[tuple[str, str]]:
    return [("", str(_("Choose a city")))] + [(each.adcode, each.told_apart.in_language(language())) for each in all_cities()]


class FactsForm(Form):
    """What an organisation says of itself. One name is enough."""

    name_zh = StringField(_("Name in Chinese"), [NAME], [one_line])
    name_en = StringField(_("Name in English"), [NAME], [one_line])
    kind = SelectField(_("Legal form"), choices=lambda: [(each.value, str(words)) for each, words in BODIES.items()])
    city = SelectField(_("City"), [InputRequired(_("Choose one of the 41 cities."))], choices=_cities)
    contact_name = StringField(_("Who can be reached"), [NAME], [one_line])
    contact_mail = StringField(_("Their e-mail"), [Optional(), IS_MAIL, Length(max=LONGEST_MAIL)], [one_line])
    contact_phone = StringField(_("Their telephone"), [Optional(), SHORT, IS_PHONE], [one_line])
    credit_code = StringField(_("Unified social credit code"), [Length(max=40)], [one_line])

    @property
    def body(self) -> OrganisationKind:
        """The chosen legal form."""
        return OrganisationKind(self.kind.data)


class SettingsForm(FactsForm):
    """The same with what comes later."""

    website = StringField(_("Website"), [Optional(), IS_ADDRESS, Length(max=300)], [one_line])
    kinds = SelectMultipleField(
        _("You are …"), choices=lambda: [(each.value, str(words)) for each, words in MEMBER_KINDS.items()],
        widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
    )
    slug = StringField(_("Your address here"), [InputRequired(NEEDED), Length(max=60)], [one_line])

    @property
    def capacities(self) -> frozenset[MemberKind]:
        """The chosen kinds."""
        return frozenset(MemberKind(each) for each in self.kinds.data or ())


def _roles() -> list[tuple[str, str]]:
    return [(each.value, str(ROLES[each])) for each in (Role.EDITOR, Role.VIEWER, Role.OWNER)]


class InviteForm(Form):
    """Whom to ask, and as what."""

    mail = StringField(_("Their e-mail"), [InputRequired(NEEDED), IS_MAIL, Length(max=LONGEST_MAIL)], [one_line])
    role = SelectField(_("As"), choices=_roles)
    until = DateField(_("Until the end of"), [Optional(), fits_calendar])


class RoleForm(Form):
    """Another role, another end."""

    role = SelectField(_("Role"), choices=_roles)
    until = DateField(_("Until the end of"), [Optional(), fits_calendar])


class ProofForm(Form):
    """A paper, and what it says."""

    proof = SelectField(
        _("Which paper"), choices=lambda: [(each.value, str(words)) for each, words in PROOFS.items()]
    )
    number = StringField(_("Its number"), [NAME], [one_line])
    scope = StringField(_("What it allows"), [Length(max=300)], [one_line])
    expires_on = DateField(_("Its last day"), [Optional()])
    paper = FileField(_("The paper itself"))

    @property
    def kind(self) -> Proof:
        """The chosen kind of paper."""
        return Proof(self.proof.data)


class ClaimForm(Form):
    """Why something is one's own, and what shows it."""

    reason = TextAreaField(_("How can we see that it is yours?"), [InputRequired(NEEDED), LONG], [prose])
    paper = FileField(_("A paper that shows it"))


class DecisionForm(Form):
    """What the staff decide on a paper."""

    outcome = RadioField(
        _("Decision"), [InputRequired(NEEDED)],
        choices=lambda: [("accepted", str(_("Accept"))), ("refused", str(_("Refuse"))), ("revoked", str(_("Revoke")))],
    )
    expires_on = DateField(_("Last day as the paper states it"), [Optional()])
    reason = TextAreaField(_("Reason, as the organisation will read it"), [LONG], [prose])


class AnswerForm(Form):
    """Yes or no, and why."""

    claim = HiddenField()
    answer = TextAreaField(_("Answer, as the other side will read it"), [LONG], [prose])


class ReasonForm(Form):
    """A deed of the staff on an organisation, and why; for a merger the address of the other one."""

    reason = TextAreaField(_("Reason, as the organisation will read it"), [InputRequired(NEEDED), LONG], [prose])
    other = StringField(_("Address of the organisation that is given up"), [Length(max=120)], [one_line])
    sure = BooleanField(_("I looked at both, and they are one."))


class ClosingForm(Form):
    """Closing an organisation: pressing alone is not enough."""

    sure = BooleanField(
        _("I understand that this cannot be undone."), [InputRequired(_("Tick this first: closing cannot be undone."))]
    )

"""The password once more before a deed of weight, and what a new one must be."""

from flask_babel import gettext
from wtforms import Field

from accounts import passwords
from accounts.models.person import Person
from accounts.password_rules import weakness
from accounts.services import signins
from accounts.views.limiting import account_key, may_try
from accounts.views.words import password_words
from core.db import committing
from core.forms import Form


def knows_password(form: Form, field: Field, person: Person) -> bool:
    """Whether the password of the person stands in the field; tries are counted, and forgiven where it does."""
    return knows(form, field, str(person.id), person.password_hash, otherwise=gettext("This is not your password."))


def knows(form: Form, field: Field, who: str, stored: str, *, otherwise: str) -> bool:
    """Whether the password of a hash stands in the field, counted for `who`; `otherwise` is said where it does not."""
    if not may_try("password", who, form):
        return False
    if not passwords.fits(field.data or "", stored):
        form.refuse(otherwise, field)
        return False
    with committing():
        signins.forgive(account_key("password", who))
    return True


def is_strong_enough(form: Form, field: Field, *about: str) -> bool:
    """Whether the password in the field is no weak one; else the field says why."""
    reason = weakness(field.data or "", about)
    if reason:
        form.refuse(password_words(reason, len(passwords.normal(field.data or ""))), field)
    return not reason

"""What the forms about whose a listing is, and about its picture, accept."""

from typing import cast

from flask_babel import lazy_gettext
from flask_wtf.file import FileField
from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired, Length

from core.forms import Form, one_line


def _(text: str) -> str:
    """A text in the language of whoever reads it, later."""
    return cast("str", lazy_gettext(text))


class OfferForm(Form):
    """To whom a listing is offered."""

    to = StringField(
        _("Address or name of the organisation that shall have it"), [InputRequired(_("This is needed.")), Length(max=300)],
        [one_line],
    )


class PictureForm(Form):
    """A picture, and what it shows, in one language or in both. `kept`: one that was sent before, the form being refused."""

    picture = FileField(_("Picture"))
    kept = HiddenField()
    image_alt_zh = StringField(_("What it shows, in Chinese"), [Length(max=300)], [one_line])
    image_alt_en = StringField(_("What it shows, in English"), [Length(max=300)], [one_line])

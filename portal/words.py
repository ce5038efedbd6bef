"""What codes of this package are called, in the reader's language."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from portal.reach import Kind
from portal.wrongs import Outcome, Wrong

WRONGS: dict[Wrong, LazyString] = {
    Wrong.TIME: _("The date or time"),
    Wrong.PLACE: _("The place"),
    Wrong.CANCELLED: _("It does not take place"),
    Wrong.LINK: _("A link does not work"),
    Wrong.PRICE: _("Price or tickets"),
    Wrong.TEXT: _("A name or a text"),
    Wrong.TRANSLATION: _("The translation"),
    Wrong.PICTURE: _("The picture"),
    Wrong.RIGHTS: _("It should not stand here (rights, persons)"),
    Wrong.OTHER: _("Something else"),
}
# What the reader is told.
OUTCOMES: dict[Outcome, LazyString] = {
    Outcome.PUT_RIGHT: _("It was put right. Thank you."),
    Outcome.AS_IT_IS: _("We looked into it: it is right as it stands."),
    Outcome.NOTED: _("We have taken note of it. Thank you."),
    Outcome.UNFIT: _("This was closed."),
}
# What whoever answers chooses from.
CHOICES: dict[Outcome, LazyString] = {
    Outcome.PUT_RIGHT: _("Put right"),
    Outcome.AS_IT_IS: _("Right as it stands"),
    Outcome.NOTED: _("Noted"),
    Outcome.UNFIT: _("Advert or insult: close without an answer"),
}
# What is counted, honestly.
KINDS_COUNTED: dict[Kind, LazyString] = {
    Kind.VIEW: _("Page views"),
    Kind.SEARCH: _("Found by searches"),
    Kind.EMBED: _("Shown on other sites"),
    Kind.FETCH: _("Calendar fetched"),
    Kind.ADD: _("Dates taken"),
    Kind.SAVE: _("Saved"),
}
# Names of programs and services; they are the same in both languages but for the last.
SERVICES: dict[str, LazyString | str] = {
    "google": "Google", "apple": "Apple", "outlook": "Outlook", "thunderbird": "Thunderbird", "icsx5": "ICSx⁵",
    "nextcloud": "Nextcloud", "gnome": "GNOME", "vdirsyncer": "vdirsyncer", "yahoo": "Yahoo", "xiaomi": _("Xiaomi"),
}

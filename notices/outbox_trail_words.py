"""What the trail's entries about the outbox say to a reader."""

from flask_babel import LazyString, ngettext
from flask_babel import lazy_gettext as _

from accounts.trail_words import TrailWords
from notices.desk_words import channel_words, kind_words

DEEDS: dict[str, LazyString] = {
    "letters_retried": _("Letters sent once more by the staff"), "letters_skipped": _("Letters set aside by the staff"),
    "outbox_held": _("Outbox held"), "outbox_released": _("Outbox released"),
    "outbox_set_aside": _("What was due before a backup set aside"),
    "notice_voided": _("A notice taken out by the staff"), "notice_revived": _("A notice put back by the staff"),
    "mailbox_started_anew": _("A mailbox that refused letters started anew"),
    "mailbox_searched": _("Letters to one reader looked up"),
}


def _letters(value: object) -> str:
    return ngettext("%(num)d letter", "%(num)d letters", value) if isinstance(value, int) else ""


OUTBOX = TrailWords(
    deeds=DEEDS,
    fields={
        "letters": _("How many"), "notices": _("Notices"),
        "letter_kind": _("Kind of letter"), "channel": _("Way"), "notice": _("Notice number"),
        "letter": _("Letter number"), "mailbox": _("Mailbox (digest)"),
    },
    values={
        "letters": _letters, "letter_kind": lambda value: kind_words(str(value)),
        "channel": lambda value: channel_words(str(value)),
    },
)

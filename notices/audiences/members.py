"""The people who act for an organisation; for the staff, those of all organisations."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext

from accounts.queries.people import members_reached, number_of_members_reached
from notices.audience_kind import AudienceKind
from notices.audience_of import Asked, Circle
from notices.audiences.reached import person
from notices.kinds import Reader

AT_ONCE = 500


def size(asked: Asked, at: datetime) -> int:
    """How many of them can be written to."""
    return number_of_members_reached(asked.organisation_id, at)


def readers(asked: Asked, cursor: int, at: datetime) -> Sequence[Reader]:
    """The next of them."""
    return [person(each) for each in members_reached(asked.organisation_id, at, after=cursor, limit=AT_ONCE)]


def mailbox_of(asked: Asked, person_id: int, at: datetime) -> str:
    """Where one of them is written to; "" for whoever left."""
    found = members_reached(asked.organisation_id, at, after=person_id - 1, limit=1)
    return next((each.mail or "" for each in found if each.id == person_id), "")


def _words(organisation_id: int | None, _names: str = "") -> str:
    if organisation_id is None:
        return gettext("The people of all organisations")
    return gettext("The people of this organisation")


MEMBERS = AudienceKind(
    code=Circle.MEMBERS.value, words=_words, of_words=_words,
    is_offered=lambda _organisation_id: True, size=size, readers=readers, mailbox_of=mailbox_of,
)

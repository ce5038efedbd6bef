"""Followers of chosen things, who asked to hear such news."""

from collections.abc import Collection, Sequence
from datetime import datetime

from flask_babel import gettext

from notices.audience_kind import AudienceKind
from notices.audience_of import Asked, Circle
from notices.audiences.reached import followers_from
from notices.kinds import Reader
from notices.models.follower import Subscription
from notices.queries.audience import followers_counted, wanted
from notices.queries.audiences import expanded


def size(asked: Asked, at: datetime) -> int:
    """How many follow one of them at least and asked for it."""
    return followers_counted(expanded(asked.subjects), [asked.news], at) if asked.subjects else 0


def readers(asked: Asked, cursor: int, at: datetime) -> Sequence[Reader]:
    """The next of them."""
    subjects = expanded(asked.subjects)
    return followers_from(lambda after: wanted(subjects, [asked.news], after, at), cursor) if subjects else []


def concerned(asked: Asked, _words: Collection[str], subscriptions: Sequence[Subscription]) -> list[Subscription]:
    """Subscriptions to one of the things."""
    meant = set(expanded(asked.subjects))
    return [each for each in subscriptions if each.subject in meant]


FOLLOWERS = AudienceKind(
    code=Circle.FOLLOWERS.value, words=lambda _organisation_id: gettext("Followers of what is ticked below"),
    of_words=lambda _organisation_id, names: gettext("Followers of %(names)s", names=names) if names else gettext("Nobody yet"),
    is_offered=lambda _organisation_id: True, size=size, readers=readers, chosen_by=lambda _kind: True, concerned=concerned,
    takes_offers=True,
)

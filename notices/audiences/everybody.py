"""Everybody who follows anything and asked to hear such news: for the staff."""

from collections.abc import Collection, Sequence
from datetime import datetime

from flask_babel import gettext

from notices.audience_kind import AudienceKind
from notices.audience_of import Asked, Circle
from notices.audiences.reached import followers_from
from notices.kinds import Reader
from notices.models.follower import Subscription
from notices.queries.audiences import next_of_everybody, number_of_everybody


def size(asked: Asked, at: datetime) -> int:
    """How many they are."""
    return number_of_everybody(asked.news, at)


def readers(asked: Asked, cursor: int, at: datetime) -> Sequence[Reader]:
    """The next of them."""
    return followers_from(lambda after: next_of_everybody(asked.news, after, at), cursor)


def concerned(_asked: Asked, words: Collection[str], subscriptions: Sequence[Subscription]) -> list[Subscription]:
    """Subscriptions with a wish for such news; one at least, so that it can be said why another did not do."""
    return [each for each in subscriptions if any(wish.news in words for wish in each.wishes)] or list(subscriptions)[:1]


def _words(_organisation_id: int | None, _names: str = "") -> str:
    return gettext("Everybody who follows anything")


EVERYBODY = AudienceKind(
    code=Circle.EVERYBODY.value, words=_words, of_words=_words, is_offered=lambda organisation_id: organisation_id is None,
    size=size, readers=readers, concerned=concerned, takes_offers=True,
)

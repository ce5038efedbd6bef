"""Readers made of what followers want, and of people with accounts."""

from collections.abc import Callable, Sequence

from accounts.models.person import Person
from notices.kinds import Reader
from notices.models.follower import ChannelCode
from notices.queries.audience import Wanted

# Nothing is sent to a private calendar: it is asked for.
NOT_SENT_TO = frozenset({ChannelCode.CALENDAR.value})


def followers_from(following: Callable[[int], Sequence[Wanted]], cursor: int) -> Sequence[Reader]:
    """The next who are reached among those who follow; `following` answers the next wishes after a cursor. Empty at the end
    only: some hundred who have nothing but a private calendar are passed over."""
    while found := following(cursor):
        if reached := [_follower(each) for each in found if each.endpoint.channel not in NOT_SENT_TO]:
            return reached
        cursor = found[-1].follower.id
    return []


def _follower(each: Wanted) -> Reader:
    """A mailbox without an address is noted with the delivery, not forgotten."""
    follower, way = each.follower, each.endpoint
    is_mail = way.channel == ChannelCode.MAIL
    return Reader(
        cursor=follower.id, channel=way.channel, language=each.language, mail=follower.address if is_mail else "",
        follower_id=follower.id, endpoint_id=way.id, person_id=follower.person_id, subscriptions=each.subscriptions,
        facts={"name": follower.person.name if follower.person is not None else ""},
    )


def person(each: Person) -> Reader:
    """Somebody with an account, by mail."""
    return Reader(
        cursor=each.id, channel=ChannelCode.MAIL.value, language=each.language, mail=each.mail or "", person_id=each.id,
        facts={"name": each.name},
    )

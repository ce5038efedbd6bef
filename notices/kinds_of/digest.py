"""What happened in the last day or week, at somebody's own hour; none when nothing did."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from flask_babel import gettext as _

from notices.kinds import NoticeKind, Reader
from notices.models.follower import ChannelCode, Follower
from notices.models.notice import Notice
from notices.news import News
from notices.queries import digests, following, last_look
from notices.queries import news as queries
from notices.services import digesting


@dataclass(slots=True)
class By:
    """One way of a follower, and what they wished by it."""

    channel: str
    language: str
    subjects: set[str] = field(default_factory=set)
    subscriptions: set[int] = field(default_factory=set)


def _readers(notice: Notice, cursor: int, at: datetime) -> Sequence[Reader]:
    """One follower, by each way that the digest was wished by."""
    key = notice.facts["follower"]
    follower = following.follower_by_key(key) if cursor < key else None
    if follower is None:
        return []
    items = {each.id: set(each.facts.get("refs", ())) for each in queries.told_items(notice.id)}
    found = []
    for way, by in _ways(follower, notice.facts["rhythms"], at).items():
        mine = [item for item, refs in items.items() if refs & by.subjects]
        if mine:
            found.append(Reader(
                cursor=key, channel=by.channel, language=by.language, items=mine, follower_id=key, endpoint_id=way,
                mail=follower.address if by.channel == ChannelCode.MAIL else "", person_id=follower.person_id,
                subscriptions=sorted(by.subscriptions),
            ))
    return found


def _ways(follower: Follower, rhythms: Sequence[str], at: datetime) -> dict[int, By]:
    found: dict[int, By] = {}
    for wish, subscription, endpoint in digests.ways_of(follower.id, rhythms, at):
        is_reached = endpoint.channel != ChannelCode.MAIL or bool(follower.address)
        if is_reached and endpoint.channel != ChannelCode.CALENDAR:
            by = found.setdefault(endpoint.id, By(endpoint.channel, subscription.language or follower.language))
            by.subjects.add(wish.subject)
            by.subscriptions.add(subscription.id)
    return found


KIND = NoticeKind(
    code=News.DIGEST.value, words=lambda: _("Digests"), settle=digesting.settle, readers=_readers,
    refusal=last_look.of_digest, news=lambda notice: notice.facts.get("rhythms", ()),
)

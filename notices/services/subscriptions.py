"""What a follower follows: begun, confirmed, changed, paused, ended and taken up again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from core.db import session
from core.errors import Refused
from notices import news as known
from notices.models.follower import ChannelCode, Endpoint, Follower, Subscription, Wish
from notices.queries import following
from notices.services import settings, stopping

MOST_FOLLOWED = 1_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to hear of one thing: words of notices/news.py, and the language ("": the follower's)."""

    news: tuple[str, ...] = known.USUAL
    language: str = ""


def checked(words: Iterable[str]) -> tuple[str, ...]:
    """Words in the order in which they are offered; `Refused("unknown_news")` for one that is none."""
    stated = set(words)
    if not stated <= set(known.ALL):
        raise Refused("unknown_news")
    return tuple(each for each in known.ALL if each in stated)


def follow(follower: Follower, subject: str, way: Endpoint, wanted: Wanted, *, at: datetime) -> Subscription:
    """They follow it from now on, and hear these news by this way; what they want by other ways stays.

    Whoever asked for letters again is sent them again. `Refused("nothing_wanted")`, `Refused("too_many_followed")`.
    """
    news = checked(wanted.news)
    if not news:
        raise Refused("nothing_wanted")
    row = _begun(follower, subject, at=at)
    if row.ended_at is not None:
        _forget_wishes(row)
        row.net_ended_at = None
    row.confirmed_at, row.ended_at, row.paused_at = row.confirmed_at or at, None, None
    row.language = "" if wanted.language == follower.language else wanted.language
    _want(row, way, news)
    if way.channel == ChannelCode.MAIL:
        _let_letters(row, follower)
    settings.keep_rhythm(follower, at=at)
    return row


def begin(follower: Follower, subject: str, *, at: datetime) -> Subscription:
    """Somebody asked for it at an address: it waits to be confirmed by whoever reads the letters there. What is in force
    stays as it is."""
    return _begun(follower, subject, at=at)


def _begun(follower: Follower, subject: str, *, at: datetime) -> Subscription:
    row = following.subscription_to(follower.id, subject)
    if row is not None:
        return row
    if following.number_of(follower.id) >= MOST_FOLLOWED:
        raise Refused("too_many_followed", number=MOST_FOLLOWED)
    row = Subscription(follower_id=follower.id, subject=subject, made_at=at)
    session.add(row)
    try:
        session.flush()  # wishes name it
    except IntegrityError as taken:  # pressed twice at once
        raise Refused("stale") from taken
    return row


def confirm(follower: Follower, row: Subscription, way: Endpoint, wanted: Wanted, *, at: datetime) -> None:
    """Whoever reads the letters at an address says yes: to the address, and to this. Pressed twice it is done once."""
    follower.confirmed_at = follower.confirmed_at or at
    follow(follower, row.subject, way, wanted, at=at)


def choose(row: Subscription, wishes: Mapping[int, Sequence[str]], language: str, *, at: datetime) -> None:
    """What is wanted of it by each way, by the way's key; ways that are not named are left as they are.

    `Refused("nothing_wanted")` where nothing would be left: that is what unfollowing is for.
    """
    ways = {each.id: each for each in following.ways_of(row.follower_id)}
    for key, words in wishes.items():
        if key in ways and ways[key].channel != ChannelCode.CALENDAR:  # it shows the dates, and can tell nothing beside
            _want(row, ways[key], checked(words))
    session.refresh(row, ["wishes"])
    if all(each.endpoint.ended_at is not None for each in row.wishes):
        raise Refused("nothing_wanted")
    row.language = language
    settings.keep_rhythm(row.follower, at=at)


def _want(row: Subscription, way: Endpoint, news: Sequence[str]) -> None:
    """Exactly these news by this way; who asks for one more letter gets letters again."""
    mine = Wish.subscription_id == row.id, Wish.endpoint_id == way.id
    had = set(following.words_wanted(row.id, way.id))
    session.execute(delete(Wish).where(*mine, Wish.news.not_in(news)))
    session.add_all(
        Wish(subscription_id=row.id, follower_id=row.follower_id, endpoint_id=way.id, subject=row.subject, news=word)
        for word in news if word not in had
    )
    if way.channel == ChannelCode.MAIL and set(news) - had:
        _let_letters(row, row.follower)
    session.flush()  # what is read next must find them


def _let_letters(row: Subscription, follower: Follower) -> None:
    row.net_ended_at = None
    stopping.let_all(follower.address)


def _forget_wishes(row: Subscription) -> None:
    session.execute(delete(Wish).where(Wish.subscription_id == row.id))


def pause(row: Subscription, *, at: datetime) -> None:
    """Nothing is told of it for now."""
    row.paused_at = row.paused_at or at
    settings.keep_rhythm(row.follower, at=at)


def resume(row: Subscription, *, at: datetime) -> None:
    """It is told of again."""
    row.paused_at = None
    settings.keep_rhythm(row.follower, at=at)


def spread_net(row: Subscription, *, at: datetime) -> None:
    """Letters come again where a calendar alone may be too late (notices/safety.py)."""
    del at
    row.net_ended_at = None


def unfollow(row: Subscription, *, at: datetime) -> None:
    """No more of it; what was wanted is kept for a while, so that it can be taken back."""
    row.ended_at = row.ended_at or at
    settings.keep_rhythm(row.follower, at=at)


def take_up_again(row: Subscription, *, at: datetime) -> None:
    """As if it had not been ended."""
    row.ended_at = None
    settings.keep_rhythm(row.follower, at=at)

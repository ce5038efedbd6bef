"""Hearing no more of something by mail, and taking that back. Each works twice."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, select, update

from core.db import session
from notices.audience_of import Audience, stop_of
from notices.models.delivery import Delivery, Fate
from notices.models.follower import ChannelCode, Endpoint, Follower, Stop, Subscription, Wish
from notices.news import News
from notices.queries import following
from notices.services import settings
from notices.whys import Why

EVERYTHING = "*"
ENDED = "ended"
DIGEST = "digest"
ANNOUNCEMENT = "announcement"
# What stands among the words that were ended for letters on behalf of a calendar alone.
NET = "net"
TOLD_BY_NET = frozenset({News.CHANGE.value, News.CANCELLATION.value})
UNSEEN = {"synchronize_session": False}
WRITTEN_BY_PEOPLE = frozenset({News.ORGANISER.value, News.PROMOTION.value})


def stop(mail: str, kind: str, *, at: datetime) -> None:
    """A mailbox wants no letter of this kind any more ("*": none that can be stopped)."""
    if mail and not following.is_stopped(mail, kind):
        session.add(Stop(mail=mail, kind=kind, at=at))
        session.flush()  # asked for again at once


def kind_stopped(letter: Delivery) -> str:
    """By what word a mailbox stops letters such as this one, that nothing that is followed had brought: by its kind, a notice
    that people wrote by whose and to whom it was."""
    notice = letter.notice
    if notice is None or notice.kind != ANNOUNCEMENT:
        return letter.kind
    return stop_of(Audience.stored(notice.facts.get("audience", {})).circle, notice.organisation_id)


def let(mail: str, kind: str) -> None:
    """Letters of this kind come again."""
    session.execute(delete(Stop).where(Stop.mail == mail, Stop.kind == kind))


def let_all(mail: str) -> None:
    """Whoever asks for letters again takes back that none are to come."""
    let(mail, EVERYTHING)


def forget_mail(mail: str) -> None:
    """A mailbox goes, with all that was stopped for it."""
    session.execute(delete(Stop).where(Stop.mail == mail))


def end_by_mail(delivery: Delivery, follower: Follower, *, at: datetime) -> dict[int, list[str]]:
    """What brought a letter brings none any more; other ways stay. Answers what was wanted, by subscription, for whoever
    takes it back. A digest is ended as a digest alone, what people wrote as that alone; what is on a calendar stays there, and
    brings no letters in the place of others."""
    ended: dict[int, list[str]] = {}
    for row in following.subscriptions_by_keys(follower.id, causes(delivery)):
        by_mail = _by_mail(delivery, row)
        has_net = _has_net(delivery, row)
        if not by_mail and not has_net:
            continue
        ended[row.id] = [each.news for each in by_mail] + [NET] * has_net
        if row.ended_at is not None:
            continue
        if has_net:
            row.net_ended_at = row.net_ended_at or at
        if len(by_mail) == len(row.wishes):
            row.ended_at = at
        else:
            session.execute(delete(Wish).where(Wish.id.in_([each.id for each in by_mail])))
            session.expire(row, ["wishes"])
    settings.keep_rhythm(follower, at=at)
    return ended


def _by_mail(delivery: Delivery, row: Subscription) -> list[Wish]:
    return [each for each in row.wishes if each.endpoint.channel == ChannelCode.MAIL and _is_meant(delivery, each.news)]


def _has_net(delivery: Delivery, row: Subscription) -> bool:
    """Whether letters come of it on behalf of a calendar (notices/safety.py)."""
    return delivery.kind in TOLD_BY_NET and any(each.endpoint.channel == ChannelCode.CALENDAR for each in row.wishes)


def _is_meant(delivery: Delivery, word: str) -> bool:
    """A digest is ended as a digest, and what an organiser wrote as that: changes of dates are still told."""
    if delivery.kind == ANNOUNCEMENT:
        return word in WRITTEN_BY_PEOPLE
    return delivery.kind != DIGEST or word.startswith(f"{News.DIGEST}:")


def note_wanted_no_more(delivery: Delivery, *, is_so: bool) -> None:
    """Whoever counts what became of a notice learns that it was the last one for its reader (or that this was taken back)."""
    if delivery.fate is Fate.SENT:
        delivery.why = Why.UNSUBSCRIBED.value if is_so else ""
    if not is_so:
        delivery.facts = {name: value for name, value in delivery.facts.items() if name != ENDED}


def remember(delivery: Delivery, ended: Mapping[int, Sequence[str]]) -> dict[str, list[str]]:
    """What a letter's link ended stays with the letter, so that it can be taken back whenever its page is opened again."""
    kept = remembered(delivery) | {str(key): list(words) for key, words in ended.items()}
    delivery.facts = delivery.facts | {ENDED: kept}
    return kept


def remembered(delivery: Delivery) -> dict[str, list[str]]:
    """What a letter's link ended, by subscription; empty where it ended nothing, or that was taken back."""
    return dict(delivery.facts.get(ENDED, {}))


def is_over(delivery: Delivery, follower: Follower) -> bool:
    """Whether nothing that brought a letter brings one any more."""
    known = following.subscriptions_by_keys(follower.id, causes(delivery))
    standing = [each for each in known if each.ended_at is None]
    if any(_has_net(delivery, each) and each.net_ended_at is None for each in standing):
        return False
    by_mail = [wish for each in standing for wish in _by_mail(delivery, each)]
    if any(wish.endpoint.ended_at is None for wish in by_mail):
        return False
    return bool(by_mail) or ENDED in delivery.facts or not standing


def causes(delivery: Delivery) -> list[int]:
    """The keys of the subscriptions that brought a letter."""
    stated = (delivery.facts or {}).get("subscriptions", ())
    return [each for each in stated if isinstance(each, int)] if isinstance(stated, Sequence) else []


def take_back(follower: Follower, ended: Mapping[int, Sequence[str]], *, at: datetime) -> None:
    """What was ended by a letter's link comes again by mail, as it was."""
    way = following.way(follower.id, ChannelCode.MAIL) or following.latest_way(follower.id, ChannelCode.MAIL)
    for row in following.subscriptions_by_keys(follower.id, list(ended)):
        if NET in ended[row.id]:
            row.net_ended_at = None
        if way is None:
            continue
        row.ended_at = None
        had = {NET} | {each.news for each in row.wishes if each.endpoint_id == way.id}
        session.add_all(
            Wish(subscription_id=row.id, follower_id=follower.id, endpoint_id=way.id, subject=row.subject, news=word)
            for word in ended[row.id] if word not in had
        )
    settings.keep_rhythm(follower, at=at)


def end_everything(mail: str, follower: Follower | None, *, at: datetime) -> None:
    """No letter that can be stopped any more to a mailbox; a follower's other ways stay."""
    stop(mail, EVERYTHING, at=at)
    if follower is not None:
        for way in following.ways_of(follower.id):
            if way.channel == ChannelCode.MAIL:
                way.ended_at = at
        settings.keep_rhythm(follower, at=at)


def take_everything_back(mail: str, follower: Follower | None, *, at: datetime) -> None:
    """Letters come again as before: of all that was told by a mailbox of theirs, by the one in force."""
    let_all(mail)
    boxes = [each for each in following.all_ways(follower.id) if each.channel == ChannelCode.MAIL] if follower else []
    if follower is None or not boxes:
        return
    kept = next((each for each in boxes if each.ended_at is None), boxes[-1])
    kept.ended_at = None
    for each in boxes:
        if each is not kept:
            _hear_by(kept, each)
    settings.keep_rhythm(follower, at=at)


def _hear_by(kept: Endpoint, ended: Endpoint) -> None:
    """What was wished by a way that ended is heard by another; what is wished by that one already stays as it is."""
    newer = select(Wish.subscription_id).where(Wish.endpoint_id == kept.id)
    theirs = Wish.endpoint_id == ended.id
    session.execute(delete(Wish).where(theirs, Wish.subscription_id.in_(newer)), execution_options=UNSEEN)
    session.execute(update(Wish).where(theirs).values(endpoint_id=kept.id), execution_options=UNSEEN)
    session.expire_all()


def move_subject(old: str, new: str) -> None:
    """What was followed under one name is followed under another; whoever follows both follows it once."""
    both = following.followers_of_both(old, new)
    session.execute(delete(Subscription).where(Subscription.subject == old, Subscription.follower_id.in_(both)))
    for row in following.subscriptions_to(old):
        row.subject = new
        for wish in row.wishes:
            wish.subject = new
    session.flush()

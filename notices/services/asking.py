"""Whoever reads the letters at an address is asked: to confirm what somebody wants sent there, and which link is theirs."""

from collections.abc import Sequence
from datetime import datetime

from accounts.services import telling
from core.errors import Refused
from events.followable import Subject
from notices import registry
from notices.doors_links import key_digest, manage_facts
from notices.models.follower import Follower, Subscription
from notices.queries import audience, following
from notices.services import followers, subscriptions
from notices.services.subscriptions import Wanted

PURPOSE = "follow"
PARTS = 5


def ask(mail: str, subject: Subject, wanted: Wanted, *, at: datetime) -> None:
    """Write to an address that somebody, perhaps its owner, wants to follow this; nothing is told before they say yes, and
    what is followed there already stays as it is. Whoever asked learns nothing of that address.

    `Refused("nothing_wanted")`, `Refused("unknown_news")`.
    """
    news = subscriptions.checked(wanted.news)
    if not news:
        raise Refused("nothing_wanted")
    follower = followers.follower_of_mail(mail, at=at, language=wanted.language)
    try:
        row = subscriptions.begin(follower, subject.ref, at=at)
    except Refused as refused:
        if refused.reason != "too_many_followed":
            raise
        return  # they know it from their own page; nobody else learns of it
    known = registry.followable(subject.kind)
    telling.tell(
        "follow_confirm", at=at, to=follower.person or mail, key=f"follow_confirm:{row.id}:{at.isoformat()}",
        language=wanted.language,
        facts={
            "name": {} if known is not None and known.is_typed else {"zh": subject.name.zh, "en": subject.name.en},
            "news": list(news),
            "link": [follower.id, key_digest(follower), row.id, list(news), wanted.language],
        },
    )


def asked(facts: Sequence[object] | None) -> tuple[Follower, Subscription, Wanted] | None:
    """Who was asked for what by a link; None where it is void, or its time is over."""
    if facts is None or len(facts) != PARTS:
        return None
    number, digest, key, news, language = facts
    follower = following.follower_by_key(int(str(number)))
    if follower is None or key_digest(follower) != digest:
        return None
    row = following.subscription_by_key(follower.id, int(str(key)))
    words = tuple(str(each) for each in news) if isinstance(news, list) else ()
    return (follower, row, Wanted(words, str(language))) if row is not None else None


def confirm(facts: Sequence[object], *, at: datetime, bringing: Follower | None = None) -> Subscription | None:
    """Whoever reads the letters there says yes, once or twice; None where the link is void by now.

    `bringing`: of whom nothing is known; all that they had is the mailbox's from now on, since they said so.
    """
    found = asked(facts)
    if found is None:
        return None
    follower, row, wanted = found
    subscriptions.confirm(follower, row, followers.mail_endpoint(follower, at=at), wanted, at=at)
    if bringing is not None and bringing.mail is None and bringing.person_id is None:
        followers.bring_along(bringing, follower, at=at)
    return row


def send_link(mail: str, language: str, *, at: datetime) -> None:
    """Send the link of their pages to whoever follows with this address; to all others nothing."""
    person = audience.person_with_mail(mail)
    follower = following.follower_of(person) if person else following.follower_with_mail(mail)
    if follower is None or not follower.address:
        return
    telling.tell(
        "manage_link", at=at, to=follower.person or mail, key=f"manage_link:{follower.id}:{at.isoformat()}", language=language,
        facts={"link": manage_facts(follower)},
    )

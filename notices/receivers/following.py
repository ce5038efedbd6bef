"""People who leave take what they follow with them, those who move have it at their new address; whoever follows an
organisation that became part of another goes on."""

from datetime import datetime
from typing import Any

from accounts.models.organisation import Organisation
from accounts.models.person import Person
from accounts.signals import mail_changed, organisation_merged, others_shut_out, person_exported, person_removed
from core.editing import plain
from notices.models.follower import Endpoint, Follower, Subscription
from notices.queries import following
from notices.services import followers, moving, settings, stopping

FOLLOWER = (
    "language", "zone", "quiet_from", "quiet_until", "digest_minute", "digest_weekday", "paused_at", "paused_until", "made_at",
)
WAY = ("channel", "name", "address", "made_at", "ended_at", "fetched_at", "fetched_by")
FOLLOWED = ("subject", "language", "made_at", "confirmed_at", "paused_at", "ended_at", "net_ended_at")


def connect() -> None:
    """Listen; called once by the application (again does no harm)."""
    person_exported.connect(_on_exported)
    person_removed.connect(_on_removed)
    mail_changed.connect(_on_moved)
    others_shut_out.connect(_on_shut_out)
    organisation_merged.connect(_on_merged)


def _on_exported(person: Person, **_more: Any) -> dict[str, Any]:
    """All that a person follows, and by which ways they hear of it."""
    follower = following.follower_of(person)
    return {"following": _told(follower)} if follower is not None else {}


def _told(follower: Follower) -> dict[str, Any]:
    rows = following.all_subscriptions(follower.id)
    return {
        **_stated(follower, FOLLOWER),
        "ways": [_stated(each, WAY) for each in following.all_ways(follower.id)],
        "subscriptions": [
            _stated(each, FOLLOWED) | {"news": sorted({wish.news for wish in each.wishes})}
            for each in following.subscriptions_by_keys(follower.id, [row.id for row in rows])
        ],
    }


def _stated(row: Follower | Endpoint | Subscription, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: plain(getattr(row, name)) for name in names}


def _on_removed(person: Person, **_more: Any) -> None:
    # An address that was never confirmed may be somebody else's, who follows without an account.
    follower = following.follower_of(person)
    if follower is not None:
        settings.forget(follower)
    if person.mail and person.mail_confirmed_at:
        stopping.forget_mail(person.mail)


def _on_moved(person: Person, old: str, at: datetime, **_more: Any) -> None:
    moving.move_mailbox(person, old, at=at)


def _on_shut_out(person: Person, **_more: Any) -> None:
    follower = following.follower_of(person)
    if follower is not None:
        followers.renew_key(follower)


def _on_merged(kept: Organisation, merged: Organisation, at: datetime, **_more: Any) -> None:
    del at
    stopping.move_subject(f"organiser:{merged.id}", f"organiser:{kept.id}")

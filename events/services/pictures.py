"""Deeds on the picture of a listing."""

from datetime import datetime

from accounts.actor import Actor
from accounts.queries import proofs
from accounts.services import trail
from core.editing import plain
from core.errors import Refused, Unknown
from core.uploads import stored_as
from events.models.event import Event
from events.services.edits import watched
from events.services.events import edit_event

FIELDS = ("image", "image_alt_zh", "image_alt_en")


def set_picture(event: Event, key: str, *, alt_zh: str, alt_en: str, at: datetime, actor: Actor) -> bool:
    """Let a picture that the listing's own organisation sent stand for it (another's is nobody's), or none ("").

    One language at least says what it shows.
    """
    if key and (event.owner_id is None or proofs.picture(event.owner_id, key) is None):
        raise Unknown
    if key and not (alt_zh.strip() or alt_en.strip()):
        raise Refused("alt_needed")
    wanted = (stored_as(key), alt_zh, alt_en) if key else ("", "", "")
    before = {name: plain(getattr(event, name)) for name in FIELDS}
    with watched(event, at=at, actor=actor):
        has_changed = edit_event(event, at=at, actor="owner", **dict(zip(FIELDS, wanted, strict=True)))
    if has_changed:
        trail.note(
            "picture_changed", at=at, actor=actor, organisation_id=event.owner_id, subject=event, before=before,
            after={name: plain(getattr(event, name)) for name in FIELDS},
        )
    return has_changed

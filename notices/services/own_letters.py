"""What a person does about letters that they can do without."""

from datetime import datetime

from sqlalchemy import delete

from core.db import session
from core.errors import Refused
from notices import registry
from notices.models.follower import Stop
from notices.queries import own_letters as stored

ALL = "*"


def stop(mail: str, kind: str, *, at: datetime) -> None:
    """A mailbox is not sent this kind any more. `Refused` where the kind cannot be stopped. Again does no harm."""
    known = registry.letter_kind(kind)
    if known is None or not known.may_be_stopped:
        raise Refused("cannot_be_stopped")
    if stored.stop_of(mail, kind) is None:
        session.add(Stop(mail=mail, kind=kind, at=at))
        session.flush()  # pressed twice at once, the second finds it


def resume(mail: str, kind: str) -> None:
    """A mailbox is sent this kind again; `ALL`: what was stopped altogether is sent again, kinds stopped singly are not."""
    session.execute(delete(Stop).where(Stop.mail == mail, Stop.kind == kind))

"""Work of this package that runs by itself."""

import secrets
import socket

from core import clock
from core.db import committing
from core.jobs import Job
from core.letters import written
from core.logs import log
from core.web import settings
from notices.channels.channel import Outcome
from notices.channels.file import Folder
from notices.channels.smtp import Smtp
from notices.models.delivery import Delivery
from notices.queries import outbox as queries
from notices.services import outbox, sweeping

BATCHES_A_RUN = 20


def channel() -> Smtp | Folder:
    """The way out that the settings name."""
    server = settings().mail_server
    return Smtp(server) if server else Folder(settings().mail_folder)


class MailShut(RuntimeError):
    """No letter gets out at all: the settings or the server are to be looked at. Every letter is kept."""


def name_of_a_run() -> str:
    """Under which a run claims letters; another process never has the same, whatever its host and number are."""
    return f"{socket.gethostname()[:20]}:{secrets.token_hex(8)}"


def send_due() -> None:
    """Send what is due, a few letters a claim; no transaction is open while the other side answers.

    `MailShut` where the way out is shut: the run ends, the letters wait, and the log and the figures say so.
    """
    owner, way = name_of_a_run(), channel()
    for _ in range(BATCHES_A_RUN):
        with committing():
            keys = outbox.claim(owner, at=clock.now())
        if not keys:
            return
        for key in keys:
            _send(key, owner, way)


def _send(key: int, owner: str, way: Smtp | Folder) -> None:
    """One letter: held by us still? Then out with it, and what became of it is written down at once."""
    row = next(iter(queries.claimed([key], owner)), None)
    if row is None:
        return
    outcome = _sent(row, way)
    if outcome.is_shut:
        with committing():
            outbox.put_off(owner, at=clock.now())
        raise MailShut(outcome.problem)
    with committing():
        mine = next(iter(queries.claimed([key], owner)), None)
        if mine is not None:
            _note(mine, outcome)


def _note(row: Delivery, outcome: Outcome) -> None:
    if outcome.went_out:
        outbox.note_sent(row, at=clock.now())
    else:
        outbox.note_failed(row, outcome.problem, at=clock.now(), for_good=outcome.for_good)


def _sent(row: Delivery, way: Smtp | Folder) -> Outcome:
    try:
        letter = written(
            row.kind, to=row.mail, language=row.language, facts=row.facts, number=row.id, made_at=row.made_at
        )
    except Exception as error:  # noqa: BLE001 - one letter that cannot be written must not hold up the others
        log.error("letter cannot be written", kind=row.kind, id=row.id, error=type(error).__name__)
        return Outcome(f"cannot be written: {type(error).__name__}")
    return way.send(letter, row.mail)


def forget() -> None:
    """Keep no address longer than is said (accounts/retention.py)."""
    with committing():
        outbox.forget_old(at=clock.now())
    with committing():
        sweeping.forget_old(at=clock.now())


JOBS = [Job(name="notices.send_due", run=send_due, every_s=5), Job(name="notices.forget", run=forget, every_s=3600)]

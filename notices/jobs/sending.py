"""What is due is sent: a few claimed at a time, each looked at once more, no transaction open while the other side answers."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime

from core import clock
from core.db import committing, session
from core.jobs import Job
from core.logs import log
from core.metrics import DELIVERIES
from core.web import settings
from notices.channels.channel import Message, Outcome, Way
from notices.channels.ways import ways_out
from notices.jobs.owners import EVERY_S, Budget, name_of_a_run
from notices.models.delivery import Fate
from notices.models.follower import ChannelCode
from notices.queries import outbox as queries
from notices.queries import sending as cases
from notices.queries.sending import Case
from notices.services import holding, sending
from notices.writing import Writer


class MailShut(RuntimeError):
    """No letter gets out at all: the settings or the server are to be looked at. Every letter is kept."""


def send_due() -> None:
    """Send what is due, until nothing is or the time is over.

    `MailShut` where the mail server is shut: the letters wait, and the log and the figures say so. Other ways go on.
    """
    door = queries.door(clock.now())
    if door.is_held or not door.is_due:
        return
    session.rollback()
    budget = Budget()
    with ExitStack() as stack:
        run = Run(stack, door)
        while budget.is_left and not run.is_held and run.some(budget):
            pass
    if run.problem:
        raise MailShut(run.problem)


class Run:
    """One run: the name it claims under, the ways it opened, what it found shut."""

    def __init__(self, stack: ExitStack, door: queries.Door) -> None:
        self._owner, self._stack, self._writer = name_of_a_run(), stack, Writer()
        self._channels = ways_out(settings())
        self._open: dict[str, Way] = {}
        self._shut_before = dict(door.shut)
        self._shut: set[str] = set()
        self.problem = ""
        self.is_held = False

    def some(self, budget: Budget) -> bool:
        """Claim a few and send them; False where nothing is due."""
        at = clock.now()
        shut = self._shut | holding.shut_at(at, self._shut_before)
        with committing(is_synced=True):  # and with it what became of those before
            keys = sending.claim(self._owner, shut, at=at)
        left = list(keys)
        try:
            while left and budget.is_left:
                self._one(left[0], left)
                if self.is_held:
                    break
                left.pop(0)
        finally:
            if left:
                with committing():
                    sending.give_back(left, self._owner)
        return bool(keys)

    def _one(self, key: int, left: Sequence[int]) -> None:
        """One delivery: held by us still, and wanted still? Then out with it, and what became of it is written at once."""
        case, at = cases.case_of(key), clock.now()
        if case is None or not sending.is_ours(case, self._owner, at=at) or case.row.channel in self._shut:
            self._give_back([key])
        elif case.is_held:
            self.is_held = True
        else:
            self._looked_at(case, left, at)

    def _looked_at(self, case: Case, left: Sequence[int], at: datetime) -> None:
        key, channel = case.row.id, case.row.channel
        try:
            why = sending.why_not(case, at=at)
            message = None if why else self._writer.message(case)
            way = self._way(channel)
        except Exception as error:  # noqa: BLE001 - one that cannot be written must not hold up the others
            log.error("letter cannot be written", kind=case.row.kind, id=key, error=type(error).__name__)
            with committing():
                sending.note_unwritten(key, self._owner, f"cannot be written: {type(error).__name__}", at=at)
            DELIVERIES.labels(channel, "unwritten").inc()
            return
        if message is None:
            with committing():
                sending.note_skipped(key, self._owner, why, at=at)
            DELIVERIES.labels(channel, Fate.SKIPPED.value).inc()
            return
        session.expunge_all()
        session.rollback()  # nothing is open while the other side answers
        if self._has_time(case, left, at):
            self._sent(case, message, way, left)

    def _sent(self, case: Case, message: Message, way: Way, left: Sequence[int]) -> None:
        """Send it, part after part where it goes in parts; each is written down before the next, which goes only while it is
        ours."""
        outcome = way.send(message)
        while outcome.is_part:
            message = replace(message, parts_gone=message.parts_gone + 1)
            with committing():
                is_ours = sending.note_part(left, self._owner, message.parts_gone, at=clock.now())
            if not is_ours:
                return
            outcome = way.send(message)
        self._note(case, outcome, left)

    def _has_time(self, case: Case, left: Sequence[int], at: datetime) -> bool:
        """Whether the lease lasts as long as a slow server may take; renewed where it does not."""
        until = case.row.claimed_until
        if until is not None and until - at >= sending.LEAST_LEFT:
            return True
        with committing():
            return sending.renew(left, self._owner, at=clock.now())

    def _note(self, case: Case, outcome: Outcome, left: Sequence[int]) -> None:
        channel, at = case.row.channel, clock.now()
        if outcome.is_shut and channel == ChannelCode.MAIL:
            self._note_shut(channel, outcome, left)
            return
        with committing():
            if outcome.went_out:
                sending.note_sent(case.row.id, at=at)
                sending.note_reached(case, at=at)
            fate = Fate.SENT if outcome.went_out else sending.note_failed(case.row.id, self._owner, outcome, at=at)
            if channel in self._shut_before:
                holding.note_open(channel)
        self._shut_before.pop(channel, None)
        DELIVERIES.labels(channel, "failed" if fate in {None, Fate.OPEN} else str(fate)).inc()

    def _note_shut(self, channel: str, outcome: Outcome, left: Sequence[int]) -> None:
        """Nobody gets through: nothing was tried, and nobody knocks for a while."""
        self._shut.add(channel)
        self.problem = outcome.problem
        with committing():
            holding.note_shut(channel, outcome.problem, outcome.wait or sending.SHUT_FOR, at=clock.now())
            sending.give_back(left, self._owner)
        DELIVERIES.labels(channel, "shut").inc()

    def _way(self, channel: str) -> Way:
        """A way, opened with its first message and kept for the run; LookupError for one that this installation lacks."""
        if channel not in self._open:
            self._open[channel] = self._stack.enter_context(self._channels[channel].opened())
        return self._open[channel]

    def _give_back(self, keys: Sequence[int]) -> None:
        with committing():
            sending.give_back(keys, self._owner)


JOBS = [Job(name="notices.send_due", run=send_due, every_s=EVERY_S)]

"""What is due is sent: a few claimed at a time, each looked at once more, no transaction open while the other side answers.

Letters and posts (to groups and programs) are two jobs: addresses that strangers name never hold a letter up.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from contextvars import copy_context
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from core import clock
from core.db import committing, session
from core.jobs import Job
from core.logs import log
from core.metrics import DELIVERIES
from core.web import settings
from notices.channels.channel import Message, Outcome, Way
from notices.channels.trouble import Trouble
from notices.channels.ways import ways_out
from notices.jobs.owners import EVERY_S, Budget, name_of_a_run
from notices.models.delivery import Fate
from notices.models.follower import ChannelCode
from notices.queries import outbox as queries
from notices.queries import sending as cases
from notices.queries.sending import Case
from notices.services import holding, sending
from notices.writing import Writer

LETTERS = (ChannelCode.MAIL.value,)
POSTS = (ChannelCode.WECOM.value, ChannelCode.DINGTALK.value, ChannelCode.FEISHU.value, ChannelCode.WEBHOOK.value)
EVERY_WAY = LETTERS + POSTS
# A host that takes longer than this for a message has its next one a minute later.
LATE_S = 4.0
# How a problem begins where our own code raised.
BROKEN = "cannot be sent: "


class MailShut(RuntimeError):
    """No letter gets out at all: the settings or the server are to be looked at. Every letter is kept."""


def send_due(channels: Sequence[str] = EVERY_WAY) -> None:
    """Send what is due by these ways, until nothing is or the time is over.

    `MailShut` where the mail server is shut: the letters wait, and the log and the figures say so. Other ways go on.
    """
    door = queries.door(clock.now())
    _looked.note(door)
    due = [each for each in channels if each in door.due]
    if door.is_held or not due:
        return
    session.rollback()
    budget = Budget()
    with ExitStack() as stack:
        run = Run(stack, door)
        for channel in due:
            while budget.is_left and not run.is_held and run.some(channel, budget):
                pass
    if run.problem:
        raise MailShut(run.problem)


def send_posts() -> None:
    """Posts, unless the letters' look of a moment ago saw that none are due: a tick asks once for both."""
    if not _looked.saw_none_of(POSTS):
        send_due(POSTS)


class Look:
    """What this process saw due when it last looked, and how long ago that is by the monotonic clock."""

    def __init__(self) -> None:
        self._due: frozenset[str] = frozenset()
        self._at = float("-inf")

    def note(self, door: queries.Door) -> None:
        """A look was had."""
        self._due, self._at = frozenset(door.due), time.monotonic()

    def saw_none_of(self, channels: Sequence[str]) -> bool:
        """Whether there was nothing for these ways, and that is fresh: where the letters hang, posts look for themselves."""
        return time.monotonic() - self._at < 2 * EVERY_S and not self._due & set(channels)


_looked = Look()


class Run:
    """One run: the name it claims under, the ways it opened, what it found shut."""

    def __init__(self, stack: ExitStack, door: queries.Door) -> None:
        self._owner, self._stack, self._writer = name_of_a_run(), stack, Writer()
        self._channels = ways_out(settings())
        self._open: dict[str, Way] = {}
        self._pool: Executor | None = None
        self._known = dict(door.shut)
        self.problem = ""
        self.is_held = False

    def some(self, channel: str, budget: Budget) -> bool:
        """Claim a few and send them; False where nothing is due by this way, or it is shut."""
        at = clock.now()
        if channel in holding.shut_at(at, self._known):
            return False
        with committing(is_synced=True):  # and with it what became of those before
            keys = sending.claim(self._owner, channel, at=at)
        left = list(keys)
        try:
            if channel == ChannelCode.MAIL:
                self._letters(left, budget)
            else:
                self._posts(left, budget)
        finally:
            if left:
                with committing():
                    sending.give_back(left, self._owner)
        return bool(keys)

    # --- letters: one after another, by one connection ---

    def _letters(self, left: list[int], budget: Budget) -> None:
        while left and budget.is_left and not self.is_held and not self.problem:
            flight = self._ready(left[0], left)
            if flight is not None:
                outcome = self._tried(flight.way.send, flight.message)
                if outcome.is_shut:
                    self._note_shut(flight.case.row.channel, outcome)
                    break
                self._note(flight, outcome)
            if not self.is_held:
                left.pop(0)

    def _note_shut(self, channel: str, outcome: Outcome) -> None:
        """Nobody gets through: nothing was tried, and nobody knocks for a while."""
        self.problem = outcome.problem
        with committing():
            self._known[channel] = holding.note_shut(
                channel, outcome.problem, outcome.wait or sending.SHUT_FOR, at=clock.now()
            )
        DELIVERIES.labels(channel, "shut").inc()

    # --- posts: each host has a lane of its own, so that one that lets us wait holds nobody up ---

    def _posts(self, left: list[int], budget: Budget) -> None:
        hosts = cases.hosts_of(left)
        flying: dict[Future[Outcome], Flight] = {}
        while True:
            if budget.is_left and not self.is_held:
                self._take_off(left, hosts, flying)
            if not flying:
                return
            done, _ = wait(flying, return_when=FIRST_COMPLETED)
            for future in done:
                self._landed(flying.pop(future), self._tried(future.result), left, flying, goes_on=budget.is_left)

    def _take_off(self, left: list[int], hosts: Mapping[int, str], flying: dict[Future[Outcome], "Flight"]) -> None:
        """One of each host goes, where none does yet; what is for a host that is left alone waits as long."""
        for key in tuple(left):
            lane, aside = hosts.get(key, ""), holding.shut_at(clock.now(), self._known)
            if lane in aside:
                with committing():
                    sending.put_off(key, self._owner, self._known[lane], at=clock.now())
                left.remove(key)
            elif lane not in {each.lane for each in flying.values()}:
                flight = self._ready(key, left, lane)
                if self.is_held:
                    return
                left.remove(key)
                if flight is not None:
                    flying[self._sent_off(flight)] = flight

    def _sent_off(self, flight: "Flight") -> Future[Outcome]:
        if self._pool is None:
            self._pool = self._stack.enter_context(ThreadPoolExecutor(sending.A_CLAIM))
        flight.began = time.monotonic()
        return self._pool.submit(copy_context().run, flight.way.send, flight.message)

    def _landed(
        self, flight: "Flight", outcome: Outcome, left: Sequence[int], flying: dict[Future[Outcome], "Flight"], *, goes_on: bool
    ) -> None:
        """What became of it is written down. The next part of a long message goes only while it is ours; each part that arrived
        is written down before it, and whoever goes on, now or in another run, begins behind it."""
        if not outcome.is_part:
            self._note_lane(flight, outcome)
            self._note(flight, outcome)
            return
        flight.message = replace(flight.message, parts_gone=flight.message.parts_gone + 1)
        held, key = [flight.case.row.id, *(each.case.row.id for each in flying.values()), *left], flight.case.row.id
        with committing():
            is_ours = sending.note_part(held, self._owner, flight.message.parts_gone, at=clock.now())
            if is_ours and not goes_on:
                sending.give_back([key], self._owner)
        if is_ours and goes_on:
            flying[self._sent_off(flight)] = flight

    def _note_lane(self, flight: "Flight", outcome: Outcome) -> None:
        """A host that let us wait in vain is left alone, longer each time; one that takes a message, only slowly, for a minute,
        so that others have their turns; one that takes it is well."""
        lane, is_late = flight.lane, time.monotonic() - flight.began >= LATE_S
        if outcome.is_slow:
            with committing():
                self._known[lane] = holding.note_slow(lane, outcome.problem, at=clock.now())
        elif outcome.went_out and is_late:
            with committing():
                self._known[lane] = holding.note_shut(lane, f"{Trouble.BUSY} late", sending.SHUT_FOR, at=clock.now())
        elif outcome.went_out and self._known.pop(lane, None) is not None:
            with committing():
                holding.note_open(lane)

    # --- both ---

    def _ready(self, key: int, held: Sequence[int], lane: str = ChannelCode.MAIL) -> "Flight | None":
        """One delivery, looked at once more and written; None where it is not to be sent now."""
        at = clock.now()
        try:
            case = cases.case_of(key)
            if case is None or not sending.is_ours(case, self._owner, at=at):
                self._give_back(key)
                return None
            if case.is_held:
                self.is_held = True
                return None
            why = sending.why_not(case, at=at)
            flight = None if why else Flight(case, self._writer.message(case), self._way(case.row.channel), lane)
        except Exception as error:  # noqa: BLE001 - one that cannot be written must not hold up the others
            self._note_broken(key, error)
            return None
        if flight is None:
            with committing():
                sending.note_skipped(key, self._owner, why, at=at)
            DELIVERIES.labels(case.row.channel, Fate.SKIPPED.value).inc()
            return None
        session.expunge_all()
        session.rollback()  # nothing is open while the other side answers
        return flight if self._has_time(case, held, at) else None

    def _has_time(self, case: Case, held: Sequence[int], at: datetime) -> bool:
        """Whether the lease lasts as long as a slow server may take; renewed where it does not."""
        until = case.row.claimed_until
        if until is not None and until - at >= sending.LEAST_LEFT:
            return True
        with committing():
            return sending.renew([case.row.id, *held], self._owner, at=clock.now())

    def _tried(self, deed: Callable[..., Outcome], *stated: Message) -> Outcome:
        """What came of it; a way that raises has not sent it."""
        try:
            return deed(*stated)
        except Exception as error:  # noqa: BLE001 - one that cannot be sent must not hold up the others
            return Outcome(f"{BROKEN}{type(error).__name__}")

    def _note(self, flight: "Flight", outcome: Outcome) -> None:
        row, at = flight.case.row, clock.now()
        if outcome.problem.startswith(BROKEN):
            self._open.pop(row.channel, None)
            self._note_unsent(row.id, row.channel, outcome.problem)
            return
        with committing():
            if outcome.went_out:
                sending.note_sent(row.id, at=at)
                sending.note_reached(flight.case, at=at)
            fate = Fate.SENT if outcome.went_out else sending.note_failed(row.id, self._owner, outcome, at=at)
            if row.channel in self._known:
                holding.note_open(row.channel)
        self._known.pop(row.channel, None)
        DELIVERIES.labels(row.channel, "failed" if fate in {None, Fate.OPEN} else str(fate)).inc()

    def _note_broken(self, key: int, error: Exception) -> None:
        session.rollback()
        self._note_unsent(key, "any", f"cannot be written: {type(error).__name__}")

    def _note_unsent(self, key: int, channel: str, problem: str) -> None:
        log.error("delivery cannot be sent", id=key, problem=problem)
        with committing():
            sending.note_unwritten(key, self._owner, problem, at=clock.now())
        DELIVERIES.labels(channel, "unwritten").inc()

    def _way(self, channel: str) -> Way:
        """A way, opened with its first message and kept for the run; LookupError for one that this installation lacks."""
        if channel not in self._open:
            self._open[channel] = self._stack.enter_context(self._channels[channel].opened())
        return self._open[channel]

    def _give_back(self, key: int) -> None:
        with committing():
            sending.give_back([key], self._owner)


@dataclass(slots=True)
class Flight:
    """One message on its way. `lane`: the host that it goes to (notices/queries/sending.py); `began`: when, by the monotonic
    clock."""

    case: Case
    message: Message
    way: Way
    lane: str
    began: float = 0.0


JOBS = [
    Job(name="notices.send_letters", run=partial(send_due, LETTERS), every_s=EVERY_S),
    Job(name="notices.send_posts", run=send_posts, every_s=EVERY_S),
]

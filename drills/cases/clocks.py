"""Clocks that jump, machines that were down over the moment, nights when clocks change: D7, D8, D9."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from core import clock
from core.db import session
from drills.rig import Grounds, Rig, wait_for
from drills.table import Table
from notices.jobs.fanning import fan_out
from notices.models.delivery import Delivery
from notices.models.notice import Notice
from tests.factories import telling

# (what, seconds that the wall clock jumps)
JUMPS = (("back an hour", -3600), ("on an hour", 3600), ("on a day", 86_400))
FLAPS = 4
TICK_S = 15.0
LATE_S = 60.0


def d7(grounds: Grounds, engine: str, table: Table) -> None:
    """Everything is down over the moment at which something was due."""
    for words, away in (("10 s", 10.0), ("2 h", 7200.0), ("3 days", 259_200.0)):
        table.drill = f"D7 {engine} {words}"
        with grounds.rig(engine) as rig:
            number = rig.number(200, 20)
            telling.followers(number)
            now, half = clock.now(), timedelta(seconds=away / 2)
            telling.notice("useful", due_in=half)
            telling.notice("over", due_in=half, useful_until=now + half * 1.5)
            telling.notice("written", useful_until=now + half)
            fan_out()
            session.rollback()
            if not rig.fake_clock(away):
                table.not_run("libfaketime is missing")
                return
            began = rig.start()
            wait_for(lambda: len(rig.sink.mails) >= number and not rig.open_rows(), 90, 0.3)  # noqa: B023
            up = began.began + began.took
            table.exactly("mails", len(rig.sink.mails), number)
            table.exactly("recipients", len({mail.to for mail in rig.sink.mails}), number)
            last = max((mail.at for mail in rig.sink.mails), default=up + 999) - up
            table.most("last of them after the start", round(last, 1), 60, " s")
            voided = session.scalar(select(Notice.void_reason).where(Notice.key == "over"))
            table.exactly("what nobody needs any more is recorded (not written out)", voided, "too_late")
            skipped = select(func.count()).select_from(Delivery).where(Delivery.fate == "skipped", Delivery.why == "too_late")
            table.exactly("what nobody needs any more is recorded (written before)", session.scalar(skipped), number)
            session.rollback()


@dataclass(slots=True)
class Wall:
    """The workers' wall clock: how far it is ahead, and since when (monotonic, seconds)."""

    rig: Rig
    steps: list[tuple[float, float]] = field(default_factory=list)

    def jump(self, shift: float) -> None:
        """From now on it is so far ahead of ours."""
        self.rig.move_clock(shift)
        self.steps.append((time.monotonic(), shift))

    @property
    def shift(self) -> float:
        """How far it is ahead now."""
        return self.steps[-1][1]

    def reached(self, due: datetime, until: float) -> float | None:
        """When the wall clock reached a moment for the last time before `until` (both monotonic); None where it never did."""
        ahead = clock.now().timestamp() - time.monotonic()
        ends = [begin for begin, _ in self.steps[1:]] + [float("inf")]
        found: float | None = None
        for (begin, shift), end in zip(self.steps, ends, strict=True):
            if begin > until:
                break
            crossing = due.timestamp() - shift - ahead
            if crossing >= min(end, until + 0.01):
                found = None
            elif found is None:
                found = max(crossing, begin)
        return found


def d8(grounds: Grounds, engine: str, table: Table) -> None:
    """The clock jumps while two hundred letters are due each minute."""
    for words, jump in JUMPS:
        table.drill = f"D8 {engine} {words}"
        with grounds.rig(engine) as rig:
            if not _jumps(rig, table, [jump]):
                return
    table.drill = f"D8 {engine} ten minutes back and forth"
    with grounds.rig(engine) as rig:
        _jumps(rig, table, [-600, 0] * FLAPS)


def _jumps(rig: Rig, table: Table, shifts: Sequence[float]) -> bool:
    if not rig.fake_clock():
        table.not_run("libfaketime is missing")
        return False
    wall = Wall(rig)
    wall.jump(0)
    telling.followers(17)
    rig.start()
    rig.start()
    span = max(120 * rig.scale, 30)
    for each in range(round(span / 5) + 1):  # seventeen each five seconds are two hundred a minute
        telling.notice(f"drill:{each}", due_in=timedelta(seconds=each * 5))
    time.sleep(span / 2)
    waits = []
    for number, shift in enumerate(shifts):
        wall.jump(shift)
        waits.append(_tick_after(wall, number))
    time.sleep(span / 2)
    if wall.shift < 0:  # and an hour later
        wall.jump(0)
    wait_for(lambda: not _waits(), 120, 0.5)
    time.sleep(2)
    table.most("something due was sent after a jump within", round(max(waits), 1), TICK_S, " s")
    _judge(rig, wall, table)
    return True


def _tick_after(wall: Wall, number: int) -> float:
    """Seconds until something that is due at once is sent."""
    seen = time.monotonic()
    row = telling.notice(f"probe:{number}", due_in=timedelta(seconds=wall.shift), subject="probe:1")
    if number == 0:
        telling.follower("probe@reader.example", subject="probe:1")
    key = row.id
    session.rollback()

    def is_sent() -> bool:
        found = session.scalar(select(func.count()).where(Delivery.notice_id == key, Delivery.over_at.is_not(None)))
        session.rollback()
        return bool(found)

    return wait_for(is_sent, 100, 0.1) or time.monotonic() - seen


def _waits() -> bool:
    unwritten = session.scalar(select(func.count()).select_from(Notice).where(Notice.fanned_at.is_(None)))
    unsent = session.scalar(select(func.count()).select_from(Delivery).where(Delivery.over_at.is_(None)))
    session.rollback()
    return bool(unwritten or unsent)


def _judge(rig: Rig, wall: Wall, table: Table) -> None:
    rows = session.execute(select(Delivery.id, Notice.due_at).join(Notice, Notice.id == Delivery.notice_id))
    due = {key: moment for key, moment in rows}
    session.rollback()
    early = sum(mail.wall < due[mail.number].timestamp() - 0.5 for mail in rig.sink.mails)
    lates = []
    for mail in rig.sink.mails:
        reached = wall.reached(due[mail.number], mail.at)
        lates.append(mail.at - reached if reached is not None else 0.0)
    table.exactly("left unsent", int(_waits()), 0)
    table.exactly("sent before it was due by the wall clock", early, 0)
    table.exactly("sent twice", sum(times > 1 for times in rig.sink.times().values()), 0)
    table.exactly("letters", len(rig.sink.mails), len(due))
    table.most("latest after it was due", round(max(lates, default=0), 1), LATE_S, " s")


def utc(text: str) -> datetime:
    """A moment from its ISO text."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


DRILLS = {"D7": d7, "D8": d8}

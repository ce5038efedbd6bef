"""Clocks that jump, machines that were down over the moment, nights when clocks change: D7, D8, D9."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from email import message_from_bytes, policy
from zoneinfo import ZoneInfo

from icalendar import Calendar
from sqlalchemy import func, select

from core import clock
from core.db import committing, session
from drills.cases.records import asked, tick
from drills.rig import Grounds, Rig, wait_for
from drills.table import Table
from events.filters import EARLIEST
from events.models.deed import DeedKind
from events.models.performance import Performance
from events.services import performances
from notices.hours import DAILY, next_digest
from notices.jobs.fanning import fan_out
from notices.models.delivery import Delivery
from notices.models.notice import Notice
from tests.factories import accounts, changing, following, news, telling

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
            wait_for(lambda: len(rig.sink.mails) >= number and not rig.open_rows(), 90, 0.3)  # noqa: B023 - asked at once
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
    time.sleep(2)  # whatever is sent once too often has come by then
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


NIGHTS = (
    ("Europe/Berlin", date(2026, 3, 29)), ("Europe/Berlin", date(2026, 10, 25)), ("America/New_York", date(2026, 3, 8)),
    ("America/New_York", date(2026, 11, 1)), ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("Asia/Shanghai", date(1987, 4, 12)), ("Asia/Shanghai", date(1987, 9, 13)),
)
# Left out, or there twice, in one night or another.
WALL_TIMES = (0, 105, 135, 150, 180, 480)


def d9(grounds: Grounds, engine: str, table: Table) -> None:
    """Nights when clocks change, and the summer times of Shanghai from 1986 to 1991 in stored data."""
    with _years_before_2000():
        for zone, night in NIGHTS:
            with grounds.rig(engine) as rig:
                _night(rig, table, zone, night)
        with grounds.rig(engine) as rig:
            _summer(rig, table)


@contextmanager
def _years_before_2000() -> Iterator[None]:
    """The site takes none of them itself; older data may have some."""
    usual = EARLIEST
    setattr(performances, "EARLIEST", date(1986, 1, 1))  # noqa: B010 - a constant, which the type checker guards
    try:
        yield
    finally:
        setattr(performances, "EARLIEST", usual)  # noqa: B010 - the same


def _night(rig: Rig, table: Table, zone: str, night: date) -> None:
    """Three local dates in steps of a quarter of an hour; each day something happens, and each day there is one digest."""
    first = night - timedelta(days=1)
    begins = datetime.combine(first, clock_time(0), ZoneInfo(zone)).astimezone(UTC)
    with clock.standing_still(begins - timedelta(days=1)):
        rows = [row.id for row in changing.listing(accounts.organisation(), dates=4, first_in=40)]
        house = session.get_one(Performance, rows[0]).venue_id
        news.told_long_ago()
        for minute in WALL_TIMES:
            who = following.follower(f"m{minute}@reader.example", language="en", zone=zone, digest_minute=minute)
            following.subscription(who, f"venue:{house}", [DAILY])
            with committing():
                mine = session.merge(who)
                mine.digest_due_at = next_digest(mine, begins - timedelta(seconds=1), {DAILY})
    mails: dict[str, list[date]] = {}
    at, changed, seen = begins - timedelta(hours=20), 0, 0
    while at < begins + timedelta(days=3, hours=-2):
        with clock.standing_still(at):
            if at >= begins - timedelta(hours=20) + timedelta(days=changed):
                changing.done(session.get_one(Performance, rows[changed]), kind=DeedKind.SELL_OUT)
                changed += 1
            tick()
        for mail in rig.sink.mails[seen:]:
            mails.setdefault(mail.to, []).append(at.astimezone(ZoneInfo(zone)).date())
        seen, at = len(rig.sink.mails), at + timedelta(minutes=15)
    wanted = [first, night, night + timedelta(days=1)]
    wrong = [to for to in (f"m{minute}@reader.example" for minute in WALL_TIMES) if mails.get(to) != wanted]
    table.exactly(f"{zone} {night}: hours without one digest a date", wrong, [])


def _summer(rig: Rig, table: Table) -> None:
    """A show of the summer of 1987, when Shanghai was nine hours ahead: the clock on the wall said 19:30."""
    summer = datetime(1987, 7, 1, 19, 30, tzinfo=clock.SHANGHAI)
    with clock.standing_still(datetime(1987, 6, 1, 12, tzinfo=clock.SHANGHAI)):
        rows = changing.listing(accounts.organisation(), dates=2, first_in=30)
        news.told_long_ago()
        who = following.follower("reader@reader.example", language="en")
        row = session.get_one(Performance, rows[0].id)
        following.subscription(who, f"event:{row.run.event_id}")
        slug, uid = row.run.event.slug, row.uid
        table.exactly("stored as the moment that it is", row.starts_at, summer.astimezone(UTC))
        table.true("the page says 19:30", "19:30" in asked(f"/en/events/{slug}")[1])
        _, body = asked("/calendar.ics")
        entry = next((each for each in body.split("BEGIN:VEVENT") if uid in each), "")
        table.true("the feed says 19:30 on the clock of Shanghai", "DTSTART;TZID=Asia/Shanghai:19870701T193000" in entry)
        read = [each for each in Calendar.from_ical(body).walk("VEVENT") if str(each["UID"]) == uid]
        start = read[0].decoded("DTSTART").astimezone(UTC) if read else None
        table.exactly("a reader of the feed finds the moment", start, summer.astimezone(UTC))
        changing.done(session.get_one(Performance, rows[0].id), kind=DeedKind.SELL_OUT)
        with news.later(minutes=31):
            tick()
    table.exactly("letters of it", len(rig.sink.mails), 1)
    letter = message_from_bytes(rig.sink.mails[0].body, policy=policy.default) if rig.sink.mails else None
    plain = letter.get_body(("plain",)) if letter is not None else None
    table.true("the letter says 19:30", plain is not None and "19:30" in plain.get_content())


DRILLS = {"D7": d7, "D8": d8, "D9": d9}

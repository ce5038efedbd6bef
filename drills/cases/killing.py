"""Workers that die, stand still, or are told to go: D1, D2, D10, D16."""

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from statistics import median

from sqlalchemy import func, select

from core.db import db, session
from drills.cases.web import slow_requests_end
from drills.rig import Grounds, Rig, wait_for
from drills.table import Table
from notices.jobs.fanning import fan_out
from notices.models.delivery import Delivery
from notices.models.notice import Notice
from notices.queries.outbox import LEASE
from tests.factories import telling

FIRST_AFTER_S = 15.0


def fan_out_here(number: int) -> None:
    """One notice to so many followers, written out in this process: the drill is about sending it."""
    telling.followers(number)
    telling.notice("drill")
    while session.scalar(select(func.count()).select_from(Notice).where(Notice.fanned_at.is_(None))):
        fan_out()
    session.rollback()


def counted(table: Table, rig: Rig, number: int) -> int:
    """Nobody is left out; each mailbox sees one Message-ID. Answers how many letters were taken twice."""
    names = rig.sink.names_of()
    table.exactly("recipients without the letter", number - len(names), 0)
    table.exactly("mailboxes with two Message-IDs", sum(len(each) > 1 for each in names.values()), 0)
    table.exactly("fates", rig.fates(), {"sent": number})
    return len(rig.sink.mails) - number


def d1(grounds: Grounds, engine: str, table: Table) -> None:
    """kill -9 the workers fifty times while ten thousand letters go out."""
    for workers in (1, 2, 4):
        with grounds.rig(engine) as rig:
            table.drill = f"D1 {engine} {workers} workers"
            _kill_often(rig, table, workers)


def _kill_often(rig: Rig, table: Table, workers: int) -> None:
    number, kills = rig.number(10_000, 500), rig.number(50, workers)
    fan_out_here(number)
    killed = _Kills(rig, kills)
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(killed.one_after_the_other, range(workers)))
    wait_for(lambda: rig.open_rows() == 0, 300, 0.5)
    took = rig.sink.mails[-1].at - killed.first_up if rig.sink.mails else 0.0
    table.exactly("kills", killed.done, kills)
    table.most("mails beyond the recipients", counted(table, rig, number), kills)
    table.most("worst per recipient", max(rig.sink.times().values(), default=0), 2)
    table.most("first mail after a kill, start time apart", round(max(killed.gaps, default=0), 1), FIRST_AFTER_S, " s")
    start = max(killed.starts)
    table.note("a start of a worker, slowest and middle", f"{start:.1f} s, {median(killed.starts):.1f} s")
    table.most("whole, from the first worker that is up", round(took, 1), round(60 + kills * start, 1), " s")


class _Kills:
    """Workers that are killed 50 to 350 ms after the first letter of each of their lives, until there were enough deaths."""

    def __init__(self, rig: Rig, kills: int) -> None:
        self._rig, self._wanted = rig, kills
        self.done = 0
        self.gaps: list[float] = []
        self.starts: list[float] = []
        self.first_up = float("inf")

    def one_after_the_other(self, _place: int) -> None:
        """The lives of one worker; the last of them goes on."""
        port, died = self._rig.sink.another_port(), 0.0
        while True:
            seen, living = self._by(port), self._rig.start(port=port)
            self.starts.append(living.took)
            self.first_up = min(self.first_up, living.began + living.took)
            if wait_for(lambda: self._by(port) > seen, 90, 0.005) is None:  # noqa: B023 - asked at once
                return
            if died:
                self.gaps.append(time.monotonic() - died - living.took)
            if self.done >= self._wanted:
                return
            self.done += 1
            time.sleep(self._rig.random.uniform(0.05, 0.35))
            self._rig.end(living)
            died = time.monotonic()

    def _by(self, port: int) -> int:
        return sum(mail.port == port for mail in list(self._rig.sink.mails))


def d2(grounds: Grounds, engine: str, table: Table) -> None:
    """kill -9 while a notice is written out; one kill a notice, five thousand followers each."""
    with grounds.rig(engine) as rig:
        notices, number = rig.number(100, 5), rig.number(5_000, 1_500)
        telling.followers(number)
        telling.notice("drill:0")
        whole = _fan_out_and_die(None)
        for each in range(1, notices):
            telling.notice(f"drill:{each}")
            _fan_out_and_die(rig.random.uniform(0.001, whole))
        keys = select(Delivery.notice_id, func.count()).group_by(Delivery.notice_id)
        half = sum(0 < count < number for _, count in session.execute(keys))
        session.rollback()
        table.note("one undisturbed", f"{whole:.2f} s")
        table.note("notices that a kill left half written", f"{half} of {notices}")
        unwritten = select(func.count()).select_from(Notice).where(Notice.fanned_at.is_(None))
        took = wait_for(lambda: _goes_on(unwritten), 60 + 2 * notices * whole, 0.2)
        table.true("all written out afterwards", took is not None)
        rows = {key: count for key, count in session.execute(keys)}
        table.exactly("notices with another number of rows than followers", sum(n != number for n in rows.values()), 0)
        table.exactly("notices", len(rows), notices)
        told = set(session.scalars(select(Notice.readers)))
        table.exactly("readers that the notices tell of", told, {number})
        session.rollback()


def _goes_on(unwritten: object) -> bool:
    fan_out()
    left = session.scalar(unwritten)  # type: ignore[call-overload]
    session.rollback()
    return not left


def _fan_out_and_die(after: float | None) -> float:
    """Another process, forked from this one so that it begins at once, writes out what is due and is killed after so many
    seconds (None: never). Answers how long it lived."""
    session.remove()
    db.engine.dispose()
    began = time.monotonic()
    child = os.fork()
    if child == 0:
        try:
            fan_out()
        finally:
            os._exit(0)
    if after is not None:
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return time.monotonic() - began


def d10(grounds: Grounds, engine: str, table: Table) -> None:
    """One of two workers stands still for longer than its lease, and goes on."""
    with grounds.rig(engine) as rig:
        number = rig.number(5_000)
        rig.sink.delay = 0.02
        fan_out_here(number)
        one = rig.start()
        wait_for(lambda: len(rig.sink.mails) > 5, 30)
        one.send(signal.SIGSTOP)
        stood = time.monotonic()
        rig.start()
        lease = LEASE.total_seconds()
        wait_for(lambda: False, max(3 * lease * rig.scale, lease + 10), 1)
        one.send(signal.SIGCONT)
        table.note("stood still", f"{time.monotonic() - stood:.0f} s of {lease:.0f} s")
        wait_for(lambda: rig.open_rows() == 0, 300, 0.5)
        time.sleep(2)
        table.most("mails beyond the recipients", counted(table, rig, number), 1)


def d16(grounds: Grounds, engine: str, table: Table) -> None:
    """A web server and a worker are told to go in the middle of their work."""
    slow_requests_end(grounds, engine, table)
    with grounds.rig(engine) as rig:
        number = rig.number(2_000, 300)
        rig.sink.delay = 0.01
        fan_out_here(number)
        one = rig.start()
        wait_for(lambda: len(rig.sink.mails) > 20, 40)
        one.send(signal.SIGTERM)
        told = time.monotonic()
        took = wait_for(lambda: one.process.poll() is not None, 40)
        table.most("exit after SIGTERM", round(took if took is not None else 99, 1), 20, " s")
        table.exactly("its exit code", one.process.poll(), 0)
        table.note("mails after the signal", str(sum(mail.at > told for mail in rig.sink.mails)))
        claimed = select(func.count()).select_from(Delivery).where(Delivery.claimed_by != "")
        table.exactly("claims that it left behind", session.scalar(claimed), 0)
        session.rollback()
        rig.sink.delay = 0
        rig.start()
        wait_for(lambda: rig.open_rows() == 0, 120, 0.5)
        table.most("mails beyond the recipients", counted(table, rig, number), 1)
    with grounds.rig(engine) as rig:
        rig.sink.delay = 60
        fan_out_here(20)
        one = rig.start()
        wait_for(lambda: bool(rig.sink.tries), 40)
        one.send(signal.SIGTERM)
        time.sleep(1)
        one.send(signal.SIGTERM)
        took = wait_for(lambda: one.process.poll() is not None, 25)
        table.most("exit after a second SIGTERM, its mail server hanging", round(took if took is not None else 99, 1), 2, " s")


DRILLS = {"D1": d1, "D2": d2, "D10": d10, "D16": d16}

"""A mail server that is not at its best: D3, D4, D5."""

import time
from collections.abc import Callable
from itertools import pairwise

from sqlalchemy import select

from bench import client, servers
from core.db import session
from drills.cases.killing import counted, fan_out_here
from drills.rig import Grounds, Rig, wait_for
from drills.sink import Mood
from drills.table import Table
from notices.models.follower import Standing
from tests.factories import telling

PORT = 8952


def place_of(mail: str) -> int:
    """The number in reader12@…"""
    return int(mail.partition("@")[0].removeprefix("reader"))


def _losing(percent: int) -> Callable[[str, int], str]:
    """The answer to the first try is lost for so many in a hundred readers."""
    return lambda to, tries: "drop" if tries == 1 and place_of(to) % 100 < percent else ""


def d3(grounds: Grounds, engine: str, table: Table) -> None:
    """Letters that are taken without an answer."""
    for percent in (1, 10):
        table.drill = f"D3 {engine} {percent} %"
        with grounds.rig(engine) as rig:
            number = rig.number(5_000, 300)
            rig.sink.verdict = _losing(percent)
            fan_out_here(number)
            rig.start()
            wait_for(lambda: rig.open_rows() == 0, 300, 0.5)
            extra = counted(table, rig, number)
            table.note("answers lost", str(rig.sink.drops))
            table.most("mails beyond the recipients", extra, rig.sink.drops)


def d4(grounds: Grounds, engine: str, table: Table) -> None:
    """Some mailboxes are full for good, some do not exist; three notices in a row."""
    with grounds.rig(engine) as rig:
        if not rig.fake_clock():
            table.not_run("libfaketime is missing")
            return
        number = rig.number(2_000, 200)
        rig.sink.verdict = _verdict
        fan_out_here(number)
        rig.start()
        full = sum(place % 5 == 1 for place in range(1, number + 1))
        gone = sum(place % 100 == 0 for place in range(1, number + 1))
        _until_over(rig)
        wanted = {"sent": number - full - gone, "parked": full, "refused": gone}
        table.exactly("fates", dict(sorted(rig.fates().items())), dict(sorted(wanted.items())))
        tries = [rig.sink.tries[f"reader{place}@reader.example"] for place in range(1, number + 1) if place % 5 == 1]
        table.most("tries of a full mailbox", max(len(each) for each in tries), 6)
        table.note("gaps of one of them, minutes", " ".join(f"{gap / 60:.0f}" for gap in _gaps(tries[0])))
        grows = all(_grows(each) for each in tries)
        table.true("each gap is longer than the one before", grows)
        asked = [rig.sink.tries[f"reader{place}@reader.example"] for place in range(1, number + 1) if place % 100 == 0]
        table.exactly("tries of a mailbox that does not exist", {len(each) for each in asked}, {1})
        gone_one = "reader100@reader.example"
        for again in (2, 3):
            telling.notice(f"drill:{again}")
            wait_for(lambda: len(rig.sink.tries[gone_one]) >= again, 60)  # noqa: B023 - asked at once
        time.sleep(3)
        stopped = select(Standing.why).where(Standing.mail == gone_one, Standing.stopped_at.is_not(None))
        table.exactly("the mailbox is stopped after three refusals", session.scalar(stopped), "bounced")
        session.rollback()


def _verdict(to: str, _tries: int) -> str:
    if place_of(to) % 5 == 1:
        return "451 later"
    return "550 no such mailbox" if place_of(to) % 100 == 0 else ""


def _until_over(rig: Rig) -> None:
    """Move the clock on to whatever is tried next, until nothing is."""
    shift = 0.0
    for minutes in (0, 1, 4, 16, 64, 256):
        shift += minutes * 60 + (5 if minutes else 0)
        rig.move_clock(shift)
        seen, still = -1, 0
        while still < 4:  # ten seconds without a try: this round is over
            now = sum(map(len, rig.sink.tries.values()))
            still, seen = (still + 1, seen) if now == seen else (0, now)
            time.sleep(3)


def _gaps(moments: list[float]) -> list[float]:
    return [after - before for before, after in pairwise(moments)]


def _grows(moments: list[float]) -> bool:
    return all(after > before for before, after in pairwise(_gaps(moments)))


def d5(grounds: Grounds, engine: str, table: Table) -> None:
    """The mail server refuses, hangs at once, hangs after the letter; the site goes on and nothing is lost."""
    with grounds.rig(engine) as rig:
        number = rig.number(5_000, 300)
        server = servers.start("wsgi:app", PORT, rig.environ | {"PORT": str(PORT)})
        try:
            before = _p95(rig)
            fan_out_here(number)
            rig.sink.be(Mood.HANGS_AT_ONCE)
            rig.start()
            during = []
            for mood in (Mood.HANGS_AT_ONCE, Mood.HANGS_AFTER_DATA, Mood.REFUSES):
                rig.sink.be(mood)
                until = time.monotonic() + max(200 * rig.scale, 45)
                during.append(_p95(rig))
                wait_for(lambda: time.monotonic() > until, 300, 1)  # noqa: B023 - asked at once
        finally:
            server.stop()
        table.most("p95 of the site, times that before", round(max(during) / before, 2), 1.2)
        table.most("longest that the worker waited", round(max(rig.sink.hung, default=0), 1), 30, " s")
        table.exactly("mails taken meanwhile", len(rig.sink.mails), 0)
        rig.sink.be(Mood.WELL)
        back = time.monotonic()
        wait_for(lambda: rig.open_rows() == 0, 300, 0.2)
        parked = rig.fates().get("parked", 0)
        table.exactly("letters given up", parked, 0)
        table.most("backlog gone after its return", round(time.monotonic() - back, 1), 30, " s")
        table.note("letters", str(number))
        table.note("mails beyond the recipients", str(counted(table, rig, number)))


def _p95(rig: Rig) -> float:
    taken = sorted(client.timed(PORT, "/calendar", {}) for _ in range(rig.number(400, 60)))
    return taken[int(len(taken) * 0.95)]


DRILLS = {"D3": d3, "D4": d4, "D5": d5}

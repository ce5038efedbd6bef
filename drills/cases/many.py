"""Many at once: D6 (several machines), D27 (one organisation with very much to say)."""

import time
from contextlib import ExitStack
from datetime import timedelta

from sqlalchemy import func, select

from bench import servers
from core.db import session
from drills.rig import Grounds, wait_for
from drills.table import Table
from notices.jobs.fanning import fan_out
from notices.models.delivery import Delivery
from notices.models.notice import Notice
from tests.factories import accounts, telling

PORT = 8953
MACHINES = 4
READERS = 5


def d6(grounds: Grounds, engine: str, table: Table) -> None:
    """Four machines, each a web server and a scheduler; a thousand notices fall due at one moment."""
    with grounds.rig(engine) as rig:
        notices = rig.number(1_000, 50)
        telling.followers(READERS)
        with ExitStack() as webs:
            for each in range(MACHINES):
                environ = {"PORT": str(PORT + each), "WEB_WORKERS": "1"}
                webs.callback(servers.start("wsgi:app", PORT + each, rig.environ | environ).stop)
            for _ in range(MACHINES):
                rig.start(waits=False)
            for one in rig.workers:
                one.wait_until_up()
            for number in range(notices):
                telling.notice(f"drill:{number}", due_in=timedelta(seconds=5))
            began = time.monotonic() + 5
            wait_for(lambda: len(rig.sink.mails) >= notices * READERS and not rig.open_rows(), 900, 0.5)
        time.sleep(2)
        rows = select(func.count()).select_from(Delivery).group_by(Delivery.notice_id)
        table.exactly("rows of each notice", set(session.scalars(rows)), {READERS})
        table.exactly("notices written out", session.scalar(select(func.count()).where(Notice.fanned_at.is_not(None))), notices)
        session.rollback()
        table.exactly("mails", len(rig.sink.mails), notices * READERS)
        table.exactly("mails taken twice", sum(times > 1 for times in rig.sink.times().values()), 0)
        last = max((mail.at for mail in rig.sink.mails), default=began + 999)
        table.note("all of them out after", f"{last - began:.0f} s")


def d27(grounds: Grounds, engine: str, table: Table) -> None:
    """One organisation has seven times as much to say as is usual, right before others come."""
    alone = _others(grounds, engine, loud=0)
    beside = _others(grounds, engine, loud=7)
    table.note("the others' letters are out, alone, after", f"{alone:.1f} s")
    table.note("beside seven times as many of one organisation", f"{beside:.1f} s")
    table.most("so much later", round(beside - alone, 1), 30, " s")


def _others(grounds: Grounds, engine: str, *, loud: int) -> float:
    """Seconds until three organisations' letters are out; before them, one with `loud` times the usual number."""
    with grounds.rig(engine) as rig:
        usual = rig.number(500, 100)
        keys = [accounts.organisation(f"house-{each}").id for each in range(4)]
        first = 1
        if loud:
            telling.followers(usual * loud, subject="loud:1", domain="loud.example")
            telling.notice("loud", subject="loud:1", organisation_id=keys[0])
            _written()
            first += usual * loud
        for each in keys[1:]:
            telling.followers(usual, subject=f"quiet:{each}", domain="quiet.example", first=first)
            telling.notice(f"quiet:{each}", subject=f"quiet:{each}", organisation_id=each)
            first += usual
        _written()
        rig.sink.delay = 0.01  # a mail server that takes a hundred a second and no more
        one = rig.start()
        up = one.began + one.took
        wait_for(lambda: sum(mail.to.endswith("@quiet.example") for mail in list(rig.sink.mails)) >= 3 * usual, 600, 0.5)
        return max((mail.at for mail in rig.sink.mails if mail.to.endswith("@quiet.example")), default=up + 999) - up


def _written() -> None:
    while session.scalar(select(func.count()).select_from(Notice).where(Notice.fanned_at.is_(None))):
        fan_out()
    session.rollback()


DRILLS = {"D6": d6, "D27": d27}

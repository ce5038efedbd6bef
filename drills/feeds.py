"""`python -m drills.feeds`: a real client (vdirsyncer with khal) and a second parser (ical.js) follow a feed over two syncs.

Starts the site on a folder of its own, loads the papers and a demo season, syncs, changes three performances (one cancelled,
one moved, one left alone), syncs again and compares what the clients hold with the database. Prints what it found; exit
status 1 where something differs. ical.js is fetched by npm; without npm that part says so.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from application import create_app
from bench import client, data, servers
from core import clock
from core.config import read_settings
from core.db import committing, session
from core.types import Bilingual
from events.models.performance import Performance
from events.models.words import Form, Status
from events.queries import calendar
from events.queries.selection import Selection
from events.services import performances as deeds

PORT = 8951
CITY = "/cities/hangzhou.ics"
READ_WITH_ICALJS = """
const ICAL = require('ical.js'); const fs = require('fs');
const calendar = new ICAL.Component(ICAL.parse(fs.readFileSync(process.argv[2], 'utf8')));
const zone = calendar.getFirstSubcomponent('vtimezone'); ICAL.TimezoneService.register(new ICAL.Timezone(zone));
console.log(JSON.stringify(calendar.getAllSubcomponents('vevent').map(each => { const event = new ICAL.Event(each);
  return {uid: event.uid, start: event.startDate.toJSDate().getTime() / 1000, wall: event.startDate.toString(),
          status: each.getFirstPropertyValue('status'), sequence: event.sequence}; })));
"""


@dataclass
class Findings:
    """What was compared, and what differed."""

    wrong: list[str] = field(default_factory=list)

    def check(self, what: str, is_so: bool) -> None:
        """Note one comparison."""
        print(f"  {'ok  ' if is_so else 'WRONG'} {what}")
        if not is_so:
            self.wrong.append(what)


def _vdirsyncer(folder: Path, *arguments: str) -> None:
    command = [str(Path(sys.executable).with_name("vdirsyncer")), "--config", str(folder / "vdirsyncer.conf"), *arguments]
    subprocess.run(command, check=True, input=b"y\n", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _configure(folder: Path) -> None:
    (folder / "vdirsyncer.conf").write_text(
        f'[general]\nstatus_path = "{folder}/status"\n[pair feed]\na = "here"\nb = "there"\ncollections = null\n'
        f'[storage here]\ntype = "filesystem"\npath = "{folder}/items"\nfileext = ".ics"\n'
        f'[storage there]\ntype = "http"\nurl = "http://127.0.0.1:{PORT}{CITY}"\n', encoding="utf-8",
    )
    (folder / "khal.conf").write_text(
        f"[calendars]\n[[feed]]\npath = {folder}/items\nreadonly = True\n[locale]\nlocal_timezone = Asia/Shanghai\n"
        "default_timezone = Asia/Shanghai\ntimeformat = %H:%M\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\n"
        f"datetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n[sqlite]\npath = {folder}/khal.db\n",
        encoding="utf-8",
    )
    (folder / "items").mkdir()
    _vdirsyncer(folder, "discover")


def _items(folder: Path) -> dict[tuple[str, str], str]:
    """What vdirsyncer holds: page and start to unfolded text (it replaces every UID of a feed by a digest of its own)."""
    found = {}
    for path in (folder / "items").glob("*.ics"):
        body = path.read_text(encoding="utf-8").replace("\r\n ", "").replace("\n ", "")
        body = body[body.index("BEGIN:VEVENT") : body.index("END:VEVENT")]
        found[_line(body, "URL"), _line(body, "DTSTART")] = body
    return found


def _khal_starts(folder: Path, first: datetime) -> Counter[str]:
    """What khal shows: how many entries start when, on the wall clock."""
    command = [
        str(Path(sys.executable).with_name("khal")), "-c", str(folder / "khal.conf"), "list", "--json", "uid", "--json",
        "start-long", "--json", "start-time", "--once", f"{first:%Y-%m-%d}", "480d",
    ]
    output = subprocess.run(command, check=True, capture_output=True, text=True, env=os.environ | {"HOME": str(folder)}).stdout
    found: dict[str, str] = {}
    for line in output.splitlines():
        if line.startswith("["):
            for each in json.loads(line):
                found.setdefault(each["uid"], f"{each['start-long'][:10]} {each['start-time']}".strip())
    return Counter(found.values())


def _icaljs(folder: Path, body: bytes) -> list[dict[str, object]] | None:
    """What ical.js reads, or None where npm is not to be had."""
    if not shutil.which("npm"):
        return None
    subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", "ical.js@2.2.1"], cwd=folder, check=True)
    (folder / "read.cjs").write_text(READ_WITH_ICALJS, encoding="utf-8")
    (folder / "feed.ics").write_bytes(body)
    output = subprocess.run(["node", "read.cjs", "feed.ics"], cwd=folder, check=True, capture_output=True, text=True).stdout
    found: list[dict[str, object]] = json.loads(output)
    return found


def _stored() -> dict[str, Performance]:
    """What the database says should be in the feed."""
    chosen = Selection(city="330100")
    first = clock.today() - timedelta(days=30)
    rows = calendar.all_performances(chosen, at=clock.now(), limit=2_000)
    return {row.uid: row for row in rows if (row.last_day or clock.today()) >= first and not _has_left(row)}


def _has_left(row: Performance) -> bool:
    return not row.takes_place and (row.last_day or row.day) + timedelta(days=8) < clock.today()


def _wall(row: Performance) -> str:
    return f"{row.starts_local:%Y-%m-%d}" if row.form is Form.SPAN else f"{row.starts_local:%Y-%m-%d %H:%M}"


def _key(row: Performance) -> tuple[str, str]:
    start = f"{row.day:%Y%m%d}" if row.form is Form.SPAN else f"{row.starts_local:%Y%m%dT%H%M%S}"
    return f"{servers.ADDRESS}/events/{row.run.event.slug}", start


def _compare(findings: Findings, folder: Path) -> None:
    stored = _stored()
    first = clock.local(clock.now()) - timedelta(days=31)
    items, shown = _items(folder), _khal_starts(folder, first)
    held = {_key(row) for row in stored.values()}
    findings.check(f"vdirsyncer holds {len(items)} of {len(stored)} entries", items.keys() == held)
    timed = {uid for uid, row in stored.items() if row.form is not Form.SPAN}
    wanted = Counter(_wall(stored[uid]) for uid in timed)
    both = f"{(shown & wanted).total()} of {wanted.total()}"
    findings.check(f"khal shows {both} timed entries at the venue's clock time", wanted <= shown)
    _, _, body = client.ask(PORT, CITY)
    read = _icaljs(folder, body)
    if read is None:
        print("  npm is missing: ical.js was not asked")
        return
    findings.check(f"ical.js reads {len(read)} of {len(stored)} entries", {each["uid"] for each in read} == stored.keys())
    moments = {str(each["uid"]): each["start"] for each in read}
    same = all(moments.get(uid) == row.starts_at.timestamp() for uid, row in stored.items() if uid in timed)
    findings.check("ical.js reads every start as the stored moment", same)


Change = tuple[tuple[str, str], tuple[str, str]]


def _change_three() -> tuple[Change, Change, Change]:
    """Cancel one coming performance, move another by a day, leave a third; what each was known by before and after."""
    timed = [row for row in _stored().values() if row.is_timed and row.status is Status.SCHEDULED]
    rows = [row for row in timed if row.starts_at > clock.now()]
    keys = [row.id for row in rows[:3]]
    before = [_key(row) for row in rows[:3]]
    why = Bilingual("设备检修", "Repairs to the stage")
    with committing():
        deeds.cancel(session.get_one(Performance, keys[0]), at=clock.now(), reason=why)
    with committing():
        row = session.get_one(Performance, keys[1])
        deeds.move(row, at=clock.now(), starts_at=row.starts_at + timedelta(days=1, minutes=7), reason=why)
    after = [_key(session.get_one(Performance, key)) for key in keys]
    first, second, third = zip(before, after, strict=True)
    return first, second, third


def _line(body: str, name: str) -> str:
    found = re.search(rf"^{name}[^:\r\n]*:(.*?)\r?$", body, re.MULTILINE)
    return found.group(1) if found else ""


def _sequence(body: str) -> int:
    return int(_line(body, "SEQUENCE"))


def _follow(folder: Path) -> Findings:
    findings = Findings()
    _configure(folder)
    _vdirsyncer(folder, "sync")
    print("first sync")
    _compare(findings, folder)
    before = _items(folder)
    off, moved, same = _change_three()
    _vdirsyncer(folder, "sync")
    print("second sync, after one was cancelled and one moved")
    _compare(findings, folder)
    after = _items(folder)
    findings.check("the untouched entry is the same to the byte", after[same[1]] == before[same[0]])
    findings.check("the cancelled one is still there and says so", _line(after[off[1]], "STATUS") == "CANCELLED")
    findings.check("its SEQUENCE rose by one", _sequence(after[off[1]]) == _sequence(before[off[0]]) + 1)
    findings.check("the moved one left its old time", moved[0] not in after)
    has_risen = _sequence(after[moved[1]]) == _sequence(before[moved[0]]) + 1
    findings.check("and stands at its new one with SEQUENCE risen by one", has_risen)
    changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    findings.check("nothing else changed", changed == {*off, *moved})
    return findings


def main() -> int:
    """Run the drill in a folder that is deleted afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="deltawindow-drill-"))
    try:
        data.season(folder, 600)
        server = servers.start("wsgi:app", PORT, {"DATA_FOLDER": str(folder), "DATABASE_URL": ""})
        try:
            app = create_app(read_settings({"DATA_FOLDER": str(folder), "LOG_LEVEL": "ERROR"}))
            with app.app_context():
                findings = _follow(folder)
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{len(findings.wrong)} wrong")
    return 1 if findings.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
